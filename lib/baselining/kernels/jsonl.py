"""One pass over the bytes of JSON Lines: are they plain, and what do they say, column by column?

Plain means: a flat object, or nothing, on each line; line ends of one byte; each name once in a line; values as in
json_tokens.py. Every reader of JSON finds the same values in such lines.

Columns are rows of a table of names (names.py), with the fields below.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels import names
from baselining.kernels.bits import bits_of_double
from baselining.kernels.jit import loop
from baselining.kernels.json_tokens import NUMBER, PLAIN, SHAPE, TEXT, past_number, past_text, past_word
from baselining.kernels.names import END, FOLLOWS, NONE, START, enter, find, is_name

TWICE, OTHER_NAME, OTHER_TYPE, NO_ROOM = range(4, 8)
"""More that may be found; the last three are not about being plain."""

REASONS = {
    SHAPE: "not every line is one flat object",
    TEXT: "it has escapes or control characters",
    NUMBER: "it has numbers that readers may read differently",
    TWICE: "it has a name twice in a line",
}
"""What is not plain in words."""

ALLOWED, KINDS, SEEN, FIELDS = range(names.FIELDS, names.FIELDS + 4)
"""Which kinds of values a column may have; which it was found to have; behind which byte it was found last."""

TEXTS, EMPTY_TEXTS, INTEGERS, FRACTIONS, BOOLEANS = 1, 2, 4, 8, 16
"""Kinds of values; null is none of them."""

MISSING, PRESENT, UNCERTAIN = range(3)
"""What is known of a cell. Of an uncertain number it is known where it begins."""

_LF, _TAB, _SPACE, _QUOTE = 10, 9, 32, 34
_COMMA, _COLON, _OPEN, _CLOSE = 44, 58, 123, 125
_MINUS, _ZERO, _NINE = 45, 48, 57
_N, _T = 110, 116
_HALF = 32
_LENGTH = (1 << _HALF) - 1


@loop
def _past_blanks(data: np.ndarray, at: int) -> int:
    while at < data.size and data[at] in (_SPACE, _TAB):
        at += 1
    return at


@loop
def _past_name(
    data: np.ndarray,
    at: int,
    text: np.ndarray,
    table: np.ndarray,
    slots: np.ndarray,
    before: int,
    may_enter: bool,
) -> tuple[int, int, int]:
    """Behind the name whose opening quote is at `at`; its row, and what was found."""
    if at == data.size or data[at] != _QUOTE:
        return at, NONE, SHAPE
    start = at + 1
    column = table[before, FOLLOWS]
    if column != NONE:
        end = start + table[column, END] - table[column, START]
        if end < data.size and data[end] == _QUOTE and is_name(text, table, column, data, start, end):
            return end + 1, column, PLAIN
    end, found = past_text(data, start)
    if found != PLAIN:
        return end, NONE, found
    column = find(text, table, slots, data, start, end)
    if column == NONE:
        if not may_enter:
            return end, NONE, OTHER_NAME
        column = enter(text, table, slots, data, start, end)
        if column == NONE:
            return end, NONE, NO_ROOM
    table[before, FOLLOWS] = column
    return end + 1, column, PLAIN


@loop
def _past_colon(data: np.ndarray, at: int) -> tuple[int, int]:
    """Where a value begins, behind a colon and blanks, and what was found."""
    at = _past_blanks(data, at)
    if at == data.size or data[at] != _COLON:
        return at, SHAPE
    at = _past_blanks(data, at + 1)
    return at, (PLAIN if at < data.size else SHAPE)


@loop
def _past_value(data: np.ndarray, at: int, as_double: bool) -> tuple[int, int, int, int, int]:
    """Behind the value at `at`; its kind (0 is null), itself as in `values` below, its state, and what was found."""
    byte = data[at]
    if byte == _QUOTE:
        start = at + 1
        end, found = past_text(data, start)
        kind = TEXTS if end > start else EMPTY_TEXTS
        return end + 1, kind, (start << _HALF) | (end - start), PRESENT, found
    if byte == _MINUS or _ZERO <= byte <= _NINE:
        end, found, is_integer, integer, number, certain = past_number(data, at)
        if is_integer:
            return end, INTEGERS, (bits_of_double(float(integer)) if as_double else integer), PRESENT, found
        if not certain:
            return end, FRACTIONS, at, UNCERTAIN, found
        return end, FRACTIONS, bits_of_double(number), PRESENT, found
    if byte == _N:
        end = past_word(data, at, b"null")
        return end, 0, 0, MISSING, (SHAPE if end == at else PLAIN)
    end = past_word(data, at, b"true") if byte == _T else past_word(data, at, b"false")
    return end, BOOLEANS, np.int64(byte == _T), PRESENT, (SHAPE if end == at else PLAIN)


@loop
def _past_pair(
    data: np.ndarray,
    at: int,
    before: int,
    line: int,
    row: int,
    text: np.ndarray,
    table: np.ndarray,
    slots: np.ndarray,
    values: np.ndarray,
    states: np.ndarray,
) -> tuple[int, int, int]:
    """Behind a name and its value; the name's row, and what was found."""
    keep = states.shape[1] > 0
    at, column, found = _past_name(data, at, text, table, slots, before, not keep)
    if found != PLAIN:
        return at, column, found
    if table[column, SEEN] > line:
        return at, column, TWICE
    table[column, SEEN] = at
    at, found = _past_colon(data, at)
    if found != PLAIN:
        return at, column, found
    allowed = table[column, ALLOWED]
    at, kind, value, state, found = _past_value(data, at, allowed & FRACTIONS != 0)
    if found != PLAIN:
        return at, column, found
    table[column, KINDS] |= kind
    if keep:
        values[column - 1, row] = value
        states[column - 1, row] = state
        found = OTHER_TYPE if kind & ~allowed else PLAIN
    return at, column, found


@loop
def _past_object(
    data: np.ndarray,
    at: int,
    row: int,
    text: np.ndarray,
    table: np.ndarray,
    slots: np.ndarray,
    values: np.ndarray,
    states: np.ndarray,
) -> tuple[int, int]:
    """Behind the object whose `{` is at `at`, and what was found."""
    line = at
    column = NONE
    at = _past_blanks(data, at + 1)
    if at < data.size and data[at] == _CLOSE:
        return at + 1, PLAIN
    while True:
        at, column, found = _past_pair(data, at, column, line, row, text, table, slots, values, states)
        if found != PLAIN:
            return at, found
        at = _past_blanks(data, at)
        if at == data.size or data[at] not in (_COMMA, _CLOSE):
            return at, SHAPE
        at += 1
        if data[at - 1] == _CLOSE:
            return at, PLAIN
        at = _past_blanks(data, at)


@loop
def scan_jsonl(
    data: np.ndarray,
    at: int,
    text: np.ndarray,
    table: np.ndarray,
    slots: np.ndarray,
    values: np.ndarray,
    states: np.ndarray,
) -> tuple[int, int, int]:
    """Take whole lines apart, from `at` on, while there is room for another row; the last may lack its line end.

    Without any room for rows, names and kinds are found out, and nothing else; then names may be new, and values of
    any kind.

    Args:
        data: uint8, less than 2 GiB.
        text, table, slots: The columns, as in names.py; `SEEN` must be 0 at the start of `data`.
        values: (columns, rows) int64: an integer; the bits of a double where fractions are allowed; 0 or 1; where a
            text begins, times 2^32, plus its length.
        states: (columns, rows) uint8, `MISSING` before.

    Returns:
        (where the next line begins, or the one in which something was found; rows; `PLAIN` or what was found).
    """
    rows = 0
    most = states.shape[1]
    while at < data.size and (rows < most or not most):
        line = at
        at = _past_blanks(data, at)
        if at < data.size and data[at] == _OPEN:
            at, found = _past_object(data, at, rows, text, table, slots, values, states)
            if found != PLAIN:
                return line, rows, found
            at = _past_blanks(data, at)
            rows += 1
        if at < data.size:
            if data[at] != _LF:
                return line, rows, SHAPE
            at += 1
    return at, rows, PLAIN


@loop
def end_texts(values: np.ndarray, states: np.ndarray, ends: np.ndarray) -> int:
    """Fill `ends` (int32, one more than cells) as Arrow has them for a column of texts; their length in all."""
    ends[0] = end = 0
    for row in range(values.size):
        if states[row] != MISSING:
            end += values[row] & _LENGTH
        ends[row + 1] = end
    return end


@loop
def copy_texts(data: np.ndarray, values: np.ndarray, ends: np.ndarray, text: np.ndarray) -> None:
    """Copy the texts of a column out of `data`, one behind the other."""
    for row in range(values.size):
        shift = (values[row] >> _HALF) - ends[row]
        for at in range(ends[row], ends[row + 1]):
            text[at] = data[at + shift]
