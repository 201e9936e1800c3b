r"""One pass over text cells: classify, hash, and read the numbers.

Classes are Deequ's (`StatefulDataType`, 1.2.2 and later), as full matches:

    Fractional  ^(-|\+)? ?\d+((\.\d+)|((?:\.\d+)?[Ee][-+]?\d+))$
    Integral    ^(-|\+)? ?\d+$
    Boolean     ^(true|false)$
    String      anything else

A cell with a sign followed by a blank is of the class, but Spark's cast makes it null: it gives no number.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.decimals import MOST_DIGITS, nearest_of_digits
from baselining.kernels.jit import kernel
from baselining.kernels.registers import register
from baselining.kernels.xxhash import hash_bytes

MISSING, FRACTIONAL, INTEGRAL, BOOLEAN, STRING = range(5)
"""Places in the vector of class counts; the order of Deequ's `DataTypeHistogram`."""

EXACT, BEYOND_64_BITS, MINUS_ZERO, NO_NUMBER = range(4)
"""How a double stands for a cell's number: as it should; as an integer that a long does not hold as a double does (too
large for it, or -0); or that it is none.
"""

_LONG_MAX = np.uint64((1 << 63) - 1)


@kernel
def _is_boolean(data: np.ndarray, start: int, end: int) -> bool:
    if end - start == 4:
        return (
            data[start] == 116
            and data[start + 1] == 114
            and data[start + 2] == 117
            and data[start + 3] == 101
        )
    if end - start != 5 or data[start] != 102 or data[start + 1] != 97:
        return False
    return data[start + 2] == 108 and data[start + 3] == 115 and data[start + 4] == 101


@kernel
def _digits_end(data: np.ndarray, start: int, end: int) -> int:
    at = start
    while at < end and 48 <= data[at] <= 57:
        at += 1
    return at


@kernel
def parse_cell(data: np.ndarray, start: int, end: int) -> tuple[int, float, int, bool, int]:  # noqa: C901 - one scanner
    """Classify the cell `data[start:end]` and read its number.

    Returns:
        (class; number, NaN if another way has to round it; how it was read; is a number at all; the same as an integer
        where it is Integral and EXACT).
    """
    at = start
    negative = False
    castable = True
    if at < end and (data[at] == 45 or data[at] == 43):
        negative = data[at] == 45
        at += 1
        castable = not (at < end and data[at] == 32)
    if at < end and data[at] == 32:
        at += 1
    whole = at
    at = _digits_end(data, whole, end)
    if at == whole:
        return (BOOLEAN if _is_boolean(data, start, end) else STRING), 0.0, EXACT, False, 0
    point = at
    fraction_end = at
    if at < end and data[at] == 46:
        fraction_end = _digits_end(data, at + 1, end)
        if fraction_end == at + 1:
            return STRING, 0.0, EXACT, False, 0
        at = fraction_end
    exponent = 0
    has_exponent = at < end and (data[at] == 101 or data[at] == 69)
    if has_exponent:
        at += 1
        exponent_negative = at < end and data[at] == 45
        if at < end and (data[at] == 45 or data[at] == 43):
            at += 1
        exponent_start = at
        at = _digits_end(data, at, end)
        if at == exponent_start:
            return STRING, 0.0, EXACT, False, 0
        for i in range(exponent_start, at):
            exponent = min(exponent * 10 + (data[i] - 48), 100_000)
        if exponent_negative:
            exponent = -exponent
    if at != end:
        return STRING, 0.0, EXACT, False, 0

    mantissa = np.uint64(0)
    significant = 0
    for i in range(whole, fraction_end):
        if data[i] == 46:
            continue
        digit = np.uint64(data[i] - 48)
        if significant or digit:
            significant += 1
            if significant <= MOST_DIGITS:
                mantissa = mantissa * np.uint64(10) + digit
    if fraction_end == point and not has_exponent:
        limit = _LONG_MAX + np.uint64(1) if negative else _LONG_MAX
        if significant > MOST_DIGITS or mantissa > limit:
            number = nearest_of_digits(mantissa, significant, 0)
            return INTEGRAL, (-number if negative else number), BEYOND_64_BITS, castable, 0
        if negative and not mantissa:
            return INTEGRAL, -0.0, MINUS_ZERO, castable, 0
        integer = -np.int64(mantissa) if negative else np.int64(mantissa)
        return INTEGRAL, float(integer), EXACT, castable, integer
    number = nearest_of_digits(mantissa, significant, exponent - max(fraction_end - point - 1, 0))
    return FRACTIONAL, (-number if negative else number), EXACT, castable, 0


@kernel
def scan_text(
    offsets: np.ndarray,
    data: np.ndarray,
    registers: np.ndarray,
    kinds: np.ndarray,
    numbers: np.ndarray,
    how: np.ndarray,
    integers: np.ndarray,
) -> None:
    """Classify, hash and read all cells `data[offsets[i]:offsets[i + 1]]`.

    Adds to `registers` (512). Fills, for each cell: `kinds`, its class; `how` it was read, `NO_NUMBER` unless it is
    one; `numbers`, the number, NaN if another way has to round it, and `integers`, the same where it is Integral and
    exact, else 0.
    """
    for i in range(offsets.size - 1):
        start, end = offsets[i], offsets[i + 1]
        register(registers, hash_bytes(data, start, end))
        kind, number, way, castable, integer = parse_cell(data, start, end)
        is_number = castable and kind in (INTEGRAL, FRACTIONAL)
        kinds[i] = kind
        how[i] = way if is_number else NO_NUMBER
        numbers[i] = number if is_number else 0.0
        integers[i] = integer if is_number else 0


@kernel
def mark_replaced(offsets: np.ndarray, data: np.ndarray, marks: np.ndarray) -> None:
    """Mark (1) the cells with U+FFFD, which decoders put where the bytes were not of the encoding they expected."""
    for i in range(offsets.size - 1):
        marks[i] = 0
        for at in range(offsets[i], offsets[i + 1] - 2):
            if data[at] == 0xEF and data[at + 1] == 0xBF and data[at + 2] == 0xBD:
                marks[i] = 1
                break


@kernel
def tally(codes: np.ndarray, counts: np.ndarray, order: np.ndarray) -> int:
    """Count how often each code occurs, and note the codes in the order in which they first occur.

    Args:
        codes: int32, from 0.
        counts: Per code, 0 at the start.
        order: Room for each code.

    Returns:
        How many different codes there are.
    """
    different = 0
    for i in range(codes.size):
        code = codes[i]
        if not counts[code]:
            order[different] = code
            different += 1
        counts[code] += 1
    return different
