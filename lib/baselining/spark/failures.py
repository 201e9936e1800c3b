"""Spark's exceptions → this project's. Spark's messages may quote data: only places and classes are passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from baselining.dataset.readers.mixed import mixed_types
from baselining.dataset.readers.too_wide import MOST_COLUMNS, too_wide
from baselining.errors import BaseliningError, ComputeError, DatasetError, StorageError

_PATH = re.compile(r"\b(?:file|s3a?|s3n|hdfs|wasbs?|abfss?|gs):/[^\s'\"\],)]+")
_PARQUET_TYPE = re.compile(r"\bINT\d+ \([A-Z]+\([A-Za-z,]*\)\)")
_JAVA_CLASS = re.compile(r"\b(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error)\b")

_MISSING = ("PATH_NOT_FOUND", "FileNotFoundException", "Path does not exist", "DELTA_PATH_DOES_NOT_EXIST")
_NO_BUCKET = ("UnknownStoreException", "NoSuchBucket")
_DENIED = ("AccessDeniedException", "Status Code: 403", "Forbidden")
_NO_CREDENTIALS = ("Unable to load AWS credentials", "NoAuthWithAWSException", "NoAwsCredentialsException")
_NO_ANSWER = (
    "ConnectException",
    "UnknownHostException",
    "Unable to execute HTTP request",
    "AWSClientIOException",
)
_EMPTY = ("UNABLE_TO_INFER_SCHEMA", "Unable to infer schema")
_NOT_DELTA = (
    "DELTA_TABLE_NOT_FOUND",
    "DELTA_MISSING_DELTA_TABLE",
    "is not a Delta table",
    "DELTA_TABLE_ONLY_OPERATION",
)
_NO_VERSION = (
    "VersionNotFoundException",
    "is before the earliest version available",
    "is after the latest commit timestamp",
    "TimestampEarlierThanCommitRetention",
    "Cannot time travel",
)
_NO_TIME = ("DELTA_TIMESTAMP_INVALID",)
_UNREADABLE = (
    "is not a Parquet file",
    "ParquetDecodingException",
    "CANNOT_READ_FILE",
    "FAILED_READ_FILE",
    "Could not read footer",
    "Encountered error while reading file",
    "TextParsingException",
    "MalformedInputException",
    "ZipException",
    "not in gzip format",
    "incorrect header check",
    "CorruptRecord",
)
_UNKNOWN_TYPE = (
    "PARQUET_TYPE_ILLEGAL",
    "PARQUET_TYPE_NOT_SUPPORTED",
    "Illegal Parquet type",
    "Parquet type not yet supported",
)
_MIXED_TYPES = re.compile(
    r"cannot be converted in file (?P<file>\S+?)\.? "
    r"Column: \[(?P<column>.+?)\], Expected: (?P<expected>.+?), Found: (?P<found>\w+)"
)
_TOO_WIDE = tuple(f"ArrayIndexOutOfBoundsException - {java}{MOST_COLUMNS}" for java in ("", "Index "))
_ANCIENT = ("READ_ANCIENT_DATETIME",)
_OTHER_HEADER = ("CSV header does not conform", "Number of column in CSV header")
_TWICE = ("COLUMN_ALREADY_EXISTS",)
_GLOB_NAME = ("matches 0 files",)
_MEMORY = ("OutOfMemoryError", "exceeded memory", "Container killed by YARN")


@contextmanager
def spark_failures(uri: str) -> Iterator[None]:
    """Translate what Spark raises inside, while it reads the dataset at `uri`.

    Raises:
        DatasetError: If the dataset is missing, empty or unreadable.
        StorageError: If the place it is in refuses or does not answer.
        ComputeError: For everything else.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except BaseliningError:
        raise
    except (PySparkException, Py4JError) as problem:
        if isinstance(problem.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise translate(full_text(problem), uri) from None


def translate(text: str, uri: str) -> BaseliningError:  # noqa: C901 - a table in order of precedence
    """The error that a Spark failure with this text means."""

    def says(signs: tuple[str, ...]) -> bool:
        return any(sign in text for sign in signs)

    if says(_NO_BUCKET):
        return DatasetError(f"No dataset at {uri}: there is no such bucket.")
    if says(_NO_CREDENTIALS):
        return StorageError(
            f"No AWS credentials to read {uri} with.", hint="Set AWS_PROFILE, or run where a role is."
        )
    if says(_DENIED):
        return StorageError(
            f"No permission to read {uri}.", hint="Allow s3:GetObject and s3:ListBucket on it."
        )
    if says(_NOT_DELTA):
        return DatasetError(
            f"{uri} is not a Delta table.", hint="If it is plain Parquet, say --format parquet."
        )
    if says(_NO_VERSION):
        return DatasetError(f"The Delta table {uri} has no such version any more, or not yet.")
    if says(_NO_TIME):
        return DatasetError(
            f"That is no time at which to read the Delta table {uri}.",
            hint="Write it as 'YYYY-MM-DD HH:MM:SS', in UTC.",
        )
    if says(_MISSING):
        return DatasetError(f"No dataset at {uri}.")
    if says(_EMPTY):
        return DatasetError(f"The dataset at {uri} is empty: there is no file with data in it.")
    if says(_ANCIENT):
        return DatasetError(
            f"{uri} has dates before 1582-10-15, or times before 1900, and its files do not say in which calendar.",
            hint="Say it: --conf spark.sql.parquet.datetimeRebaseModeInRead=CORRECTED if pandas, pyarrow or Spark 3 "
            "wrote them, LEGACY if Spark 2 or Hive did. For times of type INT96 it is "
            "spark.sql.parquet.int96RebaseModeInRead. (In a configuration file: spark.settings.)",
        )
    if says(_OTHER_HEADER):
        return DatasetError(
            f"{_place(text, uri)} begins with another header than the first file of {uri}.",
            hint="All CSV files of a dataset need the same columns in the same order.",
        )
    if says(_TWICE):
        return DatasetError(
            f"{uri} has a name twice, in one line or in several spellings that Spark takes for one.",
            hint="Model Monitor tells features apart by name: rename them.",
        )
    if says(_GLOB_NAME):
        return DatasetError(
            f"Spark cannot read {uri}: a file's name holds one of the characters [ ] {{ }} * ?."
        )
    if mixed := _MIXED_TYPES.search(text):
        return mixed_types(mixed["column"], mixed["expected"], mixed["found"].lower(), mixed["file"])
    if says(_UNKNOWN_TYPE):
        kind = _PARQUET_TYPE.search(text)
        return DatasetError(
            f"{uri} has a column of a Parquet type that Spark cannot read{': ' + kind[0] if kind else ''}.",
            hint="Times in nanoseconds: write them in microseconds (pyarrow, pandas: coerce_timestamps='us').",
        )
    if says(_TOO_WIDE):
        return too_wide(_place(text, uri))
    if says(_UNREADABLE):
        return DatasetError(
            f"Cannot read {_place(text, uri)}: its bytes are not of the format expected.",
            hint="Check --format.",
        )
    if says(_NO_ANSWER):
        return StorageError(
            f"No answer from the place of {uri}.", hint="Check the endpoint, the region and the network."
        )
    if says(_MEMORY):
        return ComputeError(
            f"Spark ran out of memory while profiling {uri}.",
            hint="Give executors more memory (spark.executor.memory, spark.executor.memoryOverhead).",
        )
    classes = list(dict.fromkeys(_JAVA_CLASS.findall(text)))[:3]
    return ComputeError(
        f"Spark failed while profiling {uri}" + (f" ({', '.join(classes)})." if classes else ".")
    )


def _place(text: str, uri: str) -> str:
    """The file that a failure names, else the dataset."""
    found = _PATH.search(text)
    return found[0] if found else uri


def full_text(problem: Exception) -> str:
    """The exception's text with its Java causes; only ever searched, never shown."""
    parts = [str(problem)]
    java = getattr(problem, "java_exception", None)
    while java is not None:
        parts.append(str(java.toString()))
        java = java.getCause()
    return "\n".join(parts)
