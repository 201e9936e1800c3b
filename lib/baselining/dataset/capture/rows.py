"""A captured record → rows: the reference that the compiled loops (`kernels/capture_rows.py`) are compared with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from baselining.dataset.capture.records import CapturedOutput, Payload, Record
from baselining.errors import DatasetError

_LINE_ENDS = re.compile(r"[\r\n]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\(?!["\\]|\Z))*)("+)')
_BLANKS = re.compile(r"[\x01-\x09\x0b\x0c\x0e-\x20]*")

_HINT = "A script that makes flat rows of captured records does that: --preprocess-script (dataset.preprocess_script)."

Row = list[str]


def csv_rows(record: Record, captured_output: CapturedOutput, output_width: int) -> list[Row] | None:
    """The cells of the rows of a record of CSV, an empty text where one is missing; None if it is broken.

    A row is a line of the input with the line of the output that has the same place. An output of one line for several
    rows has a cell for each. Where records have no output, so many cells of it are missing.
    """
    inputs = _lines(record.input)
    outputs = _lines(record.output) if captured_output is not CapturedOutput.NONE else None
    if inputs is not None and outputs is not None and len(outputs) == 1 < len(inputs):
        outputs = None if outputs[0] is None else [[cell] for cell in outputs[0]]
        if outputs is None:
            return None
    pairs = [each for each in (inputs, outputs) if each is not None]
    if not pairs or not pairs[0] or len({len(each) for each in pairs}) > 1:
        return None
    missing = [] if captured_output is CapturedOutput.NONE else [""] * output_width
    rows = []
    for given, answered in zip_longest(inputs or [[]] * len(pairs[0]), outputs or [missing] * len(pairs[0])):
        if given is None or answered is None:
            return None
        rows.append([*answered, *given] if captured_output is CapturedOutput.START else [*given, *answered])
    return rows


def json_rows(record: Record, captured_output: CapturedOutput) -> list[dict[str, Any]] | None:
    """The members of the objects of a record of JSON, one object for each row; None if it is broken.

    A payload is an object, a list of objects, or an object of lists that are all equally long: those are columns.

    Raises:
        DatasetError: If input and output have a member of the same name, or one is nested.
    """
    inputs = _objects(record.input)
    outputs = _objects(record.output) if captured_output is not CapturedOutput.NONE else None
    sides = [side for side in (outputs, inputs) if side is not None]
    if not sides or not all(sides) or len({len(side) for side in sides}) > 1:
        return None
    return [_joined(members) for members in zip(*sides, strict=True)]


def _joined(members: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for each in members:
        if twice := sorted(row.keys() & each.keys()):
            raise DatasetError(
                f"The captured input and output both have a member {twice[0]!r}.",
                hint=f"{_HINT} Or leave the output out: --captured-output none.",
            )
        row |= each
    for name, value in row.items():
        if isinstance(value, (dict, list)):
            raise nested(name)
    return row


def nested(name: str) -> DatasetError:
    """The error for a member that is an object or a list."""
    return DatasetError(f"The member {name!r} of a captured payload is nested; columns are flat.", hint=_HINT)


def _objects(payload: Payload | None) -> list[dict[str, Any]] | None:
    """The objects of a payload: one, or a list of them; empty if it is something else, None if it is not there."""
    if payload is None:
        return None
    try:
        found = json.loads(payload.text)
    except (ValueError, RecursionError):
        return []
    objects = found if isinstance(found, list) else _by_row(found)
    return objects if all(isinstance(each, dict) for each in objects) else []


def _by_row(found: Any) -> list[Any]:
    """An object of columns as one object for each row; anything else as the only one."""
    if not isinstance(found, dict) or not found or not all(isinstance(each, list) for each in found.values()):
        return [found]
    if len({len(each) for each in found.values()}) > 1:
        return [found]
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


def _lines(payload: Payload | None) -> list[Row | None] | None:
    """The cells of each line; None for one that readers of CSV would read differently."""
    if payload is None:
        return None
    return [_cells(line) for line in _LINE_ENDS.split(payload.text) if line]


def _cells(line: str) -> Row | None:
    if "\0" in line:
        return None
    cells, at = [], 0
    while True:
        cell, at = _quoted(line, at) if line.startswith('"', at) else _plain(line, at)
        if cell is None:
            return None
        cells.append(cell)
        if at >= len(line):
            return cells
        at += 1


def _plain(line: str, at: int) -> tuple[str, int]:
    end = line.find(",", at)
    end = len(line) if end < 0 else end
    return line[at:end], end


def _quoted(line: str, at: int) -> tuple[str | None, int]:
    """A cell that begins with a quote, as `kernels/csv.py` has it: None if it is not plain."""
    found = _QUOTED.match(line, at)
    if found is None:
        return None, at
    blanks = _BLANKS.match(line, found.end())
    assert blanks is not None  # noqa: S101 - it matches nothing, too
    end = blanks.end()
    if end == len(line) or line[end] == ",":
        return found[1] + found[2][1:], end
    if line.startswith("\\", found.end()):
        return None, at
    _, end = _plain(line, end)
    return line[at:end], end
