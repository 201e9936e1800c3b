"""Captured answers and ground truth by the id of an inference, as Model Monitor's merge job joins them.

The id is the `inferenceId` that the caller gave, else the `eventId` that SageMaker made. A record of several rows has
ground truth of as many. Source: "Ingest ground truth labels and merge them with predictions" (Amazon SageMaker AI
Developer Guide).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from baselining.dataset.capture.plain_rows import lines_in, rows_of
from baselining.dataset.capture.records import CapturedOutput, loaded, record_of
from baselining.dataset.readers.capture import CaptureRule

ID = "inference id"
"""The column of ids; a row of a record is told by its number behind it."""


def answers_in(rule: CaptureRule, text: bytes) -> Iterator[dict[str, Any]]:
    """The rows of what a model answered: an id and its cells, `_c0` and so on of CSV, the members of JSON.

    A line that is no record has the id None.
    """
    for _, line in lines_in(text):
        found = loaded(line)
        record = None if found is None else record_of(found, CapturedOutput.START)
        if found is None or record is None or record.output is None:
            yield {ID: None}
        elif rule.holds_moment(record.seconds):
            rows = rows_of(replace(record, input=None), CapturedOutput.START, 0)
            for number, row in enumerate([{}] if rows is None else rows):
                cells = (
                    row if isinstance(row, dict) else {f"_c{i}": cell or None for i, cell in enumerate(row)}
                )
                yield {**cells, ID: _id_of(found, number, is_broken=rows is None)}


def truths_in(column: str, text: bytes) -> Iterator[dict[str, Any]]:
    """The rows of ground truth: an id, and what was true as text; a line that is none has the id None."""
    for _, line in lines_in(text):
        found = loaded(line) or {}
        data = found.get("groundTruthData")
        value = data.get("data") if isinstance(data, dict) else None
        if isinstance(value, (int, float)):  # people write numbers, too
            value = str(value)
        if not isinstance(value, str):
            yield {ID: None}
            continue
        for number, cell in enumerate(value.rstrip("\r\n").split("\n")):
            yield {column: cell.strip().strip('"') or None, ID: _id_of(found, number, is_broken="," in cell)}


def _id_of(found: dict[str, Any], number: int, *, is_broken: bool) -> str | None:
    metadata = found.get("eventMetadata")
    if is_broken or not isinstance(metadata, dict):
        return None
    given = metadata.get("inferenceId") or metadata.get("eventId")
    return f"{given}#{number}" if isinstance(given, str) else None
