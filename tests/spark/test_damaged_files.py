"""A file that is damaged, changing or unlike the others is named, whoever reads it; nothing is guessed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile
from tests.spark.test_direct import opened

from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.errors import BaseliningError, DatasetError, ExitCode
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.failures import spark_failures

pytestmark = pytest.mark.usefixtures("spark")
ROWS = 50_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three good files."""
    for name in "abc":
        pq.write_table(pa.table({"x": np.arange(ROWS), "s": ["v"] * ROWS}), tmp_path / f"{name}.parquet")
    return tmp_path


def failure(folder: Path) -> BaseliningError:
    with pytest.raises(BaseliningError) as caught:
        profile(folder, "parquet")
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    return caught.value


def test_a_damaged_file_among_good_ones(folder: Path) -> None:
    whole = (folder / "b.parquet").read_bytes()
    (folder / "b.parquet").write_bytes(whole[:1000] + b"\xff" * 20_000 + whole[21_000:])

    assert failure(folder).message == f"Cannot read {folder}/b.parquet: it is damaged, or not a Parquet file."


@pytest.mark.parametrize("kept", [0.5, 0.999])
def test_a_file_without_its_end(folder: Path, kept: float) -> None:
    whole = (folder / "c.parquet").read_bytes()
    (folder / "c.parquet").write_bytes(whole[: int(len(whole) * kept)])

    assert failure(folder).message == f"Cannot read {folder}/c.parquet: it is damaged, or not a Parquet file."


def test_a_footer_that_cannot_be_read(folder: Path) -> None:
    whole = bytearray((folder / "c.parquet").read_bytes())
    whole[-200:-8] = b"\xff" * 192
    (folder / "c.parquet").write_bytes(whole)

    assert failure(folder).message == f"Cannot read {folder}/c.parquet: it is damaged, or not a Parquet file."


def test_a_file_without_bytes(folder: Path) -> None:
    (folder / "b.parquet").write_bytes(b"")

    assert failure(folder).message.startswith(f"Cannot read {folder}/b.parquet: it has no bytes")


@pytest.mark.parametrize("change", ["written anew", "removed"])
def test_a_file_that_changes_while_it_is_read(spark: SparkSession, folder: Path, change: str) -> None:
    table = opened(spark, folder)
    if change == "removed":
        (folder / "b.parquet").unlink()
    else:
        pq.write_table(pa.table({"x": np.arange(ROWS + 1), "s": ["w"] * (ROWS + 1)}), folder / "b.parquet")

    with pytest.raises(DatasetError) as caught:
        arrow_engine.profile_table(spark, table)

    assert caught.value.message == f"The file {folder}/b.parquet changed while it was being read."


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (pa.float64(), "double"),
        (pa.int32(), "int"),
        (pa.string(), "string"),
        (pa.decimal128(25, 2), "decimal(25,2)"),
    ],
    ids=str,
)
def test_a_column_of_two_types(folder: Path, other: pa.DataType, found: str) -> None:
    pq.write_table(pa.table({"x": pa.array([1]).cast(other), "s": ["v"]}), folder / "c.parquet")

    assert (
        failure(folder).message
        == f"The column 'x' is of type bigint in the first file and {found} in {folder}/c.parquet."
    )


def test_a_column_of_two_types_where_spark_reads(spark: SparkSession, folder: Path) -> None:
    pq.write_table(pa.table({"x": [1.5], "s": ["v"]}), folder / "c.parquet")
    table = dataclasses.replace(opened(spark, folder), reader=SparkReads("a test"))

    with pytest.raises(DatasetError) as caught, spark_failures(str(folder)):
        arrow_engine.profile_table(spark, table)

    assert caught.value.message.startswith(
        "The column 'c0' is of type bigint in the first file and double in"
    ) or (caught.value.message.startswith("The column 'x' is of type bigint in the first file and double in"))


def test_hundreds_of_tiny_files(spark: SparkSession, tmp_path: Path) -> None:
    for number in range(400):
        pq.write_table(
            pa.table({"x": [float(number)], "s": [str(number % 3)]}), tmp_path / f"{number:05}.parquet"
        )

    table = opened(spark, tmp_path)

    assert isinstance(table.reader, WorkersRead)
    assert len(table.reader.splits) == table.frame.rdd.getNumPartitions()
    state = arrow_engine.profile_table(spark, table).state
    assert state.item_count == 400
    assert state.columns["x"].numbers is not None
    assert state.columns["x"].numbers.total == sum(range(400))
    assert state.columns["s"].categories == {"0": 134, "1": 133, "2": 133}
