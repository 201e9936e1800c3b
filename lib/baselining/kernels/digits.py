"""Doubles → the shortest decimal text that reads back as the same double, in decimal notation.

It is Ryu's search (Adams, "Ryū: fast float-to-string conversion", PLDI 2018) in exact arithmetic: from 1e-3 up to but
excluding 1e7 a double and the ends of its rounding interval, times the power of ten that makes 17 digits of it, fit
into 128 bits, so that no table is needed. No decimal of 17 digits lies on such an end there.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel

LONGEST = 32
"""Bytes that one text takes at most, with sign and separator."""

_TENS = np.array([10**i for i in range(20)], np.uint64)
_BOUNDS = np.array([1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1.0, 1e-1, 1e-2, 1e-3])
"""From each of them on, one decimal place fewer makes 17 digits, beginning with ten."""
_FRACTION = np.uint64((1 << 52) - 1)
_HIDDEN = np.uint64(1 << 52)
_LOW = np.uint64(0xFFFFFFFF)
_ZERO, _ONE, _TWO, _FIVE, _TEN = (np.uint64(i) for i in (0, 1, 2, 5, 10))
_HALF_WORD, _WORD = np.uint64(32), np.uint64(64)
_NUL, _POINT, _MINUS, _COMMA, _BLANK = 48, 46, 45, 44, 32


@kernel
def _times(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The 128 bits of a product, high and low."""
    a1, a0, b1, b0 = a >> _HALF_WORD, a & _LOW, b >> _HALF_WORD, b & _LOW
    low = a0 * b0
    middle = a1 * b0 + (low >> _HALF_WORD)
    other = a0 * b1 + (middle & _LOW)
    return a1 * b1 + (middle >> _HALF_WORD) + (other >> _HALF_WORD), (other << _HALF_WORD) | (low & _LOW)


@kernel
def _scaled(a: np.uint64, b: np.uint64, shift: np.uint64) -> tuple[np.uint64, np.uint64]:
    """A * b / 2^shift, for shifts of 1 to 64: the whole part, and the fraction as 64 bits behind the point."""
    high, low = _times(a, b)
    if shift == _WORD:
        return high, low
    return (high << (_WORD - shift)) | (low >> shift), low << (_WORD - shift)


@kernel
def _shortest(bits: np.uint64, tens: int) -> tuple[np.uint64, int]:
    """Digits, and how many of `tens` decimal places were dropped because they are not needed."""
    exponent = int(bits >> np.uint64(52))
    fraction = bits & _FRACTION
    mantissa = np.uint64(4) * (fraction | _HIDDEN)
    shift = np.uint64(1077 - exponent)
    power = _TENS[tens]
    below = _ONE if fraction == _ZERO else _TWO  # the gap below a power of two is half as wide
    low, _ = _scaled(mantissa - below, power, shift)
    digits, rest = _scaled(mantissa, power, shift)
    high, _ = _scaled(mantissa + _TWO, power, shift)
    half = np.uint64(1 << 63)
    is_over, is_half = rest > half, rest == half
    dropped = 0
    is_exact = rest == _ZERO
    while high // _TEN > low // _TEN:
        last = digits % _TEN
        is_over = last > _FIVE or (last == _FIVE and not is_exact)
        is_half = last == _FIVE and is_exact
        is_exact = is_exact and last == _ZERO
        low, digits, high = low // _TEN, digits // _TEN, high // _TEN
        dropped += 1
    if digits == low or is_over or (is_half and digits % _TWO == _ONE):
        digits += _ONE
    return digits, dropped


@kernel
def _write_whole(out: np.ndarray, at: int, number: np.uint64, width: int) -> int:
    """Write a number, with zeros before it up to this width; the place after it."""
    length = 1
    while length < 20 and number >= _TENS[length]:
        length += 1
    length = max(length, width)
    for place in range(at + length - 1, at - 1, -1):
        out[place] = np.uint8(_NUL + int(number % _TEN))
        number //= _TEN
    return at + length


@kernel
def _write_plain(out: np.ndarray, at: int, magnitude: float, bits: np.uint64) -> int:
    if magnitude == np.floor(magnitude):
        at = _write_whole(out, at, np.uint64(magnitude), 1)
        out[at], out[at + 1] = _POINT, _NUL
        return at + 2
    tens = 10
    while magnitude < _BOUNDS[tens - 10]:
        tens += 1
    digits, dropped = _shortest(bits, tens)
    places = tens - dropped
    at = _write_whole(out, at, digits // _TENS[places], 1)
    out[at] = _POINT
    return _write_whole(out, at + 1, digits % _TENS[places], places)


@kernel
def write_doubles(
    values: np.ndarray, ends: np.ndarray, others: np.ndarray, other_ends: np.ndarray, out: np.ndarray
) -> int:
    """Write lists of doubles one after the other, the numbers of each separated by a comma and a blank.

    Args:
        values: Of all lists.
        ends: Where each list ends in `values`; filled with where its text ends in `out`.
        others: The texts of the values that are not zero and whose magnitude is not in [1e-3, 1e7), in order.
        other_ends: Where each of those ends.
        out: Takes the text: `LONGEST` bytes a value are enough.

    Returns:
        How many bytes were written.
    """
    words = values.view(np.uint64)
    at = i = other = copied = 0
    for number in range(ends.size):
        first = i
        while i < ends[number]:
            if i > first:
                out[at], out[at + 1] = _COMMA, _BLANK
                at += 2
            x = values[i]
            magnitude = abs(x)
            if magnitude == 0.0 or 1e-3 <= magnitude < 1e7:
                if words[i] >> np.uint64(63):
                    out[at] = _MINUS
                    at += 1
                at = _write_plain(out, at, magnitude, words[i] & np.uint64(0x7FFFFFFFFFFFFFFF))
            else:
                while copied < other_ends[other]:
                    out[at] = others[copied]
                    at += 1
                    copied += 1
                other += 1
            i += 1
        ends[number] = at
    return at
