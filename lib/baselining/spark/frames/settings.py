"""Spark's reader, set to split wide tables by our rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.split_rule import SplitRule
from baselining.spark.settings import with_settings

_SPLIT = "spark.sql.files.maxPartitionBytes"


@contextmanager
def splitting(spark: SparkSession, rule: SplitRule, columns: int) -> Iterator[None]:
    """Have Spark's reader split a table of so many columns likewise; it looks when a frame is first executed."""
    with with_settings(spark, {_SPLIT: str(rule.split_bytes(columns))}):
        yield
