"""Which datasets are profiled without Spark: those that are read sooner than Spark starts, or nearly so."""

from __future__ import annotations

from contextlib import suppress

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.found import Found, found_local
from baselining.dataset.local import is_local, local_files
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine

MOST_BYTES = 1 << 30
"""Of all files together: two cores read as much in some five seconds, and Spark's start takes four."""

_FORMATS = frozenset({DatasetFormat.CSV, DatasetFormat.JSONL, DatasetFormat.PARQUET})
"""Formats whose columns are known without Spark."""


def found_for_this_process(spec: DatasetSpec, engine: Engine) -> Found | None:
    """Its files, if it is of a format that needs no Spark, on this machine, and small.

    Raises:
        DatasetError: If nothing is there.
    """
    if engine is not Engine.ARROW or spec.format not in _FORMATS or not is_local(spec.uri):
        return None
    with suppress(OSError, UnlikeSparkError):  # Spark says why
        found = found_local(local_files(spec.uri))
        return found if sum(file.size for file in found.files) <= MOST_BYTES else None
    return None
