"""Where the cells of CSV are, as long as it is plain: so that every reader of CSV finds the same cells in it.

Plain means: rows of exactly so many cells between commas and line ends; in cells that begin with a quote neither a line
end, nor a backslash (Spark's escape) beside a quote or another one; line ends all alike; no NUL (which Spark takes for
the start of a comment). Empty lines are not rows for any reader. What univocity makes of quotes: see `quoted_cell`.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import line_marks, load_word, trailing_zeros
from baselining.kernels.jit import kernel

PLAIN, NUL, LINE_END, QUOTE, ROW_LENGTH = range(5)
"""The first thing found that is not plain."""

REASONS = {
    NUL: "it has NUL bytes",
    LINE_END: "line ends are not all alike",
    QUOTE: "it has escapes or line ends within quoted cells",
    ROW_LENGTH: "not all rows have as many cells as the first line",
}
"""That in words."""

PADDING = 64
"""Bytes behind the data that are loaded, too, whatever they are."""

_NUL, _LF, _CR, _QUOTE, _COMMA, _BACKSLASH = 0, 10, 13, 34, 44, 92
_BLANK = 32
_OPEN = -1
"""In the place of a text's end: it ends where the cell does."""
_ONE = np.uint64(1)
_HIGH_BITS = np.uint64(0x8080808080808080)


@kernel
def _row_rest(data: np.ndarray, at: int, size: int) -> tuple[int, int]:
    """Where the next comma or line end is, and whether all before it is plain."""
    while at < size and data[at] not in (_COMMA, _LF, _CR):
        if data[at] == _NUL:
            return at, NUL
        at += 1
    return at, PLAIN


@kernel
def _quoted_text(data: np.ndarray, at: int, size: int) -> tuple[int, int]:
    """Where the text of a quoted cell ends, at a quote behind which there is none; `at` is behind its first quote."""
    while at < size:
        byte = data[at]
        if byte == _QUOTE:
            if at + 1 == size or data[at + 1] != _QUOTE:
                return at, PLAIN
        elif byte == _NUL:
            return at, NUL
        elif byte in (_LF, _CR) or (
            byte == _BACKSLASH and (at + 1 == size or data[at + 1] in (_QUOTE, _BACKSLASH))
        ):
            return at, QUOTE
        at += 1
    return at, QUOTE


@kernel
def quoted_cell(data: np.ndarray, start: int, size: int) -> tuple[int, int, int, int]:
    """A cell that begins with a quote: where its text starts and ends, where it ends itself, and whether it is plain.

    Behind the last quote of several, a comma or a line end closes the cell, also with blanks before it. Anything else
    makes all up to the next comma or line end its text, the quotes included.
    """
    text, found = _quoted_text(data, start + 1, size)
    at = text + 1
    if found != PLAIN:
        return start, text, at, found
    while at < size and data[at] <= _BLANK and data[at] not in (_NUL, _LF, _CR):
        at += 1
    if at == size or data[at] in (_COMMA, _LF, _CR):
        return start + 1, text, at, PLAIN
    if data[text + 1] == _BACKSLASH:
        return start, text, at, QUOTE
    at, found = _row_rest(data, at, size)
    return start, at, at, found


@kernel
def find_cells(  # noqa: C901 - one scanner
    data: np.ndarray, at: int, crlf: bool, starts: np.ndarray, ends: np.ndarray
) -> tuple[int, int, int]:
    r"""Find the cells of whole lines; the last one may lack its line end.

    Args:
        data: uint8, with `PADDING` bytes behind its end.
        at: Where to begin, at the beginning of a line.
        crlf: Do lines end in `\r\n`? Else in `\n`.
        starts, ends: int32, rows x columns; the text of cell (row, column) is `data[start:end]` then.

    Returns:
        (rows found, no more than there is room for; where the next one begins; `PLAIN` or what was found).
    """
    size = data.size
    most, columns = starts.shape
    row = 0
    line = cell = text = at
    column = 0
    close = _OPEN
    word = at
    marks = line_marks(data, word)
    while True:
        while not marks:
            word += 64
            if word >= size:
                break
            marks = line_marks(data, word)
        at = word + trailing_zeros(marks) if marks else size
        if at >= size:
            break
        marks &= marks - _ONE
        byte = data[at]
        if byte == _COMMA:
            if column + 1 >= columns:
                return row, line, ROW_LENGTH
            starts[row, column] = text
            ends[row, column] = at if close == _OPEN else close
            column += 1
            cell = text = at + 1
            close = _OPEN
        elif byte == _LF and crlf:
            if at + 1 != line:  # its carriage return was there already
                return row, line, LINE_END
        elif byte in (_LF, _CR):
            behind = at + 1
            if byte == _CR:
                if not crlf or behind == size or data[behind] != _LF:
                    return row, line, LINE_END
                behind += 1
            if at > line:
                if column + 1 != columns:
                    return row, line, ROW_LENGTH
                starts[row, column] = text
                ends[row, column] = at if close == _OPEN else close
                row += 1
            line = cell = text = behind
            column = 0
            close = _OPEN
            if row == most:
                return row, line, PLAIN
        elif byte == _QUOTE:
            if at == cell:
                text, close, word, found = quoted_cell(data, at, size)
                if found != PLAIN:
                    return row, line, found
                marks = line_marks(data, word)
        else:
            return row, line, NUL
    if size > line:
        if column + 1 != columns:
            return row, line, ROW_LENGTH
        starts[row, column] = text
        ends[row, column] = size if close == _OPEN else close
        row += 1
    return row, size, PLAIN


@kernel
def is_ascii(data: np.ndarray) -> bool:
    """Are all bytes ASCII, those up to the next multiple of eight included, which may be loaded?"""
    word = np.uint64(0)
    for at in range(0, data.size, 8):
        word |= load_word(data, at)
    return word & _HIGH_BITS == 0


@kernel
def copy_cells(data: np.ndarray, starts: np.ndarray, column: int, ends: np.ndarray, text: np.ndarray) -> None:
    """Copy the cells of a column into `text`, one behind the other; each ends where `ends` says."""
    for row in range(ends.size - 1):
        start = starts[row, column]
        for i in range(ends[row], ends[row + 1]):
            text[i] = data[start]
            start += 1
