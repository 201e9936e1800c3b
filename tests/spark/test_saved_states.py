"""A run that reads only what is new gives, to the last bit, what a run that reads everything gives."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from delta.tables import DeltaTable
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile
from tests.spark.test_direct import splits_of
from tests.unit.states.same import assert_bits_equal

from baselining.dataset.reader import WorkersRead
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import ConfigError, DatasetError, DocumentError
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.readers import read
from baselining.spark.saved_states.run import StatesRun
from baselining.states.dataset import Dataset
from baselining.states.saved import refresh

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

RANDOM = np.random.default_rng(5)


def write(file: Path, rows: int, **other: Any) -> None:
    """Numbers that no other order of merging sums to the same bits, and texts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    data = {
        "x": RANDOM.normal(size=rows) * 10.0 ** RANDOM.integers(-9, 9, rows),
        "n": RANDOM.integers(0, 10**9, rows),
        "s": pa.array(RANDOM.choice(["a", "b", "7"], rows), pa.string()),
        **other,
    }
    pq.write_table(pa.table(data), file, row_group_size=500)


class Data:
    """A dataset and its saved states."""

    def __init__(
        self, spark: SparkSession, uri: str | Path, states: str | Path, format: str = "parquet"
    ) -> None:
        self.spark, self.states = spark, str(states)
        self.spec = DatasetSpec(uri=str(uri), format=DatasetFormat(format))

    def begin(self) -> StatesRun:
        return StatesRun(self.spark, read(self.spark, self.spec, by_file=True), self.spec, self.states)

    def refresh(self, *, save: bool = True) -> tuple[Dataset, str]:
        """What a run gives, and which files it says it read."""
        run = self.begin()
        state = run.profile(write=save)
        if save:
            run.save()
        return state, "".join(run.notes)

    def full(self) -> Dataset:
        """Everything read, by the same split rule."""
        workers = read(self.spark, self.spec, by_file=True).reader
        assert isinstance(workers, WorkersRead), workers
        return arrow_engine._profile_files(self.spark, workers)

    def assert_refreshed(self, says: str) -> None:
        state, note = self.refresh()
        assert note == says
        assert_bits_equal(self.full(), state)


def make_unreadable(file: Path) -> None:
    """Other bytes, but the size and time that the file had."""
    before = file.stat()
    file.write_bytes(b"\0" * before.st_size)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_new_changed_and_removed_files(spark: SparkSession, tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / f"t/{name}.parquet", 3000)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    with splits_of(spark, 30_000):
        first = data.begin()
        assert len(read(spark, data.spec, by_file=True).reader.splits) > 3  # type: ignore[union-attr]
        assert_bits_equal(data.full(), first.profile(write=True))
        first.save()

        write(tmp_path / "t/aa.parquet", 2000)
        data.assert_refreshed("Saved states: 1 of 4 files were read.")
        write(tmp_path / "t/b.parquet", 100)
        (tmp_path / "t/c.parquet").unlink()
        data.assert_refreshed("Saved states: 1 of 3 files were read, 1 changed, 1 gone from the dataset.")


def test_files_with_states_are_not_read(spark: SparkSession, tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / f"t/{name}.parquet", 1000)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    data.refresh()
    write(tmp_path / "t/c.parquet", 10)
    expected = data.full()

    make_unreadable(tmp_path / "t/b.parquet")  # not the first, from which Spark takes the types
    state, note = data.refresh()

    assert note == "Saved states: 1 of 3 files were read."
    assert_bits_equal(expected, state)


def test_many_states_are_merged_by_the_executors(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, rows in {"a": 0, "b": 1000, "c": 1000, "d": 0, "e": 1000}.items():
        write(tmp_path / f"t/{name}.parquet", rows)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    assert_bits_equal(data.full(), data.refresh()[0])
    monkeypatch.setattr("baselining.spark.folding.merge.MOST_ON_DRIVER", 0)
    write(tmp_path / "t/f.parquet", 10)

    data.assert_refreshed("Saved states: 1 of 6 files were read.")


def test_states_in_many_folders_are_gathered_into_one(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "t/a.parquet", 1000)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    data.refresh()
    monkeypatch.setattr(refresh, "MOST_RUNS", 1)
    write(tmp_path / "t/b.parquet", 10)

    data.assert_refreshed("Saved states: 1 of 2 files were read.")

    folder = next((tmp_path / "states/parts").iterdir())
    index = (tmp_path / "states/states.json").read_text()
    assert index.count(folder.name) in (0, 2)  # both files in one folder, the other is left to be removed
    data.assert_refreshed("Saved states: 0 of 2 files were read.")


def test_a_new_partition(spark: SparkSession, tmp_path: Path) -> None:
    for day in (1, 2):
        write(tmp_path / f"t/day=2026-11-0{day}/region=eu/0.parquet", 500)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    data.refresh()

    write(tmp_path / "t/day=2026-11-03/region=__HIVE_DEFAULT_PARTITION__/0.parquet", 500)
    data.assert_refreshed("Saved states: 1 of 3 files were read.")

    write(tmp_path / "t/day=later/region=eu/0.parquet", 500)  # its column is text now, in all files
    data.assert_refreshed(
        "The saved states are of no use and were computed anew: "
        "the column 'day' was of type date and is of type string."
    )


def test_a_delta_table_that_is_appended_to_deleted_from_and_compacted(
    spark: SparkSession, tmp_path: Path
) -> None:
    def append(start: int, end: int) -> None:
        rows = spark.range(start, end, 1, 1).selectExpr("id", "id / 7 as x", "cast(id % 3 as string) as s")
        rows.write.format("delta").mode("append").save(f"{tmp_path}/t")

    append(0, 3000)
    append(3000, 5000)
    data = Data(spark, tmp_path / "t", tmp_path / "states", "delta")
    data.refresh()

    append(5000, 5500)
    data.assert_refreshed("Saved states: 1 of 3 files were read.")
    table = DeltaTable.forPath(spark, f"{tmp_path}/t")
    table.delete("id = 3001")
    data.assert_refreshed("Saved states: 1 of 3 files were read, 1 gone from the dataset.")
    table.optimize().executeCompaction()
    data.assert_refreshed("Saved states: 1 of 1 files were read, 3 gone from the dataset.")


def test_dataset_and_states_in_s3(spark: SparkSession, s3: S3Client, tmp_path: Path) -> None:
    s3.create_bucket(Bucket="kept-states")

    def put(key: str) -> None:
        write(tmp_path / "a.parquet", 400)
        s3.put_object(Bucket="kept-states", Key=key, Body=(tmp_path / "a.parquet").read_bytes())

    put("t/month=1/a b.parquet")
    put("t/month=2/a.parquet")
    data = Data(spark, "s3://kept-states/t/", "s3://kept-states/kept here/")
    data.refresh()
    put("t/month=11/a.parquet")

    data.assert_refreshed("Saved states: 1 of 3 files were read.")
    assert s3.head_object(Bucket="kept-states", Key="kept here/states.json")


def test_a_run_that_dies_before_its_index_changes_nothing(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "t/a.parquet", 300)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    data.refresh()
    index = (tmp_path / "states/states.json").read_bytes()
    write(tmp_path / "t/b.parquet", 300)
    data.begin().profile(write=True)  # and dies
    assert (tmp_path / "states/states.json").read_bytes() == index
    old = f"{int(time.time()) - 90_000:010}-00000000"
    left = next(f for f in (tmp_path / "states/parts").iterdir() if f.name not in index.decode())
    left.rename(left.with_name(old))  # as if it had been a day ago

    data.assert_refreshed("Saved states: 1 of 2 files were read.")

    assert not left.with_name(old).exists()
    assert len(list((tmp_path / "states/parts").iterdir())) == 2


def test_of_two_runs_at_once_the_last_one_wins(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "t/a.parquet", 300)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    one, two = data.begin(), data.begin()
    assert_bits_equal(one.profile(write=True), two.profile(write=True))
    two.save()
    one.save()

    data.assert_refreshed("Saved states: 0 of 1 files were read.")


def test_a_plan_writes_nothing(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "t/a.parquet", 300)
    data = Data(spark, tmp_path / "t", tmp_path / "states")

    assert_bits_equal(data.full(), data.refresh(save=False)[0])

    assert not (tmp_path / "states").exists()


def test_states_that_were_lost_are_computed_again_or_named(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "t/a.parquet", 300)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    data.refresh()
    folder = next((tmp_path / "states/parts").iterdir())
    folder.rename(tmp_path / "elsewhere")

    data.assert_refreshed("Saved states: 1 of 1 files were read, 1 without their states.")

    folder = next((tmp_path / "states/parts").iterdir())
    for part in folder.glob("*.parquet"):
        part.unlink()
    with pytest.raises(DocumentError, match=r"The saved states at .*states are damaged, or not all there\."):
        data.refresh()


def test_bad_files_leave_nothing_behind(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "t/a.parquet", 300)
    write(tmp_path / "t/b.parquet", 300)
    make_unreadable(tmp_path / "t/b.parquet")

    with pytest.raises(DatasetError, match=r"Cannot read .*/b\.parquet: it is damaged"):
        profile(tmp_path / "t", "parquet", states=str(tmp_path / "states"))

    assert not list((tmp_path / "states/parts").iterdir())
    assert not (tmp_path / "states/states.json").exists()


def test_what_only_spark_can_read_has_no_states(spark: SparkSession, s3: S3Client, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"d": pa.array([-171_000], pa.int32()).cast(pa.date32())}), file)
    s3.create_bucket(Bucket="no-states")
    s3.put_object(Bucket="no-states", Key="t/a.parquet", Body=file.read_bytes())
    spark.conf.set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
    try:
        with pytest.raises(DatasetError, match=r"States of .* cannot be kept: .*calendars disagree on"):
            profile(file, "parquet", states=str(tmp_path / "states"))
    finally:
        spark.conf.unset("spark.sql.parquet.datetimeRebaseModeInRead")
    with pytest.raises(DatasetError, match=r"cannot be kept: .*named by a pattern in S3"):
        profile("s3://no-states/*/*", "parquet", states=str(tmp_path / "states"))


def test_the_whole_way_gives_the_same_documents_and_the_rule(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "t/a.parquet", 300)
    write(tmp_path / "t/b.parquet", 300)
    one = profile(tmp_path / "t", "parquet", states=str(tmp_path / "zz"))
    again = profile(tmp_path / "t", "parquet", states=str(tmp_path / "zz"))

    assert documents(one) == documents(again)
    assert (one.split_rule, one.notes) == ("by file", ())
    assert again.notes == ("Saved states: 0 of 2 files were read.",)
    with pytest.raises(ConfigError, match="takes in the states saved at"):
        profile(tmp_path / "*", "parquet", states=str(tmp_path / "zz"))
