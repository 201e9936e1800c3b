"""How many rows Spark hands Python at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.folding.parts import PER_BATCH
from baselining.spark.settings import with_settings

_TO_PYTHON = "spark.sql.execution.arrow.maxRecordsPerBatch"
_FROM_FILES = "spark.sql.parquet.columnarReaderBatchSize"


@contextmanager
def batches_of(spark: SparkSession, rows: int) -> Iterator[None]:
    """Spark hands Python so many rows at a time; afterwards as many as before, for the session may be the caller's."""
    with with_settings(spark, {_TO_PYTHON: str(rows)}):
        yield


@contextmanager
def small_batches(spark: SparkSession) -> Iterator[None]:
    """Spark reads and hands over few parts at a time."""
    with with_settings(spark, dict.fromkeys((_TO_PYTHON, _FROM_FILES), str(PER_BATCH))):
        yield
