"""What a Java exception means is decided by its class, condition and status; never by words that data can hold."""

from __future__ import annotations

import dataclasses

import pytest

from baselining.errors import BaseliningError, ComputeError, DatasetError, NoDataError, StorageError
from baselining.spark.java_errors import JavaError
from baselining.spark.meaning import meaning_of

SIGNS = (
    "Forbidden",
    "Status Code: 403",
    "java.nio.file.AccessDeniedException",
    "NoSuchBucket",
    "org.apache.hadoop.fs.s3a.UnknownStoreException",
    "Unable to load AWS credentials",
    "java.net.ConnectException",
    "Unable to execute HTTP request",
    "PATH_NOT_FOUND",
    "java.io.FileNotFoundException",
    "UNABLE_TO_INFER_SCHEMA",
    "DELTA_TABLE_NOT_FOUND",
    "VersionNotFoundException",
    "is not a Parquet file",
    "FAILED_READ_FILE",
    "COLUMN_ALREADY_EXISTS",
    "CSV header does not conform",
    "\nCSV file: x",
    "Input Pattern x matches 0 files",
    "Column: [a], Expected: b, Found: c",
    "java.lang.OutOfMemoryError: Java heap space",
    "exceeded memory",
    "Container killed by YARN",
    "ExecutorLostFailure (executor 1 exited",
    "Python worker exited unexpectedly (crashed)",
    "\nCaused by: java.lang.OutOfMemoryError",
)
HOSTILE = " ".join(SIGNS)

SPARK = "org.apache.spark.SparkException"
WRAPPED = JavaError(classes=(SPARK, "java.lang.Exception"), message="Job aborted due to stage failure: …")


def condition(
    name: str, *, kind: str = "org.apache.spark.sql.AnalysisException", **parameters: str
) -> JavaError:
    return JavaError(classes=(kind, "java.lang.Exception"), condition=name, parameters=parameters)


def raised(*classes: str, place: str = "", status: int = 0, code: str = "") -> JavaError:
    return JavaError(classes=classes, frames=(place,) if place else (), status=status, code=code)


AWS = (
    "com.amazonaws.services.s3.model.AmazonS3Exception",
    "com.amazonaws.AmazonServiceException",
    "com.amazonaws.SdkClientException",
)
CASES: dict[str, tuple[JavaError, type[BaseliningError], str]] = {
    "no path": (condition("PATH_NOT_FOUND", path="x"), NoDataError, "No dataset at U."),
    "no file": (raised("java.io.FileNotFoundException"), NoDataError, "No dataset at U."),
    "no bucket": (
        raised("org.apache.hadoop.fs.s3a.UnknownStoreException", "java.io.FileNotFoundException"),
        DatasetError,
        "No dataset at U: there is no such bucket.",
    ),
    "denied": (raised("java.nio.file.AccessDeniedException"), StorageError, "No permission to read U."),
    "403": (raised(*AWS, status=403), StorageError, "No permission to read U."),
    "expired": (
        raised(*AWS, status=400, code="ExpiredToken"),
        StorageError,
        "AWS does not accept the credentials to read U with (ExpiredToken).",
    ),
    "no credentials": (
        raised(
            "com.amazonaws.SdkClientException",
            place="com.amazonaws.auth.AWSCredentialsProviderChain.getCredentials",
        ),
        StorageError,
        "No AWS credentials to read U with.",
    ),
    "503": (raised(*AWS, status=503), StorageError, "The place of U cannot answer now (status 503)."),
    "no answer": (raised("java.net.ConnectException"), StorageError, "No answer from the place of U."),
    "no files": (
        condition("UNABLE_TO_INFER_SCHEMA"),
        DatasetError,
        "The dataset at U is empty: there is no file with data in it.",
    ),
    "no Delta table": (condition("DELTA_TABLE_NOT_FOUND"), DatasetError, "U is not a Delta table."),
    "no version": (
        raised("org.apache.spark.sql.delta.VersionNotFoundException"),
        DatasetError,
        "The Delta table U has no such version any more, or not yet.",
    ),
    "damaged": (
        condition("FAILED_READ_FILE.NO_HINT", kind=SPARK, path="/d/a.parquet"),
        DatasetError,
        "Cannot read /d/a.parquet: its bytes are not of the format expected.",
    ),
    "twice": (
        condition("COLUMN_ALREADY_EXISTS"),
        DatasetError,
        "U has a name twice, in one line or in several spellings that Spark takes for one.",
    ),
    "heap": (
        raised("java.lang.OutOfMemoryError"),
        ComputeError,
        "Spark ran out of memory while profiling U.",
    ),
    "executors": (
        raised("ExecutorLostFailure"),
        ComputeError,
        "Executors were lost again and again while profiling U: most likely their memory ran out.",
    ),
    "workers": (
        raised(
            SPARK, place="org.apache.spark.api.python.BasePythonRunner$ReaderIterator$$anonfun$1.applyOrElse"
        ),
        ComputeError,
        "A Python worker was killed while profiling U: most likely memory ran out.",
    ),
    "workers that begin": (
        raised(
            "java.io.EOFException", place="org.apache.spark.api.python.PythonWorkerFactory.createSocket$1"
        ),
        ComputeError,
        "A Python worker was killed while profiling U: most likely memory ran out.",
    ),
    "workers without a parent": (
        dataclasses.replace(
            raised(SPARK),
            frames=(
                "org.apache.spark.errors.SparkCoreErrors$.eofExceptionWhileReadPortNumberError",
                "org.apache.spark.api.python.PythonWorkerFactory.startDaemon",
            ),
        ),
        ComputeError,
        "No Python worker could be started while profiling U: their parent, Spark's daemon, ended at once.",
    ),
    "stopped": (
        raised(SPARK, place="org.apache.spark.scheduler.DAGScheduler.$anonfun$cleanUpAfterSchedulerStop$1"),
        ComputeError,
        "Spark was stopped from outside while profiling U.",
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("hostile", ["", HOSTILE], ids=["plain names", "hostile names"])
def test_each_kind_of_failure_is_told_whatever_names_it_quotes(case: str, hostile: str) -> None:
    error, kind, message = CASES[case]
    error = dataclasses.replace(error, message=hostile)

    found = meaning_of((dataclasses.replace(WRAPPED, message=hostile), error), "U")

    assert (type(found), found.message) == (kind, message)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_name_or_a_value_is_no_sign(sign: str) -> None:
    quoting = JavaError(
        classes=("org.apache.spark.SparkRuntimeException", "java.lang.RuntimeException"),
        message=f"cannot cast '{sign}' of column {sign} in s3a://{sign}/{sign}",
        condition="CAST_INVALID_INPUT",
        parameters={"expression": sign},
    )

    found = meaning_of((WRAPPED, quoting), sign)

    assert type(found) is ComputeError
    assert (
        found.message
        == f"Spark failed while profiling {sign} ({SPARK}, org.apache.spark.SparkRuntimeException)."
    )


def test_a_header_is_told_by_the_file_that_has_it_whatever_its_cells_say() -> None:
    header = JavaError(
        classes=("java.lang.IllegalArgumentException",),
        frames=("org.apache.spark.sql.catalyst.csv.CSVHeaderChecker.checkHeaderColumnNames",),
        message="CSV header does not conform to the schema.\n Header: \nCSV file: file:/evil\n Schema: a\n"
        "Expected: a but found: b\nCSV file: file:/data/b c.csv",
    )

    found = meaning_of((WRAPPED, header), "U")

    assert found.message == "file:/data/b c.csv begins with another header than the first file of U."
