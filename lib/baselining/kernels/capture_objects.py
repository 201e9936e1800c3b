"""The payloads of captured records that are JSON → JSON Lines: the members of an output and its input in one object."""

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
from baselining.kernels.capture_rows import NO_OUTPUT
from baselining.kernels.escapes import past_escape
from baselining.kernels.jit import loop, part

_TAB, _LF, _CR, _SPACE, _QUOTE, _COMMA, _BACKSLASH = 9, 10, 13, 32, 34, 44, 92
_OPEN, _CLOSE, _LIST, _LIST_END = 123, 125, 91, 93


@loop
def _past_blanks(data: np.ndarray, at: int, end: int) -> int:
    while at < end and (data[at] == _SPACE or data[at] == _LF or data[at] == _CR or data[at] == _TAB):
        at += 1
    return at


@part
def _copy_object(  # noqa: C901 - one scanner
    data: np.ndarray, at: int, end: int, out: np.ndarray, to: int
) -> tuple[int, int, bool]:
    """Copy what stands between the braces of the object at `at`, in a line: behind both; is it flat, and closed?"""
    at = _past_blanks(data, at + 1, end)
    while at < end:
        byte = data[at]
        if byte == _QUOTE:
            out[to] = byte
            to += 1
            at += 1
            while at < end and data[at] != _QUOTE:
                if data[at] < _SPACE:
                    return at, to, False
                if data[at] == _BACKSLASH:
                    behind = past_escape(data, at, end)
                    if behind == at:
                        return at, to, False
                    while at < behind:
                        out[to] = data[at]
                        to += 1
                        at += 1
                else:
                    out[to] = data[at]
                    to += 1
                    at += 1
            if at >= end:
                return at, to, False
        elif byte == _CLOSE:
            return at + 1, to, True
        elif byte in (_OPEN, _LIST, _LIST_END):
            return at, to, False
        elif byte < _SPACE:
            if byte not in (_TAB, _LF, _CR):
                return at, to, False
            byte = _SPACE
        out[to] = byte
        to += 1
        at += 1
    return at, to, False


@part
def _begin(data: np.ndarray, at: int, end: int) -> tuple[int, bool]:
    """Where the first object of a payload is, and whether it stands in a list."""
    at = _past_blanks(data, at, end)
    if at < end and data[at] == _LIST:
        return _past_blanks(data, at + 1, end), True
    return at, False


@part
def _next(data: np.ndarray, at: int, end: int, in_list: bool) -> tuple[int, bool, bool]:
    """Where the next object is, behind one; are there no more, and is it a list of objects so far?"""
    at = _past_blanks(data, at, end)
    if not in_list:
        return at, True, at == end
    if at < end and data[at] == _COMMA:
        at = _past_blanks(data, at + 1, end)
        return at, False, at < end and data[at] == _OPEN
    if at < end and data[at] == _LIST_END:
        at = _past_blanks(data, at + 1, end)
        return at, True, at == end
    return at, True, False


@part
def _lines_of(  # noqa: C901 - one scanner
    data: np.ndarray,
    record: np.ndarray,
    position: int,
    out: np.ndarray,
    to: int,
    seconds: np.ndarray,
    row: int,
) -> tuple[int, int]:
    """Behind the lines that a record's objects make, and how many; -1: it is broken."""
    begun = to
    has_input = record[INPUT_CODE] != ABSENT
    has_output = record[OUTPUT_CODE] != ABSENT and position != NO_OUTPUT
    at_input, input_list = _begin(data, record[INPUT], record[INPUT_END])
    at_output, output_list = _begin(data, record[OUTPUT], record[OUTPUT_END])
    rows = 0
    if not (has_input or has_output):
        return begun, -1
    while True:
        out[to] = _OPEN
        to += 1
        inputs_end = outputs_end = known = True
        if has_output:
            if at_output >= record[OUTPUT_END] or data[at_output] != _OPEN:
                return begun, -1
            at_output, to, known = _copy_object(data, at_output, record[OUTPUT_END], out, to)
            if not known:
                return begun, -1
            at_output, outputs_end, known = _next(data, at_output, record[OUTPUT_END], output_list)
            if not known:
                return begun, -1
        if has_input:
            if at_input >= record[INPUT_END] or data[at_input] != _OPEN:
                return begun, -1
            behind = to
            if out[to - 1] != _OPEN:
                out[to] = _COMMA
                to += 1
            copied = to
            at_input, to, known = _copy_object(data, at_input, record[INPUT_END], out, to)
            if to == copied:
                to = behind
            if not known:
                return begun, -1
            at_input, inputs_end, known = _next(data, at_input, record[INPUT_END], input_list)
            if not known:
                return begun, -1
        out[to] = _CLOSE
        out[to + 1] = _LF
        to += 2
        if row + rows < seconds.size:
            seconds[row + rows] = record[SECONDS]
        rows += 1
        if has_input and has_output and inputs_end != outputs_end:
            return begun, -1
        if inputs_end and outputs_end:
            return to, rows


@part
def write_lines(
    data: np.ndarray, records: np.ndarray, position: int, out: np.ndarray, seconds: np.ndarray
) -> tuple[int, int]:
    """Write the objects of all records as JSON Lines: the members of an output and of its input in one object.

    Args:
        data: uint8; payloads are unescaped.
        records: As in `read_rows`.
        position: Where the output's columns stand; names decide on the order of columns in any case.
        out: uint8, at least twice as long as all payloads, and four bytes for each record.
        seconds: int64, one for each row; as many as payloads have braces are enough.

    Returns:
        (where the lines end in `out`, how many there are).
    """
    to = row = 0
    for number in range(records.shape[0]):
        record = records[number]
        if record[STATUS] == BROKEN:
            continue
        to, rows = _lines_of(data, record, position, out, to, seconds, row)
        if rows < 0:
            record[STATUS] = BROKEN
        else:
            row += rows
    return to, row
