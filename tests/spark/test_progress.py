"""Whoever reads, finished tasks tell how many values they have profiled, and people see rows and values a second."""

from __future__ import annotations

import dataclasses
import re
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.test_direct import opened, splits_of

from baselining.dataset.reader import SparkReads
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.spark import progress
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.readers import read
from baselining.spark.profiler import profile_dataset
from baselining.spark.progress import named_jobs, watched
from baselining.spark.saved_states.run import StatesRun
from baselining.spark.session.start import SessionSpec

FILES, ROWS = 12, 20_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(FILES):
        table = pa.table({"x": np.arange(ROWS) / 7, "n": np.arange(ROWS)})
        pq.write_table(table, tmp_path / f"{number:02}.parquet")
    return tmp_path


@pytest.mark.parametrize("shared_out", [False, True], ids=["whole splits", "columns shared out"])
def test_tasks_count_values_whoever_reads(
    spark: SparkSession, folder: Path, shared_out: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shared_out:
        monkeypatch.setattr("baselining.dataset.splits._LEAST_BYTES", 10_000)
    ours, theirs = spark.sparkContext.accumulator(0), spark.sparkContext.accumulator(0)
    table = opened(spark, folder)

    arrow_engine.profile_table(spark, table, values=ours)
    arrow_engine.profile_table(spark, dataclasses.replace(table, reader=SparkReads("a test")), values=theirs)

    assert (ours.value, theirs.value) == (FILES * ROWS * 2, FILES * ROWS * 2)


def test_runs_that_save_states_count_the_values_that_they_profile(
    spark: SparkSession, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    spec = DatasetSpec(uri=str(folder), format=DatasetFormat.PARQUET)
    states = str(tmp_path_factory.mktemp("states"))
    counted = []

    for _ in range(2):
        values = spark.sparkContext.accumulator(0)
        run = StatesRun(spark, read(spark, spec, by_file=True), spec, states)
        run.profile(write=True, values=values)
        run.save()
        counted.append(values.value)

    assert counted == [FILES * ROWS * 2, 0]


def test_people_see_rows_and_values_a_second(
    spark: SparkSession, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL_S", 0.01)
    monkeypatch.setattr(
        "baselining.spark.profiler.spark_session", lambda *_: nullcontext(spark)
    )  # keep the small splits
    seen: list[str] = []

    with splits_of(spark, 300_000):
        profile_dataset(
            DatasetSpec(uri=str(folder), format=DatasetFormat.PARQUET),
            engine=Engine.ARROW,
            session=SessionSpec(),
            on_progress=lambda _what, _done, _total, detail: seen.append(detail),
        )

    half_way = [re.match(r"([\d,]+) rows, .* M values/s, .* MB/s, [\d,]+ s left", each) for each in seen]
    rows = [int(each[1].replace(",", "")) for each in half_way if each]
    assert rows
    assert rows == sorted(rows)
    assert rows[-1] <= FILES * ROWS


def test_tasks_of_others_are_not_told_as_ours(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_INTERVAL_S", 0.01)
    told: list[int] = []

    with watched(
        spark,
        "ours",
        input_size=1,
        columns=1,
        on_progress=lambda _what, _done, total, _more: told.append(total),
    ):
        theirs = threading.Thread(target=_run_slowly, args=(spark, 3, "theirs"))
        theirs.start()
        _run_slowly(spark, 1, None)
        theirs.join()

    assert set(told) == {1}


def _run_slowly(spark: SparkSession, tasks: int, group: str | None) -> None:
    """Tasks that take a moment, in the group of jobs that the thread is in, or in this one."""
    if group is not None:
        spark.sparkContext.setJobGroup(group, group)
    spark.sparkContext.parallelize(range(tasks), tasks).map(lambda _: time.sleep(0.3)).count()


def test_jobs_have_names_and_leave_those_of_others_alone(spark: SparkSession) -> None:
    context = spark.sparkContext
    context.setJobGroup("mine", "my own work")

    with named_jobs(spark, "profile s3://models/train"):
        inside = context.getLocalProperty("spark.job.description")
    outside = context.getLocalProperty("spark.jobGroup.id"), context.getLocalProperty("spark.job.description")

    assert inside == "profile s3://models/train"
    assert outside == ("mine", "my own work")
