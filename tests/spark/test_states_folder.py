"""The folder of saved states, in file systems other than this machine's; and merging whole sets of states."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile
from tests.spark.test_saved_states import Data, write

from baselining.errors import DocumentError, StorageError
from baselining.spark.profiled import Profiled
from baselining.spark.profiler import merge_states
from baselining.spark.saved_states.folder import StatesFolder, abandoned
from baselining.spark.session.start import SessionSpec
from baselining_emulator import Emulator
from baselining_emulator.s3_faults import s3_access_denied

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def merged(*places: Path) -> Profiled:
    return merge_states([str(place) for place in places], session=SessionSpec(), on_progress=lambda *_: None)


def test_the_index_is_replaced_by_renaming_where_that_is_one_step(
    spark: SparkSession, tmp_path: Path
) -> None:
    folder = StatesFolder(spark, str(tmp_path))

    folder._write_beside(b"old")  # HDFS's way, on this machine's file system
    folder._write_beside(b"new")

    assert folder.read_index() == b"new"
    assert [path.name for path in (tmp_path / "parts").iterdir()] == []


def test_a_folder_that_is_not_there_is_empty(spark: SparkSession, tmp_path: Path) -> None:
    folder = StatesFolder(spark, f"{tmp_path}/none")

    assert (folder.read_index(), folder.runs()) == (None, frozenset())


def test_only_folders_of_runs_that_are_long_over_are_abandoned() -> None:
    now = int(time.time())
    old, older, young = (f"{now - ago:010}-0123abcd" for ago in (90_000, 99_000, 80_000))

    assert abandoned(frozenset({old, older, young, "somebody's"}), frozenset({old})) == [older]


def test_no_permission_to_keep_states_is_told(
    spark: SparkSession, emulator: Emulator, s3: S3Client, tmp_path: Path
) -> None:
    write(tmp_path / "t/a.parquet", 10)
    s3.create_bucket(Bucket="closed-states")
    emulator.faults.add(s3_access_denied("*", bucket="closed-states"))
    try:
        with pytest.raises(StorageError, match=r"^Saved states: No permission .*s3://closed-states/x"):
            profile(tmp_path / "t", "parquet", states="s3://closed-states/x")
    finally:
        emulator.faults.clear()


def test_days_merged_are_the_whole(spark: SparkSession, tmp_path: Path) -> None:
    for day in (1, 2):
        for name in "ab":
            write(tmp_path / f"t/{day}/{name}.parquet", 700)
        Data(spark, tmp_path / f"t/{day}", tmp_path / f"states{day}").refresh()
    whole = profile(tmp_path / "t", "parquet", states=str(tmp_path / "all"))

    found = merged(tmp_path / "states1", tmp_path / "states2")

    assert documents(found) == documents(whole)
    with pytest.raises(
        DocumentError, match=r"cover the same 2 files: .*/t/1/a\.parquet, .*/t/1/b\.parquet\."
    ):
        merged(tmp_path / "states1", tmp_path / "all")
    with pytest.raises(DocumentError, match=r"There are no saved states at .*none"):
        merged(tmp_path / "states1", tmp_path / "none")


def test_states_of_another_version_are_computed_anew_but_not_merged(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path / "t/a.parquet", 100)
    data = Data(spark, tmp_path / "t", tmp_path / "states")
    data.refresh()
    index = tmp_path / "states/states.json"
    index.write_text(index.read_text().replace('"codec_version": 1', '"codec_version": 0'))

    with pytest.raises(
        DocumentError, match=r"cannot be merged: they are of version 1\.0, and this release keeps"
    ):
        merged(tmp_path / "states")
    data.assert_refreshed(
        "The saved states are of no use and were computed anew: "
        "they are of version 1.0, and this release keeps 1.1."
    )
    index.write_text("{")
    with pytest.raises(DocumentError, match=r"The index of saved states .*states/states\.json is damaged\."):
        data.refresh()
