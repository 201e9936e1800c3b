"""The split rule by file, with the columns that folders name, reads what Spark's reader reads."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.unit.states.datasets import merge_datasets
from tests.unit.states.same import assert_bits_equal
from tests.unit.states.trees import merge_in_order

from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.readers import read
from baselining.spark.frames.schema import flat
from baselining.states.dataset import Dataset

VALUES = {
    "int": ["1", "07", "-3", "__HIVE_DEFAULT_PARTITION__"],
    "bigint": ["1", "4000000000"],
    "date": ["2026-11-01", "1999-12-31", "__HIVE_DEFAULT_PARTITION__"],
    "string": ["eu", "007", "a%3Ab", "é"],
}


@pytest.mark.parametrize("kind", VALUES)
def test_folders_are_read_as_spark_reads_them(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    for number, value in enumerate(VALUES[kind]):
        folder = tmp_path / "t" / f"the key={value}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"x": [float(number), 2.5, None]}), folder / "a.parquet")
    spec = DatasetSpec(uri=str(tmp_path / "t"), format=DatasetFormat.PARQUET)
    table = read(spark, spec, by_file=True)
    assert isinstance(table.reader, WorkersRead), table.reader
    assert table.reader.columns[-1].spark_type == kind

    ours = arrow_engine._profile_files(spark, table.reader)

    states = spark_file_by_file(spark, tmp_path / "t", table.reader)
    assert_bits_equal(merge_in_order(states, merge_datasets), ours)


def spark_file_by_file(spark: SparkSession, folder: Path, workers: WorkersRead) -> list[Dataset]:
    """Spark's reader on one file after another, with the types that it finds for all of them."""
    whole = read(spark, DatasetSpec(uri=str(folder), format=DatasetFormat.PARQUET))
    key = workers.columns[-1]
    states = []
    for split in workers.splits:
        path = f"file://{split[0].file.path}"
        raw = spark.read.schema(f"x double, `{key.name}` {key.spark_type}")
        frame = partial(flat, raw.option("basePath", str(folder)).parquet(path))
        table = dataclasses.replace(whole, open_frame=frame, reader=SparkReads("a test"))
        states.append(arrow_engine.profile_table(spark, table).state)
    return states
