"""Names of files, columns and buckets that read like Spark's failures change nothing about what is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile

from baselining.errors import BaseliningError, ComputeError, DatasetError
from baselining.spark.failures import spark_failures

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
SIGNS = (
    "Forbidden Status Code 403",
    "java.nio.file.AccessDeniedException",
    "java.lang.OutOfMemoryError",
    "ExecutorLostFailure exceeded memory",
    "NoSuchBucket UnknownStoreException",
    "PATH_NOT_FOUND FileNotFoundException",
    "DELTA_TABLE_NOT_FOUND VersionNotFoundException",
    "ConnectException Unable to execute HTTP request",
)


def failure(uri: object, format: str) -> BaseliningError:
    with pytest.raises(BaseliningError) as caught:
        profile(str(uri), format)
    return caught.value


@pytest.mark.parametrize("sign", SIGNS)
def test_a_damaged_file_in_such_a_folder_is_a_damaged_file(tmp_path: Path, sign: str) -> None:
    (tmp_path / sign).mkdir()
    (tmp_path / sign / "a.parquet").write_bytes(b"this is no parquet file at all")

    error = failure(tmp_path / sign, "parquet")

    assert isinstance(error, DatasetError)
    assert error.message.startswith("Cannot read ")
    assert error.message.endswith("a.parquet: its bytes are not of the format expected.")


@pytest.mark.parametrize("sign", SIGNS)
def test_headers_with_such_columns_that_differ_are_headers_that_differ(tmp_path: Path, sign: str) -> None:
    (tmp_path / "1.csv").write_text(f'{sign},b\n1,"x\ny"\n')
    (tmp_path / "2.csv").write_text(f"b,{sign}\n1,2\n")

    error = failure(tmp_path, "csv")

    assert isinstance(error, DatasetError)
    assert "2.csv begins with another header than the first file" in error.message


@pytest.mark.parametrize("sign", SIGNS)
def test_such_a_column_of_two_types_is_a_column_of_two_types(
    spark: SparkSession, tmp_path: Path, sign: str
) -> None:
    pq.write_table(pa.table({sign: [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({sign: [1.5]}), tmp_path / "b.parquet")

    with pytest.raises(DatasetError) as caught, spark_failures(str(tmp_path)):
        spark.read.parquet(str(tmp_path)).collect()

    assert f"The column {sign!r} is of type" in caught.value.message
    assert caught.value.message.endswith(("a.parquet.", "b.parquet."))


@pytest.mark.parametrize("sign", SIGNS)
def test_such_a_value_that_cannot_be_cast_is_only_that(spark: SparkSession, sign: str) -> None:
    failing = spark.createDataFrame([(sign,)], "value string").selectExpr("raise_error(value)")

    with pytest.raises(ComputeError) as caught, spark_failures("train"):
        failing.collect()

    assert caught.value.message.startswith("Spark failed while profiling train (")
    assert sign not in str(caught.value)


def test_a_missing_path_in_such_a_bucket_is_a_missing_path(s3: S3Client) -> None:
    s3.create_bucket(Bucket="forbidden-nosuchbucket")

    error = failure("s3://forbidden-nosuchbucket/AccessDeniedException/", "parquet")

    assert error.message == "No dataset at s3://forbidden-nosuchbucket/AccessDeniedException/."
