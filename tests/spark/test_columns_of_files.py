"""No column of a Parquet file is lost without a word, whoever reads, wherever the files are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile

from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import BaseliningError, DatasetError, ExitCode
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.readers import read

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
OLD = pa.table({"a": [1, 2], "b": ["x", None]})
NEW = OLD.append_column("fresh", pa.array([0.5, 1.5]))
ENGINES = pytest.mark.parametrize("engine", ["arrow", "deequ"])


def put(s3: S3Client, folder: Path, bucket: str) -> str:
    """A folder as a prefix of a bucket of its own."""
    s3.create_bucket(Bucket=bucket)
    for file in folder.rglob("*.*"):
        s3.put_object(Bucket=bucket, Key=f"t/{file.relative_to(folder)}", Body=file.read_bytes())
    return f"s3://{bucket}/t/"


def refusal(uri: Path | str, **options: str) -> BaseliningError:
    with pytest.raises(DatasetError) as caught:
        profile(uri, "parquet", **options)
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    return caught.value


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """A dataset whose newest file has a column more."""
    for number in range(3):
        pq.write_table(NEW if number == 2 else OLD, tmp_path / f"{number}.parquet")
    return tmp_path


@ENGINES
def test_a_newer_file_s_column_is_refused_by_name(grown: Path, engine: str) -> None:
    found = refusal(grown, engine=engine).message

    assert found.startswith(f"The file {grown}/2.parquet has the column 'fresh'")


@ENGINES
def test_in_s3(grown: Path, s3: S3Client, engine: str) -> None:
    found = refusal(put(s3, grown, f"grown-{engine}"), engine=engine).message

    assert f"grown-{engine}/t/2.parquet has the column 'fresh'" in found


def test_where_states_are_saved(grown: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    states = tmp_path_factory.mktemp("states")
    (grown / "2.parquet").rename(states / "later.parquet")
    profile(grown, "parquet", states=str(states))
    (states / "later.parquet").rename(grown / "2.parquet")

    found = refusal(grown, states=str(states)).message

    assert found.startswith(f"The file {grown}/2.parquet has the column 'fresh'")


@pytest.mark.parametrize("by_file", [False, True], ids=["Spark reads", "states are saved"])
def test_in_partition_folders(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, by_file: bool
) -> None:
    for month, table in ((1, OLD), (2, NEW)):
        (tmp_path / f"month={month}").mkdir()
        pq.write_table(table, tmp_path / f"month={month}" / "a.parquet")
    states = {"states": str(tmp_path_factory.mktemp("states"))} if by_file else {}

    found = refusal(tmp_path, **states).message

    assert found.startswith(f"The file {tmp_path}/month=2/a.parquet has the column 'fresh'")


def test_a_file_that_also_has_the_column_of_its_folder_is_like_the_others(tmp_path: Path) -> None:
    for month in (1, 2):
        (tmp_path / f"month={month}").mkdir()
        table = OLD if month == 1 else OLD.append_column("month", pa.array([2, 2]))
        pq.write_table(table, tmp_path / f"month={month}" / "a.parquet")

    assert profile(tmp_path, "parquet").notes == ()


@pytest.mark.parametrize("names", ["abc", "cab", "bca"])
def test_files_by_whatever_name_give_the_same_documents_or_none(tmp_path: Path, names: str) -> None:
    for name, table in zip(names, (NEW, OLD, OLD), strict=True):
        pq.write_table(table, tmp_path / f"{name}.parquet")

    if names[0] == "a":
        assert list(profile(tmp_path, "parquet").profile.columns) == ["a", "b", "fresh"]
    else:
        assert "has the column 'fresh'" in refusal(tmp_path).message


@ENGINES
def test_columns_that_a_file_lacks_are_told(tmp_path: Path, engine: str) -> None:
    for number in range(3):
        pq.write_table(OLD if number else NEW, tmp_path / f"{number}.parquet")

    found = profile(tmp_path, "parquet", engine=engine)

    assert found.profile.columns["fresh"].classes.missing == 4
    (note,) = found.notes
    assert note.startswith(
        f"Not every file has the column 'fresh' (for instance {tmp_path}/1.parquet has not)"
    )


@ENGINES
def test_names_that_differ_in_case_are_different_columns(tmp_path: Path, engine: str) -> None:
    pq.write_table(OLD, tmp_path / "1.parquet")
    pq.write_table(OLD.rename_columns(["A", "b"]), tmp_path / "2.parquet")

    assert "2.parquet has the column 'A'" in refusal(tmp_path, engine=engine).message


def test_hundreds_of_files_are_compared_before_spark_reads_them(spark: SparkSession, tmp_path: Path) -> None:
    for number in range(230):
        pq.write_table(NEW if number == 150 else OLD, tmp_path / f"{number:03}.parquet")
    table = read(spark, DatasetSpec(uri=str(tmp_path), format=DatasetFormat.PARQUET))

    with pytest.raises(DatasetError, match=r"150\.parquet has the column 'fresh'"):
        _ = table.frame


def test_a_delta_table_whose_columns_grew_is_read_as_it_is(spark: SparkSession, tmp_path: Path) -> None:
    for rows in ("id", "id, id / 7 as x"):
        frame = spark.range(10).selectExpr(*rows.split(", "))
        frame.write.format("delta").option("mergeSchema", True).mode("append").save(f"{tmp_path}/t")

    arrow, deequ = (profile(tmp_path / "t", "delta", engine=engine) for engine in ("arrow", "deequ"))

    assert arrow.profile.columns["x"].classes.missing == 10
    assert documents(arrow) == documents(deequ)
    assert arrow.notes == deequ.notes == ()


@pytest.fixture
def removed(spark: SparkSession, tmp_path: Path) -> Path:
    """A Delta table of ten rows whose files still hold twenty."""
    for mode in ("append", "overwrite"):
        spark.range(10).write.format("delta").mode(mode).save(f"{tmp_path}/t")
    return tmp_path / "t"


@ENGINES
@pytest.mark.parametrize("named", ["t", "t/*.parquet", "t/part-*", "t/a file", ".", "*"])
def test_files_of_a_delta_table_are_no_plain_parquet(removed: Path, engine: str, named: str) -> None:
    if named == "t/a file":
        named = f"t/{next(file.name for file in removed.glob('*.parquet'))}"

    found = refusal(f"{removed.parent}/{named}", engine=engine)

    assert found.message.startswith(f"{removed.parent}/{named} belongs to a Delta table")
    assert "--format delta" in found.hint


def test_a_folder_of_a_partitioned_delta_table(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.range(10).selectExpr("id", "id % 2 as part")
    frame.write.format("delta").partitionBy("part").save(f"{tmp_path}/t")

    assert "belongs to a Delta table" in refusal(tmp_path / "t" / "part=1").message


@ENGINES
def test_a_delta_table_in_s3_is_no_plain_parquet(removed: Path, s3: S3Client, engine: str) -> None:
    uri = put(s3, removed, f"removed-{engine}")
    nested = f"s3a://removed-{engine}/t/*.parquet"

    for each in (uri, uri.rstrip("/"), nested):
        assert refusal(each, engine=engine).message.startswith(f"{each} belongs to a Delta table")


def test_a_state_of_a_task_is_not_needed_to_tell_what_files_lack(spark: SparkSession, tmp_path: Path) -> None:
    """Columns are shared out among tasks, each of which looks at its own."""
    pq.write_table(NEW, tmp_path / "1.parquet")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "2.parquet")
    table = read(spark, DatasetSpec(uri=str(tmp_path), format=DatasetFormat.PARQUET))

    arrow_engine.profile_table(spark, table)

    (note,) = table.notes
    assert "the columns 'b', 'fresh'" in note
