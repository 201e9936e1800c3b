"""The payloads of captured records that are CSV → the cells of rows."""

from __future__ import annotations

import numpy as np  # noqa: TC002 - numba looks annotations up

from baselining.kernels.capture import (
    ABSENT,
    BROKEN,
    INPUT,
    INPUT_CODE,
    INPUT_END,
    OUTPUT,
    OUTPUT_CODE,
    OUTPUT_END,
    SECONDS,
    STATUS,
)
from baselining.kernels.csv import PLAIN, quoted_cell
from baselining.kernels.jit import loop, part

NO_OUTPUT, OUTPUT_FIRST, OUTPUT_LAST = range(3)
"""Where the columns of the output stand among those of the input."""

WIDEST, SHORT, COUNTS = range(3)
"""Places in what is counted of rows: the cells of the widest; how many have fewer cells than columns."""

_NUL, _LF, _CR, _QUOTE, _COMMA = 0, 10, 13, 34, 44


@loop
def _past_line_ends(data: np.ndarray, at: int, end: int) -> int:
    while at < end and (data[at] == _LF or data[at] == _CR):
        at += 1
    return at


@part
def _count_lines(data: np.ndarray, at: int, end: int) -> int:
    lines = 0
    at = _past_line_ends(data, at, end)
    while at < end:
        lines += 1
        while at < end and data[at] != _LF and data[at] != _CR:
            at += 1
        at = _past_line_ends(data, at, end)
    return lines


@loop
def _past_cell(data: np.ndarray, at: int, end: int) -> tuple[int, int, int, int]:
    """A cell that begins at `at`: where its text starts and ends, where it ends itself, and whether it is plain."""
    if at < end and data[at] == _QUOTE:
        return quoted_cell(data, at, end)
    start = at
    while at < end and data[at] != _COMMA and data[at] != _LF and data[at] != _CR:
        if data[at] == _NUL:
            return start, at, at, BROKEN
        at += 1
    return start, at, at, PLAIN


@part
def _read_line(
    data: np.ndarray, at: int, end: int, column: int, starts: np.ndarray, ends: np.ndarray
) -> tuple[int, int, bool]:
    """The cells of one line into a row from `column` on: behind it, the next column, and is it plain?

    Cells for which there is no column are counted only.
    """
    while True:
        start, stop, at, found = _past_cell(data, at, end)
        if found != PLAIN:
            return at, column, False
        if column < starts.size:
            starts[column] = start
            ends[column] = stop
        column += 1
        if at >= end or data[at] != _COMMA:
            return _past_line_ends(data, at, end), column, True
        at += 1


@part
def _read_cell(
    data: np.ndarray, at: int, end: int, column: int, starts: np.ndarray, ends: np.ndarray
) -> tuple[int, int, bool]:
    """As `_read_line`, but one cell; behind the comma that follows."""
    start, stop, at, found = _past_cell(data, at, end)
    if column < starts.size:
        starts[column] = start
        ends[column] = stop
    return at + 1, column + 1, found == PLAIN


@loop
def _clear(starts: np.ndarray, ends: np.ndarray, first: int, rows: int) -> None:
    """Empty the cells of rows again; without array expressions, whose support numba would load."""
    for row in range(first, first + rows):
        for column in range(starts.shape[1]):
            starts[row, column] = 0
            ends[row, column] = 0


@part
def _rows_of(  # noqa: C901 - one scanner
    data: np.ndarray,
    record: np.ndarray,
    position: int,
    output_width: int,
    first: int,
    starts: np.ndarray,
    ends: np.ndarray,
    counts: np.ndarray,
) -> tuple[int, int]:
    """How many rows a record fills, from `first` on; -1: it is broken; -2: there is no room for them.

    And how many rows were written to.
    """
    has_input = record[INPUT_CODE] != ABSENT
    has_output = record[OUTPUT_CODE] != ABSENT and position != NO_OUTPUT
    inputs = _count_lines(data, record[INPUT], record[INPUT_END]) if has_input else 0
    outputs = _count_lines(data, record[OUTPUT], record[OUTPUT_END]) if has_output else 0
    rows = inputs if has_input else outputs
    by_cell = has_input and outputs == 1 and inputs > 1
    if not rows or (has_input and has_output and outputs != inputs and not by_cell):
        return -1, 0
    if first + rows > starts.shape[0]:
        return -2, 0
    at_input = _past_line_ends(data, record[INPUT], record[INPUT_END])
    at_output = _past_line_ends(data, record[OUTPUT], record[OUTPUT_END])
    for row in range(first, first + rows):
        column = 0
        for side in range(2):
            is_output = (side == 0) == (position == OUTPUT_FIRST)
            known = True
            if is_output and not has_output:
                column += output_width if position != NO_OUTPUT else 0
            elif is_output and by_cell:
                if at_output > record[OUTPUT_END] or (row > first and data[at_output - 1] != _COMMA):
                    return -1, row + 1 - first
                at_output, column, known = _read_cell(
                    data, at_output, record[OUTPUT_END], column, starts[row], ends[row]
                )
            elif is_output:
                at_output, column, known = _read_line(
                    data, at_output, record[OUTPUT_END], column, starts[row], ends[row]
                )
            elif has_input:
                at_input, column, known = _read_line(
                    data, at_input, record[INPUT_END], column, starts[row], ends[row]
                )
            if not known:
                return -1, row + 1 - first
        counts[WIDEST] = max(counts[WIDEST], column)
        counts[SHORT] += column < starts.shape[1]
    if by_cell and at_output <= record[OUTPUT_END] and data[at_output - 1] == _COMMA:
        return -1, rows
    return rows, rows


@part
def read_rows(
    data: np.ndarray,
    records: np.ndarray,
    number: int,
    position: int,
    output_width: int,
    starts: np.ndarray,
    ends: np.ndarray,
    seconds: np.ndarray,
    counts: np.ndarray,
) -> tuple[int, int]:
    """Find the cells of the rows of records from `number` on, while there is room.

    Args:
        data: uint8, with `kernels.csv.PADDING` bytes behind its end; payloads are unescaped.
        records: As `scan_records` has them; the status of one whose payloads are no rows becomes `BROKEN`.
        position: Where the output's columns stand.
        output_width: How many there are where a record lacks its output.
        starts, ends: int32, rows x columns, all 0: a cell that a row lacks is empty.
        seconds: int64, one for each row.
        counts: `COUNTS` of them; added to.

    Returns:
        (the record that comes next, how many rows were found).
    """
    row = 0
    while number < records.shape[0]:
        record = records[number]
        if record[STATUS] != BROKEN:
            widest, short = counts[WIDEST], counts[SHORT]
            rows, written = _rows_of(data, record, position, output_width, row, starts, ends, counts)
            if rows == -2:
                return number, row
            if rows < 0:
                record[STATUS] = BROKEN
                counts[WIDEST] = widest
                counts[SHORT] = short
                _clear(starts, ends, row, written)
            else:
                for filled in range(row, row + rows):
                    seconds[filled] = record[SECONDS]
                row += rows
        number += 1
    return number, row
