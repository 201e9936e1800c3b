"""One pass over the bytes of CSV: are they plain, so that every reader of CSV finds the same cells in them?

Plain means: rows of exactly so many cells between commas and line ends; a quote only around a whole cell, and in such a
cell neither a quote, nor a backslash (Spark's escape), nor a line end; line ends all alike; no NUL (which Spark takes
for the start of a comment). Empty lines are not rows for any reader.
"""

from __future__ import annotations

import numpy as np  # noqa: TC002 - loaded anyway

from baselining.kernels.jit import kernel

PLAIN, NUL, LINE_END, QUOTE, ROW_LENGTH = range(5)
"""The first thing found that is not plain."""

REASONS = {
    NUL: "it has NUL bytes",
    LINE_END: "line ends are not all alike",
    QUOTE: "it has quotes, escapes or line ends within cells",
    ROW_LENGTH: "not all rows have as many cells as the first line",
}
"""That in words."""

_NUL, _LF, _CR, _QUOTE, _COMMA, _BACKSLASH = 0, 10, 13, 34, 44, 92


@kernel
def _quoted_end(data: np.ndarray, start: int) -> tuple[int, int]:
    """The place behind a quoted cell that begins at `start`, and whether it is plain."""
    size = data.size
    at = start + 1
    while at < size and data[at] != _QUOTE:
        byte = data[at]
        if byte == _NUL:
            return at, NUL
        if byte in (_BACKSLASH, _LF, _CR):
            return at, QUOTE
        at += 1
    at += 1
    if at > size:
        return at, QUOTE
    if at < size and data[at] != _COMMA and data[at] != _LF and data[at] != _CR:
        return at, QUOTE
    return at, PLAIN


@kernel
def scan_csv(data: np.ndarray, columns: int, crlf: bool) -> tuple[int, int]:  # noqa: C901 - one scanner
    r"""Scan whole lines; the last one may lack its line end.

    Args:
        data: uint8.
        columns: How many cells a row has to have.
        crlf: Do lines end in `\r\n`? Else in `\n`.

    Returns:
        (rows, `PLAIN` or what was found).
    """
    size = data.size
    rows = 0
    at = 0
    line = 0
    cell = 0
    cells = 1
    while at < size:
        byte = data[at]
        if byte > _COMMA:
            at += 1
        elif byte == _COMMA:
            cells += 1
            at += 1
            cell = at
        elif byte in (_LF, _CR):
            if crlf:
                if byte == _LF or at + 1 == size or data[at + 1] != _LF:
                    return rows, LINE_END
            elif byte == _CR:
                return rows, LINE_END
            if at > line:
                if cells != columns:
                    return rows, ROW_LENGTH
                rows += 1
            at += 2 if crlf else 1
            line = cell = at
            cells = 1
        elif byte == _QUOTE:
            if at != cell:
                return rows, QUOTE
            at, found = _quoted_end(data, at)
            if found != PLAIN:
                return rows, found
        elif byte == _NUL:
            return rows, NUL
        else:
            at += 1
    if size > line:
        if cells != columns:
            return rows, ROW_LENGTH
        rows += 1
    return rows, PLAIN
