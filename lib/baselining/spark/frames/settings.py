"""Spark's settings on which its split rule depends: read as numbers, and set for wide tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.split_rule import SplitRule
from baselining.spark.settings import with_settings

_SPLIT = "spark.sql.files.maxPartitionBytes"
_OPEN = "spark.sql.files.openCostInBytes"


def split_rule(spark: SparkSession, *, by_file: bool) -> SplitRule:
    """The rule as Spark is set up now."""
    return SplitRule(narrow_bytes=_bytes(spark, _SPLIT), open_bytes=_bytes(spark, _OPEN), by_file=by_file)


@contextmanager
def splitting(spark: SparkSession, rule: SplitRule, columns: int) -> Iterator[None]:
    """Have Spark's reader split a table of so many columns likewise; it looks when a frame is first executed."""
    with with_settings(spark, {_SPLIT: str(rule.split_bytes(columns))}):
        yield


def _bytes(spark: SparkSession, setting: str) -> int:
    """A size in a Spark setting: `134217728`, `128m`, `128MB`."""
    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    return int(jvm.org.apache.spark.network.util.JavaUtils.byteStringAsBytes(spark.conf.get(setting)))
