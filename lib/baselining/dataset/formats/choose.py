"""The format of a dataset."""

from __future__ import annotations

from baselining.dataset.capture.script import Script
from baselining.dataset.capture.window import seconds_in
from baselining.dataset.formats.capture import Capture
from baselining.dataset.formats.csv import Csv
from baselining.dataset.formats.delta import Delta
from baselining.dataset.formats.format import Format
from baselining.dataset.formats.jsonl import JsonLines
from baselining.dataset.formats.parquet import Parquet
from baselining.dataset.readers.capture import CaptureRule
from baselining.dataset.spec import DatasetFormat, DatasetSpec


def format_of(spec: DatasetSpec) -> Format:
    """How the dataset's files are read; nothing is opened."""
    match spec.format:
        case DatasetFormat.CSV:
            return Csv(header=spec.header, may_be_cut=spec.split_large_files)
        case DatasetFormat.JSONL:
            return JsonLines()
        case DatasetFormat.PARQUET:
            return Parquet()
        case DatasetFormat.DELTA:
            return Delta()
        case DatasetFormat.CAPTURE:
            return Capture(rule=capture_rule(spec))


def capture_rule(spec: DatasetSpec, script: Script | None = None) -> CaptureRule:
    """Which captured records are read, and how."""
    return CaptureRule(
        script=script,
        captured_output=spec.captured_output,
        since=seconds_in(spec.since),
        until=seconds_in(spec.until),
    )
