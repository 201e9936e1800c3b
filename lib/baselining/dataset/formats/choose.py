"""The format of a dataset."""

from __future__ import annotations

from baselining.dataset.formats.csv import Csv
from baselining.dataset.formats.delta import Delta
from baselining.dataset.formats.format import Format
from baselining.dataset.formats.jsonl import JsonLines
from baselining.dataset.formats.parquet import Parquet
from baselining.dataset.spec import DatasetFormat, DatasetSpec


def format_of(spec: DatasetSpec, *, by_file: bool = False) -> Format:
    """How the dataset's files are read; nothing is opened.

    Args:
        by_file: Is each file to be profiled by itself, so that its states can be kept?
    """
    match spec.format:
        case DatasetFormat.CSV:
            return Csv(header=spec.header, may_be_cut=spec.split_large_files)
        case DatasetFormat.JSONL:
            return JsonLines()
        case DatasetFormat.PARQUET:
            return Parquet(by_file=by_file)
        case DatasetFormat.DELTA:
            return Delta(by_file=by_file)
