"""Captured records of files → rows, one after another, in plain Python: what Spark is given where it has to read them.

Slow, and right for everything: what the compiled loops are compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baselining.dataset.capture.records import CapturedOutput, Encoding, Record
from baselining.dataset.capture.rows import csv_rows, json_rows

AnyRow = list[str] | dict[str, Any]


def rows_of(record: Record, captured_output: CapturedOutput, output_width: int) -> list[Any] | None:
    """The rows of a record, whatever its encoding; None if it is broken.

    Raises:
        DatasetError: If its payloads are of different encodings, or both have a member of the same name.
    """
    match record.encoding:
        case Encoding.JSON:
            return json_rows(record, captured_output)
        case Encoding.CSV:
            return csv_rows(record, captured_output, output_width)
        case None:
            return None


def lines_in(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, by its number from 0."""
    for number, line in enumerate(text.split(b"\n")):
        if line.strip(b" \t\r"):
            yield number, line
