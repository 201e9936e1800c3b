"""The split rule that Spark is set to follow, and another one for wide tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.split_rule import SplitRule
from baselining.spark.result_settings import RESULT_SETTINGS
from baselining.spark.settings import with_settings

_SPLIT = "spark.sql.files.maxPartitionBytes"
_OPEN = "spark.sql.files.openCostInBytes"


def split_rule(*, by_file: bool) -> SplitRule:
    """The rule that Spark is set to follow (`spark/result_settings.py`)."""
    narrow, each_file = (int(RESULT_SETTINGS[name]) for name in (_SPLIT, _OPEN))
    return SplitRule(narrow_bytes=narrow, open_bytes=each_file, by_file=by_file)


@contextmanager
def splitting(spark: SparkSession, rule: SplitRule, columns: int) -> Iterator[None]:
    """Have Spark's reader split a table of so many columns likewise; it looks when a frame is first executed."""
    with with_settings(spark, {_SPLIT: str(rule.split_bytes(columns))}):
        yield
