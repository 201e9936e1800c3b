"""Files that are no UTF-8 text are refused by what they are, whoever reads them, also where only a later one is."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.spark.profiling import profile

from baselining.errors import DatasetError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
CSV = "city,price\nRome,1\nOslo,2\n"
JSON = '{"city": "Rome", "price": 1}\n{"city": "Oslo", "price": 2}\n'


def refusal(uri: str | Path, format: str, **options: object) -> DatasetError:
    with pytest.raises(DatasetError) as caught:
        profile(uri, format, **options)
    return caught.value


@pytest.mark.parametrize(
    ("codec", "engine", "name"),
    [
        ("utf-16", "arrow", "UTF-16 (little-endian)"),
        ("utf-16-be", "deequ", "UTF-16 (big-endian)"),
        ("utf-32-le", "arrow", "UTF-32 (little-endian)"),
    ],
)
def test_csv_in_another_encoding(tmp_path: Path, codec: str, engine: str, name: str) -> None:
    (tmp_path / "a.csv").write_bytes(CSV.encode(codec))

    error = refusal(tmp_path / "a.csv", "csv", engine=engine)

    assert error.message.startswith(f"{tmp_path}/a.csv is no UTF-8 text: it is in {name}")
    assert "iconv" in error.hint


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32-be"])
def test_json_lines_in_another_encoding(tmp_path: Path, codec: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(JSON.encode(codec))

    assert "is no UTF-8 text: it is in UTF-" in refusal(tmp_path / "a.jsonl", "jsonl").message


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_a_later_file_in_another_encoding_is_named(tmp_path: Path, engine: str) -> None:
    (tmp_path / "1.csv").write_text(CSV * 9)
    (tmp_path / "2 b.csv").write_bytes("Köln,3\n".encode("utf-16-le"))

    error = refusal(tmp_path, "csv", header=False, engine=engine)

    assert error.message.startswith(f"{tmp_path}/2 b.csv is no UTF-8 text")


@pytest.mark.parametrize(("format", "text"), [("csv", CSV), ("jsonl", JSON)])
def test_a_later_compressed_file_in_another_encoding_is_named(tmp_path: Path, format: str, text: str) -> None:
    (tmp_path / f"1.{format}.gz").write_bytes(gzip.compress(text.encode() * 9))
    (tmp_path / f"2.{format}.gz").write_bytes(gzip.compress(text.encode("utf-16")))

    assert refusal(tmp_path, format).message.startswith(f"{tmp_path}/2.{format}.gz is no UTF-8 text")


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_another_encoding_in_s3(s3: S3Client, format: str) -> None:
    s3.create_bucket(Bucket=f"encodings-{format}")
    for number, codec in enumerate(["utf-8", "utf-16-le"]):
        body = (CSV if format == "csv" else JSON).encode(codec)
        s3.put_object(Bucket=f"encodings-{format}", Key=f"train/{number}", Body=body)

    error = refusal(f"s3://encodings-{format}/train/", format)

    assert f"encodings-{format}/train/1 is no UTF-8 text" in error.message


def test_compressed_files_whose_names_do_not_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gzip.compress(CSV.encode()))

    error = refusal(tmp_path / "a.csv", "csv")

    assert error.message == f"{tmp_path}/a.csv is no UTF-8 text: it is compressed with gzip."
    assert ".gz" in error.hint


def test_parquet_said_to_be_csv(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "a.csv")

    assert refusal(tmp_path / "a.csv", "csv").hint == "Say what it is: --format parquet (dataset.format)."


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_a_header_that_is_not_utf_8(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_bytes("straße,x\n1,2\n".encode("latin-1"))

    error = refusal(tmp_path / "a.csv", "csv", engine=engine, allow_replacement_characters=True)

    assert "a column name holds the replacement character" in error.message


def test_cells_that_are_not_utf_8_are_refused_by_deequ_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("city,n\nK\xf6ln,1\nRome,2\n".encode("latin-1"))

    error = refusal(tmp_path / "a.csv", "csv", engine="deequ")

    assert "is not clean UTF-8: cells of 'city'" in error.message
    allowed = profile(tmp_path / "a.csv", "csv", engine="deequ", allow_replacement_characters=True)
    assert allowed.profile.columns["city"].replaced == 1
