"""Files that Spark cannot open for their names, their compression or their width: a true sentence, both engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile

from baselining.dataset.compression import SUFFIXES
from baselining.errors import BaseliningError, DatasetError, ExitCode
from baselining.spark.frames.compressed import refuse_undecodable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
ENGINES = pytest.mark.parametrize("engine", ["arrow", "deequ"])
LINES = {"csv": b"x,y\n" + b"1,a\n" * 1000, "jsonl": b'{"x": 1}\n' * 1000}


def compressed(path: Path, codec: str, body: bytes) -> None:
    with pa.CompressedOutputStream(str(path), codec) as file:
        file.write(body)


def refusal(uri: Path | str, format: str, **options: str) -> BaseliningError:
    with pytest.raises(DatasetError) as caught:
        profile(uri, format, **options)
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    return caught.value


@ENGINES
@pytest.mark.parametrize("format", LINES)
@pytest.mark.parametrize(("suffix", "codec"), [(".zst", "zstd"), (".lz4", "lz4")])
def test_a_file_that_spark_cannot_decompress(
    tmp_path: Path, format: str, suffix: str, codec: str, engine: str
) -> None:
    file = tmp_path / f"a.{format}{suffix}"
    compressed(file, codec, LINES[format])

    found = refusal(file, format, engine=engine)

    assert found.message.startswith(f"{file} is compressed ")
    assert found.hint == "Decompress it, or compress it with gzip or bzip2."


@pytest.mark.parametrize("format", LINES)
def test_a_file_that_spark_would_take_for_empty_among_others(tmp_path: Path, format: str) -> None:
    (tmp_path / f"a.{format}").write_bytes(LINES[format])
    compressed(tmp_path / f"b.{format}.lz4", "lz4", LINES[format])

    assert refusal(tmp_path, format).message.startswith(f"{tmp_path}/b.{format}.lz4 is compressed with LZ4")


@pytest.mark.parametrize("format", LINES)
@pytest.mark.parametrize(("suffix", "codec"), [(".zst", "zstd"), (".lz4", "lz4")])
def test_compressed_files_in_s3(tmp_path: Path, s3: S3Client, format: str, suffix: str, codec: str) -> None:
    compressed(tmp_path / "x", codec, LINES[format])
    bucket = f"compressed-{codec}-{format}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=f"t/a.{format}{suffix}", Body=(tmp_path / "x").read_bytes())

    found = refusal(f"s3://{bucket}/t", format).message

    assert f"{bucket}/t/a.{format}{suffix} is compressed" in found


@pytest.mark.parametrize("suffix", ["gz", "bz2"])
def test_other_compressed_files_are_read(spark: SparkSession, tmp_path: Path, suffix: str) -> None:
    refuse_undecodable(spark, [f"a.csv.{suffix}", "a.csv"])
    compressed(tmp_path / f"a.csv.{suffix}", {"gz": "gzip"}.get(suffix, suffix), LINES["csv"])

    assert profile(tmp_path, "csv").profile.item_count == 1000


def test_hadoop_has_no_codecs_that_we_do_not_know(spark: SparkSession) -> None:
    hadoop = spark._jvm.org.apache.hadoop  # type: ignore[union-attr]
    configuration = spark.sparkContext._jsc.hadoopConfiguration()  # type: ignore[attr-defined]
    codecs = hadoop.io.compress.CompressionCodecFactory.getCodecClasses(configuration)
    found = {
        hadoop.util.ReflectionUtils.newInstance(each, configuration).getDefaultExtension() for each in codecs
    }

    assert found - {".passthrough"} == SUFFIXES


@ENGINES
@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_a_colon_in_a_local_name(tmp_path: Path, format: str, engine: str) -> None:
    file = tmp_path / f"2026-11-26T07:20.{format}"
    if format == "parquet":
        pq.write_table(pa.table({"x": [1]}), file)
    else:
        file.write_bytes(LINES[format])

    if format != "parquet" and engine == "arrow":  # nobody asks Spark
        assert profile(file, format).profile.item_count == 1000
    else:
        found = refusal(file, format, engine=engine)
        assert found.message == f"Spark cannot open {file}, because there is a colon in the file's name."


def test_a_colon_in_a_folder_s_name(tmp_path: Path) -> None:
    folder = tmp_path / "07:20"
    folder.mkdir()
    (folder / "a.csv").write_bytes(LINES["csv"])
    pq.write_table(pa.table({"x": [1]}), folder / "b.parquet")

    assert profile(folder / "a.csv", "csv", engine="deequ").profile.item_count == 1000
    assert profile(folder / "b.parquet", "parquet").profile.item_count == 1


def test_a_csv_file_wider_than_spark_s_own_limit(tmp_path: Path) -> None:
    columns = 20_500
    header = ",".join(f"c{i}" for i in range(columns))
    (tmp_path / "a.csv").write_text(f"{header}\n{'1,' * (columns - 1)}1\n")

    found = profile(tmp_path / "a.csv", "csv")

    assert len(found.profile.columns) == columns


@pytest.mark.parametrize("first", ["a", "\ufeffa"], ids=["workers look", "Spark looks"])
def test_a_csv_file_with_far_too_many_columns(tmp_path: Path, first: str) -> None:
    (tmp_path / "a.csv").write_text(f"{first}{',a' * 100_000}\n")

    assert refusal(tmp_path / "a.csv", "csv").message.endswith("a.csv has more than 100,000 columns.")
