"""Files that workers read themselves give the state that Spark's reader gives, bit for bit; the rest goes to Spark."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from pyspark.sql import SparkSession
from tests.spark.examples import examples
from tests.spark.profiling import profile
from tests.spark.random_typed import PARQUETS, TableRecipe
from tests.unit.states.same import assert_bits_equal

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Place, list_local_files
from baselining.dataset.formats.parquet import Parquet
from baselining.dataset.found import Found
from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.readers.parquet_schema import columns_of_files
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.readers import read
from baselining.spark.frames.table import Table
from baselining.spark.result_settings import RESULT_SETTINGS
from baselining.spark.settings import with_settings
from baselining.states.dataset import Dataset

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def opened(spark: SparkSession, uri: str | Path, format: str = "parquet", **options: Any) -> Table:
    return read(spark, DatasetSpec(uri=str(uri), format=DatasetFormat(format), **options))


def assert_both_readers_agree(spark: SparkSession, table: Table) -> Dataset:
    assert isinstance(table.reader, WorkersRead), table.reader
    ours = arrow_engine._profile_files(spark, table.reader)
    theirs = arrow_engine.profile_table(spark, dataclasses.replace(table, reader=SparkReads("a test"))).state
    if isinstance(table.reader.format, Parquet) and not table.reader.format.by_file:
        assert without_spark(table.reader) in (None, table.reader.columns)
    assert list(theirs.columns) == list(ours.columns)
    for name, column in theirs.columns.items():
        assert_bits_equal((name, column), (name, ours.columns[name]))
    assert_bits_equal(theirs, ours)
    return ours


def without_spark(reader: WorkersRead) -> tuple[FileColumn, ...] | None:
    """The columns as they are told without Spark; None where they are not."""
    try:
        return columns_of_files(Found(place=reader.place, files=tuple(reader.files)))
    except UnlikeSparkError:
        return None


def assert_left_to_spark(spark: SparkSession, table: Table, why: str) -> None:
    """The workers begin, find something, and Spark's reader reads all."""
    assert isinstance(table.reader, WorkersRead), table.reader
    said: list[object] = []
    found = arrow_engine.profile_table(spark, table, said.append).state
    assert said == [SparkReads(why)]
    theirs = arrow_engine.profile_table(spark, dataclasses.replace(table, reader=SparkReads("a test"))).state
    assert_bits_equal(found, theirs)


@contextmanager
def splits_of(spark: SparkSession, size: int) -> Iterator[None]:
    """Small splits, so that little data has many."""
    small = {
        "spark.sql.files.maxPartitionBytes": str(size),
        "spark.sql.files.openCostInBytes": str(size // 8),
    }
    with mock.patch.dict(RESULT_SETTINGS, small), with_settings(spark, small):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@examples(10)
@given(recipe=PARQUETS)
def test_any_table_of_one_file(spark: SparkSession, folder: Path, recipe: TableRecipe) -> None:
    pq.write_table(recipe.table(), folder / "data.parquet", row_group_size=1000)

    assert_both_readers_agree(spark, opened(spark, folder / "data.parquet"))


UTC = dt.timezone.utc
ODD = {
    "int96": (
        pa.array([dt.datetime(2013, 7, 1, 5, 0, 0, 120000), None]),
        {"use_deprecated_int96_timestamps": True},
    ),
    "no zone": (pa.array([dt.datetime(2013, 7, 1, 5, 0, 0, 1), None], pa.timestamp("us")), {}),
    "milliseconds": (pa.array([dt.datetime(1969, 7, 1, 23, 59, 59, 999000), None], pa.timestamp("ms")), {}),
    "another zone": (
        pa.array([dt.datetime(2013, 7, 1, 5, tzinfo=UTC), None], pa.timestamp("us", "America/New_York")),
        {},
    ),
    "uint8": (pa.array([0, 255], pa.uint8()), {}),
    "uint16": (pa.array([0, 2**16 - 1], pa.uint16()), {}),
    "uint32": (pa.array([0, 2**32 - 1], pa.uint32()), {}),
    "uint64": (pa.array([0, 2**64 - 1], pa.uint64()), {}),
    "large text": (pa.array(["a", "é"], pa.large_string()), {}),
    "categorical": (pa.array(["a", "a"]).dictionary_encode(), {}),
    "plain text": (pa.array(["a", None]), {"use_dictionary": False}),
    "only null": (pa.array([None, None], pa.null()), {}),
    "date": (pa.array([dt.date(1582, 10, 15), dt.date(9999, 12, 31)]), {}),
}


@pytest.mark.parametrize("kind", ODD)
def test_awkward_types(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    column, options = ODD[kind]
    pq.write_table(pa.table({"a.b": column, "a": column}), tmp_path / "a.parquet", **options)
    table = opened(spark, tmp_path / "a.parquet")

    assert_both_readers_agree(spark, table)
    assert isinstance(table.reader, WorkersRead)
    assert (without_spark(table.reader) is None) == (kind == "only null")


OF_SPARK = "a byte, b short, c int, d long, e float, f double, g string, h boolean, i date, j timestamp, k decimal(9,2)"


def test_the_columns_of_what_spark_wrote_are_told_without_spark(spark: SparkSession, tmp_path: Path) -> None:
    spark.createDataFrame([], OF_SPARK).coalesce(1).write.parquet(str(tmp_path / "t"))
    written = list(tmp_path.glob("t/*.parquet"))

    found = columns_of_files(Found(place=Place(), files=tuple(list_local_files(map(str, written)))))

    assert [(column.name, column.spark_type) for column in found] == spark.read.parquet(
        str(tmp_path / "t")
    ).dtypes


def write_many(folder: Path, files: int) -> None:
    """Files of very different sizes, one of them huge among small ones, some with many row groups."""
    random = np.random.default_rng(3)
    folder.mkdir()
    for number in range(files):
        rows = 60_000 if number == files // 2 else int(random.integers(0, 900))
        data = {
            "x": random.normal(size=rows),
            "n": random.integers(0, 9, rows),
            "s": pa.array(random.choice(["a", "b", "7"], rows), pa.string()),
            "id": pa.array([f"id-{i}" for i in range(rows)], pa.string()),
        }
        pq.write_table(pa.table(data), folder / f"{number:03}.parquet", row_group_size=4000)


@pytest.mark.parametrize("on_driver", [2000, 0], ids=["merged by the driver", "merged by executors"])
def test_many_splits_of_one_huge_file_among_small_ones(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_driver: int
) -> None:
    monkeypatch.setattr("baselining.spark.folding.merge.MOST_ON_DRIVER", on_driver)
    write_many(tmp_path / "t", 12)

    with splits_of(spark, 200_000):
        table = opened(spark, tmp_path / "t")
        assert isinstance(table.reader, WorkersRead)
        assert len(table.reader.splits) == table.frame.rdd.getNumPartitions() > 5
        assert_both_readers_agree(spark, table)


def test_one_row_group_per_file_and_empty_row_groups(spark: SparkSession, tmp_path: Path) -> None:
    schema = pa.schema([("x", pa.float64()), ("s", pa.string())])
    for name, sizes in (("a", [0, 3, 0]), ("b", [0]), ("c", [5])):
        with pq.ParquetWriter(tmp_path / f"{name}.parquet", schema) as writer:
            for rows in sizes:
                writer.write_table(pa.table({"x": [0.5] * rows, "s": ["v"] * rows}, schema=schema))

    assert assert_both_readers_agree(spark, opened(spark, tmp_path)).item_count == 8


def test_a_column_that_a_file_lacks_is_missing_there(spark: SparkSession, tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1], "b": ["x"], "c": [1.5]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"c": [2.5, 3.5]}), tmp_path / "2.parquet")

    state = assert_both_readers_agree(spark, opened(spark, tmp_path))

    assert [column.classes.missing for column in state.columns.values()] == [2, 2, 0]


def test_the_columns_of_a_split_may_be_shared_out(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_many(tmp_path / "t", 3)
    monkeypatch.setattr("baselining.dataset.splits._LEAST_BYTES", 10_000)

    assert_both_readers_agree(spark, opened(spark, tmp_path / "t"))


def test_tasks_may_merge_neighbouring_splits_some_of_which_have_no_rows(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(3)
    table = pa.table({"x": random.normal(size=30_000), "n": random.integers(0, 9, 30_000)})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=7000)  # larger than a split
    with splits_of(spark, 20_000):
        apart = assert_both_readers_agree(spark, opened(spark, tmp_path))
        monkeypatch.setattr("baselining.spark.engines.arrow.STATES_TO_MERGE", 1)
        monkeypatch.setattr("baselining.dataset.splits._LEAST_BYTES", 10_000)
        monkeypatch.setattr("baselining.dataset.splits._MOST_TOGETHER", 4)

        together = assert_both_readers_agree(spark, opened(spark, tmp_path))

    assert_bits_equal(apart, together)


def test_wide_tables_have_larger_splits_for_both_readers(spark: SparkSession, tmp_path: Path) -> None:
    table = pa.table({f"c{i}": np.arange(400) / (i + 1) for i in range(1000)})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=50, compression=None)
    size = (tmp_path / "a.parquet").stat().st_size

    with splits_of(spark, size // 4):
        wide = opened(spark, tmp_path)

        assert isinstance(wide.reader, WorkersRead)
        assert len(wide.reader.splits) in (2, 3)
        assert_both_readers_agree(spark, wide)


@pytest.mark.parametrize(("share", "rule", "one_split"), [(0.7, "every", False), (1.1, None, True)])
def test_a_wide_table_that_others_would_cut_is_not_said_to_be_one_split(
    spark: SparkSession,
    tmp_path: Path,
    share: float,
    rule: str | None,
    one_split: bool,
) -> None:
    table = pa.table({f"c{i}": np.arange(40) / (i + 1) for i in range(1000)})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10, compression=None)
    size = int((tmp_path / "a.parquet").stat().st_size * share)

    with splits_of(spark, size):
        found = profile(tmp_path, "parquet")
        assert len(opened(spark, tmp_path).reader.splits) == 1  # type: ignore[union-attr]

    assert found.one_split is one_split
    assert (found.split_rule or "").partition(" ")[0] == (rule or "")


def test_a_plain_delta_table(spark: SparkSession, tmp_path: Path) -> None:
    spark.range(5000).selectExpr("id", "id / 7 as x", "cast(id % 3 as string) as s").coalesce(1).write.format(
        "delta"
    ).save(f"{tmp_path}/a b")

    assert_both_readers_agree(spark, opened(spark, tmp_path / "a b", "delta"))


def test_files_in_s3(spark: SparkSession, s3: S3Client, tmp_path: Path) -> None:
    write_many(tmp_path / "t", 3)
    s3.create_bucket(Bucket="direct-reading")
    for file in (tmp_path / "t").iterdir():
        s3.put_object(Bucket="direct-reading", Key=f"train set/{file.name}", Body=file.read_bytes())
    s3.put_object(Bucket="direct-reading", Key="train set/_SUCCESS", Body=b"")

    assert_both_readers_agree(spark, opened(spark, "s3://direct-reading/train set/"))
    assert_both_readers_agree(spark, opened(spark, "s3://direct-reading/train set/000.parquet"))


def test_what_only_spark_can_read_says_why(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.range(10).selectExpr("id", "id % 2 as part")
    frame.write.partitionBy("part").parquet(f"{tmp_path}/partitioned")
    frame.write.format("delta").save(f"{tmp_path}/versions")
    frame.write.format("delta").mode("append").save(f"{tmp_path}/versions")
    frame.write.format("delta").partitionBy("part").save(f"{tmp_path}/delta partitioned")
    frame.write.format("delta").option("delta.enableDeletionVectors", "true").save(f"{tmp_path}/vectors")

    assert opened(spark, tmp_path / "partitioned").reader == SparkReads("partitioned into folders")
    assert opened(spark, tmp_path / "versions", "delta", version_as_of=0).reader == SparkReads(
        "not the newest version of the Delta table"
    )
    assert opened(spark, tmp_path / "delta partitioned", "delta").reader == SparkReads(
        "a partitioned Delta table"
    )
    assert opened(spark, tmp_path / "vectors", "delta").reader == SparkReads(
        "the Delta table needs readers of version 3"
    )


def test_s3a_with_credentials_of_its_own_is_left_to_spark(
    spark: SparkSession, s3: S3Client, tmp_path: Path
) -> None:
    s3.create_bucket(Bucket="own-keys")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "a.parquet")
    s3.put_object(Bucket="own-keys", Key="a.parquet", Body=(tmp_path / "a.parquet").read_bytes())
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()  # type: ignore[attr-defined]
    hadoop.set("fs.s3a.bucket.own-keys.access.key", "key")
    hadoop.set("fs.s3a.bucket.own-keys.secret.key", "secret")

    table = opened(spark, "s3a://own-keys/a.parquet")

    assert table.reader == SparkReads("S3A is set up with credentials of its own")
    assert arrow_engine.profile_table(spark, table).state.item_count == 1


def test_ancient_dates_are_left_to_spark_while_reading(spark: SparkSession, tmp_path: Path) -> None:
    spark.conf.set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
    try:
        pq.write_table(pa.table({"d": [dt.date(1500, 1, 1)]}), tmp_path / "a.parquet")
        table = opened(spark, tmp_path / "a.parquet")
        said: list[object] = []
        state = arrow_engine.profile_table(spark, table, said.append).state
    finally:
        spark.conf.unset("spark.sql.parquet.datetimeRebaseModeInRead")

    assert isinstance(table.reader, WorkersRead)
    assert state.columns["d"].categories == {"1500-01-01": 1}
    assert said == [SparkReads("it has dates or times that calendars disagree on")]
