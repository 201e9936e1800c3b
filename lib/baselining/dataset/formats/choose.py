"""The format of a dataset."""

from __future__ import annotations

from baselining.dataset.formats.csv import Csv
from baselining.dataset.formats.delta import Delta
from baselining.dataset.formats.format import Format
from baselining.dataset.formats.jsonl import JsonLines
from baselining.dataset.formats.parquet import Parquet
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
