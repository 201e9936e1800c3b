"""Very many tiny files, and one huge file among them, cost no task and no listing each; the figures are benchmarks'."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile
from tests.spark.test_direct import assert_both_readers_agree, opened

from baselining.dataset.reader import WorkersRead
from baselining.errors import DatasetError
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.spelling import locate, reader_paths

pytestmark = pytest.mark.usefixtures("spark")
FILES = 400


def write_tiny(folder: Path) -> None:
    for number in range(FILES):
        table = pa.table({"x": [float(number), None], "s": [str(number % 3), "v"]})
        pq.write_table(table, folder / f"{number:05}.parquet")


def stages(spark: SparkSession, group: str) -> list[int]:
    """How many tasks the stages of the last jobs of a group had, as far as Spark remembers."""
    tracker = spark.sparkContext.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    found = [tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
    return [stage.numTasks for stage in found if stage]


def test_files_are_listed_by_few_tasks(spark: SparkSession, tmp_path: Path) -> None:
    write_tiny(tmp_path)
    spark.sparkContext.setJobGroup("listing", "a test")

    spark.read.schema("x double").parquet(*reader_paths(locate(spark, str(tmp_path))))

    tasks = stages(spark, "listing")
    assert tasks
    assert max(tasks) <= 4 * spark.sparkContext.defaultParallelism


def test_tiny_files_share_tasks(spark: SparkSession, tmp_path: Path) -> None:
    write_tiny(tmp_path)
    table = opened(spark, tmp_path)
    assert isinstance(table.reader, WorkersRead)
    assert len(table.reader.splits) > 10
    spark.sparkContext.setJobGroup("tiny files", "a test")

    arrow_engine.profile_table(spark, table)

    assert 0 < max(stages(spark, "tiny files")) <= -(-len(table.reader.splits) // 2)
    assert assert_both_readers_agree(spark, table).item_count == 2 * FILES


def test_tiny_csv_files_some_of_them_without_rows_and_a_huge_one(spark: SparkSession, tmp_path: Path) -> None:
    for number in range(FILES):
        row = "" if number % 4 == 0 else f"{number},a{number % 3}\n"
        (tmp_path / f"{number:05}.csv").write_text(f"x,s\n{row}")
    (tmp_path / "00200.csv").write_text("x,s\n" + "0.5,huge\n" * 300_000)

    found = profile(tmp_path, "csv").profile

    small = [number for number in range(FILES) if number % 4]
    assert found.item_count == 300_000 + len(small)
    x, s = found.columns["x"], found.columns["s"]
    assert x.numeric is not None
    assert x.numeric.total == 150_000 + sum(small)
    assert s.categories == {"huge": 300_000} | {
        f"a{rest}": sum(number % 3 == rest for number in small) for rest in range(3)
    }


def test_files_of_nothing_but_empty_row_groups_are_a_dataset_without_rows(tmp_path: Path) -> None:
    none = pa.table({"x": pa.array([], pa.float64())})
    for name in "ab":
        with pq.ParquetWriter(tmp_path / f"{name}.parquet", none.schema) as writer:
            for _ in range(3):
                writer.write_table(none)

    with pytest.raises(DatasetError, match="has no rows of data"):
        profile(tmp_path, "parquet")
