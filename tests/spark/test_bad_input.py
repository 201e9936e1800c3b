"""Wrong input is one clear sentence of the right family, whichever engine reads it, and nothing is written."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile

from baselining.dataset.readers.cells import count_cells
from baselining.errors import BaseliningError, DatasetError, StorageError
from baselining_emulator import Emulator
from baselining_emulator.s3_faults import s3_access_denied

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
BOTH = pytest.mark.parametrize("engine", ["arrow", "deequ"])


def failure(uri: str | Path, format: str, **options: object) -> BaseliningError:
    with pytest.raises(BaseliningError) as caught:
        profile(uri, format, **options)
    return caught.value


def test_a_missing_local_path(tmp_path: Path) -> None:
    error = failure(tmp_path / "none.csv", "csv")

    assert isinstance(error, DatasetError)
    assert error.message == f"No dataset at {tmp_path}/none.csv."


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "delta"])
def test_a_missing_path_in_s3(s3: S3Client, format: str) -> None:
    s3.create_bucket(Bucket=f"missing-{format}")

    error = failure(f"s3://missing-{format}/none/", format)

    assert isinstance(error, DatasetError)
    assert f"s3://missing-{format}/none/" in error.message


def test_a_bucket_that_does_not_exist() -> None:
    error = failure("s3://no-such-bucket-here/train.csv", "csv")

    assert isinstance(error, DatasetError)
    assert error.message == "No dataset at s3://no-such-bucket-here/train.csv: there is no such bucket."


def test_no_permission_to_read(s3: S3Client, emulator: Emulator) -> None:
    s3.create_bucket(Bucket="closed-bucket")
    s3.put_object(Bucket="closed-bucket", Key="train.csv", Body=b"a\n1\n")
    emulator.faults.add(s3_access_denied("*", bucket="closed-bucket"))
    try:
        error = failure("s3://closed-bucket/train.csv", "csv")
    finally:
        emulator.faults.clear()

    assert isinstance(error, StorageError)
    assert error.message == "No permission to read s3://closed-bucket/train.csv."


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_an_empty_folder(tmp_path: Path, format: str) -> None:
    error = failure(tmp_path, format)

    assert isinstance(error, DatasetError)
    assert "is empty" in error.message


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_an_empty_file(tmp_path: Path, format: str) -> None:
    (tmp_path / "a").write_text("")

    error = failure(tmp_path / "a", format)

    assert isinstance(error, DatasetError)
    assert "is empty" in error.message


@BOTH
def test_a_header_without_rows(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_text("a,b\n")

    error = failure(tmp_path / "a.csv", "csv", engine=engine)

    assert isinstance(error, DatasetError)
    assert error.message == f"The dataset at {tmp_path}/a.csv has no rows of data."


@BOTH
def test_a_parquet_file_without_rows(tmp_path: Path, engine: str) -> None:
    pq.write_table(
        pa.table({"a": pa.array([], pa.int64()), "s": pa.array([], pa.string())}), tmp_path / "a.parquet"
    )

    assert "has no rows of data" in failure(tmp_path / "a.parquet", "parquet", engine=engine).message


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("price,city,price\n1,2,3\n")

    error = failure(tmp_path / "a.csv", "csv")

    assert isinstance(error, DatasetError)
    assert error.message == f"{tmp_path}/a.csv has more than one column named 'price'."


@pytest.mark.parametrize(
    "column", [pa.array([[1]]), pa.array([{"x": 1}]), pa.array([b"x"])], ids=["list", "struct", "binary"]
)
def test_a_nested_or_binary_column_is_named(tmp_path: Path, column: pa.Array) -> None:
    pq.write_table(pa.table({"ok": [1], "odd": column}), tmp_path / "a.parquet")

    error = failure(tmp_path / "a.parquet", "parquet")

    assert isinstance(error, DatasetError)
    assert "'odd'" in error.message


def test_nested_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": {"b": 1}}\n')

    assert "The column 'a'" in failure(tmp_path / "a.jsonl", "jsonl").message


def test_json_with_a_name_twice_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 1, "a": 2}\n')

    error = failure(tmp_path / "a.jsonl", "jsonl")

    assert isinstance(error, DatasetError)
    assert error.message.startswith(f"{tmp_path}/a.jsonl has a name twice")


def test_lines_that_are_not_json(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 1}\nsecret-value\n')

    error = failure(tmp_path / "a.jsonl", "jsonl")

    assert "lines that are not JSON objects" in error.message
    assert "secret-value" not in str(error)


@BOTH
def test_rows_longer_than_the_header(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_text('a,b\n1,2\n3,4,secret-value\n"x,y",2\n')

    error = failure(tmp_path / "a.csv", "csv", engine=engine)

    assert isinstance(error, DatasetError)
    assert error.message.startswith("1 rows of")
    assert "secret-value" not in str(error)


@BOTH
def test_a_longer_row_with_a_line_end_of_another_kind_within(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\r3,4\n")

    assert failure(tmp_path / "a.csv", "csv", engine=engine).message.startswith("1 rows of")


def test_csv_in_folders_that_name_columns(tmp_path: Path) -> None:
    (tmp_path / "month=7").mkdir()
    (tmp_path / "month=7/a.csv").write_text("a,b\n1,2\n")

    error = failure(tmp_path, "csv")

    assert isinstance(error, DatasetError)
    assert error.message.startswith(f"Folders of {tmp_path} name columns (month=…)")


def test_files_whose_headers_differ(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a,b\n1,2\n")
    (tmp_path / "2.csv").write_text("b,a\n1,2\n")

    error = failure(tmp_path, "csv")

    assert isinstance(error, DatasetError)
    assert "2.csv" in error.message


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("city\nK\xf6ln\n".encode("latin-1"))

    error = failure(tmp_path / "a.csv", "csv")

    assert isinstance(error, DatasetError)
    assert "is not clean UTF-8: cells of 'city'" in error.message
    assert profile(tmp_path / "a.csv", "csv", allow_replacement_characters=True).profile.item_count == 1


def test_a_file_that_is_not_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"this is no parquet file at all")

    error = failure(tmp_path / "a.parquet", "parquet")

    assert isinstance(error, DatasetError)
    assert "a.parquet" in error.message


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": list(range(100_000))}), tmp_path / "a.parquet", compression="snappy")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:2000] + b"\0" * 5000 + whole[7000:])

    assert isinstance(failure(tmp_path / "a.parquet", "parquet"), DatasetError)


def test_times_that_spark_cannot_read(tmp_path: Path) -> None:
    pq.write_table(pa.table({"t": pa.array([1], pa.timestamp("ns", "UTC"))}), tmp_path / "a.parquet")

    error = failure(tmp_path / "a.parquet", "parquet")

    assert isinstance(error, DatasetError)
    assert "Timestamp in nanoseconds" in error.message


def test_a_folder_that_is_not_a_delta_table(tmp_path: Path, spark: SparkSession) -> None:
    spark.range(3).write.parquet(f"{tmp_path}/t")

    error = failure(tmp_path / "t", "delta")

    assert isinstance(error, DatasetError)
    assert error.message == f"{tmp_path}/t is not a Delta table."


def test_a_delta_version_that_does_not_exist(tmp_path: Path, spark: SparkSession) -> None:
    spark.range(3).write.format("delta").save(f"{tmp_path}/t")

    error = failure(tmp_path / "t", "delta", version_as_of=7)

    assert isinstance(error, DatasetError)
    assert "no such version" in error.message


@BOTH
def test_rows_that_only_other_readers_find_short_enough(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_text('name,price,stock\n"screen 0"", black, matte",10.50,100\n"b",1,2\n')

    error = failure(tmp_path / "a.csv", "csv", engine=engine)

    assert isinstance(error, DatasetError)
    assert error.message.startswith("1 rows of")
    assert "doubled quote" in error.hint


def test_cells_of_rows_are_counted_as_univocity_counts_them(spark: SparkSession) -> None:
    csv = spark._jvm.com.univocity.parsers.csv  # type: ignore[union-attr]
    settings = csv.CsvParserSettings()
    settings.getFormat().setQuoteEscape("\\")
    settings.setIgnoreLeadingWhitespaces(False)
    settings.setIgnoreTrailingWhitespaces(False)
    settings.setCommentProcessingEnabled(False)
    settings.setUnescapedQuoteHandling(csv.UnescapedQuoteHandling.STOP_AT_DELIMITER)
    parser = csv.CsvParser(settings)
    rng = random.Random(17)  # noqa: S311 - not a secret
    rows = ["".join(rng.choice('"",,,\\ ab\t"') for _ in range(rng.randint(1, 14))) for _ in range(1000)]

    found = [len(parser.parseLine(f"x,{row}")) - 1 for row in rows]

    assert found == [count_cells(row) for row in rows]
