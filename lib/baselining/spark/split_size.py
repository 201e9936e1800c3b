"""How many bytes of files a split covers: Spark's setting, and more for wide tables.

A column's state takes up to 45 KB however few rows its split has, so that those of 128 MB of 5,000 columns would be
larger than the data. It depends on the data alone, and is the same for all who read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.files import DataFile, Piece
from baselining.dataset.splits import split_files

_SETTING = "spark.sql.files.maxPartitionBytes"
_COLUMNS = 500
_MOST_TIMES = 8


def split_bytes(spark: SparkSession, columns: int) -> int:
    """At most so many bytes are one split of a table of so many columns."""
    return min(max(columns // _COLUMNS, 1), _MOST_TIMES) * narrow_split_bytes(spark)


def narrow_split_bytes(spark: SparkSession) -> int:
    """At most so many bytes are one split of a table of up to 999 columns, and to anybody else of any table."""
    return _size_setting(spark, _SETTING)


@contextmanager
def spark_splits(spark: SparkSession, columns: int) -> Iterator[None]:
    """Have Spark's reader split a table of so many columns likewise; it looks when a frame is first executed."""
    before = spark.conf.get(_SETTING)
    spark.conf.set(_SETTING, str(split_bytes(spark, columns)))
    try:
        yield
    finally:
        spark.conf.set(_SETTING, str(before))


def splits_of(
    spark: SparkSession, files: Sequence[DataFile], columns: int, *, cut: bool = True
) -> list[tuple[Piece, ...]]:
    """Splits of the files of a table of so many columns, as `split_files` makes them."""
    opened = _size_setting(spark, "spark.sql.files.openCostInBytes")
    return split_files(files, split_bytes=split_bytes(spark, columns), open_bytes=opened, cut=cut)


def _size_setting(spark: SparkSession, setting: str) -> int:
    """A size in a Spark setting: `134217728`, `128m`, `128MB`."""
    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    return int(jvm.org.apache.spark.network.util.JavaUtils.byteStringAsBytes(spark.conf.get(setting)))
