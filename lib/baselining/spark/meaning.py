"""What Java's exceptions mean for a dataset: rules over classes, conditions and status, in order of precedence.

Classes and conditions are those of Spark 3.5, Delta 3.3 and Hadoop 3.3; names of files, columns and values, which
messages quote, decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from baselining.dataset.readers.mixed import mixed_types
from baselining.dataset.readers.too_wide import MOST_COLUMNS, too_wide
from baselining.errors import BaseliningError, ComputeError, DatasetError, NoDataError, StorageError
from baselining.spark.java_errors import EXECUTOR_LOST, SPARK_EXCEPTION, JavaError

Errors = tuple[JavaError, ...]
_Rule = Callable[[Errors, str], BaseliningError | None]

_S3A = "org.apache.hadoop.fs.s3a"
_DELTA = "org.apache.spark.sql.delta"
_PARQUET_TYPE = re.compile(r"\bINT\d+ \([A-Z]+\([A-Za-z,]*\)\)")
_HEADER_FILE = "\nCSV file: "
"""How CSVHeaderChecker.scala ends its messages, with the file after it."""
_NO_FILES = "Input Pattern "
"""How Hadoop's FileInputFormat begins a message on a path that it takes for a pattern."""
_MOST_CLASSES = 3

_BAD_CREDENTIALS = frozenset(
    {"ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "RequestTimeTooSkewed", "SignatureDoesNotMatch"}
)
_NOT_DELTA = ("DELTA_TABLE_NOT_FOUND", "DELTA_MISSING_DELTA_TABLE", "DELTA_TABLE_ONLY_OPERATION")
_NO_VERSION = (
    "DELTA_VERSION_NOT_FOUND",
    "DELTA_CANNOT_TIME_TRAVEL",
    "DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION",
    "DELTA_TIMESTAMP_GREATER_THAN_COMMIT",
    "DELTA_UNSUPPORTED_TIME_TRAVEL_BEYOND_DELETED_FILE_RETENTION_DURATION",
)
_MISSING = ("PATH_NOT_FOUND", "DELTA_PATH_DOES_NOT_EXIST")
_UNKNOWN_TYPE = (
    "PARQUET_TYPE_ILLEGAL",
    "PARQUET_TYPE_NOT_SUPPORTED",
    "PARQUET_TYPE_NOT_RECOGNIZED",
    "_LEGACY_ERROR_TEMP_1172",
    "_LEGACY_ERROR_TEMP_1173",
    "_LEGACY_ERROR_TEMP_1174",
)
_UNREADABLE = (
    "CANNOT_READ_FILE_FOOTER",
    "FAILED_READ_FILE",
    "_LEGACY_ERROR_TEMP_2064",  # Encountered error while reading file
)
_UNREADABLE_CLASSES = (
    "org.apache.parquet.io.ParquetDecodingException",
    "com.univocity.parsers.common.TextParsingException",
    "java.nio.charset.MalformedInputException",
    "java.util.zip.ZipException",
)
_NO_ANSWER = (
    "java.net.ConnectException",
    "java.net.NoRouteToHostException",
    "java.net.SocketTimeoutException",
    "java.net.UnknownHostException",
    "javax.net.ssl.SSLException",
)


def meaning_of(errors: Errors, uri: str) -> BaseliningError:
    """The error that a chain of Java's exceptions means, raised while `uri` was read."""
    for rule in _RULES:
        if (found := rule(errors, uri)) is not None:
            return found
    classes = list(dict.fromkeys(error.classes[0] for error in errors))[:_MOST_CLASSES]
    return ComputeError(f"Spark failed while profiling {uri} ({', '.join(classes)}).")


def _machine(errors: Errors, uri: str) -> BaseliningError | None:
    """What happened to the processes."""
    if _any(errors, "java.lang.OutOfMemoryError"):
        return ComputeError(
            f"Spark ran out of memory while profiling {uri}.",
            hint="Give executors more memory (spark.executor.memory, spark.executor.memoryOverhead); on one machine "
            "it is the driver's (spark.driver.memory, BASELINING_DRIVER_MEMORY).",
        )
    if any(e.is_from(_NO_DAEMON) for e in errors):
        return ComputeError(
            f"No Python worker could be started while profiling {uri}: their parent, Spark's daemon, ended at once.",
            hint="Executors' logs say why. If spark.python.daemon.module is set, their Python must be able to import "
            "it without --py-files: install the package there, or leave the setting out.",
        )
    if any(e.is_a(*_WORKER_GONE) and e.is_from(*_AT_WORKERS) for e in errors):
        return ComputeError(
            f"A Python worker was killed while profiling {uri}: most likely memory ran out.",
            hint="Give workers more memory beside the JVM's (spark.executor.memoryOverhead); on one machine let fewer "
            "work at once (--master 'local[1]') or give it more.",
        )
    if _any(errors, EXECUTOR_LOST):
        return ComputeError(
            f"Executors were lost again and again while profiling {uri}: most likely their memory ran out.",
            hint="Give executors more memory (spark.executor.memory, spark.executor.memoryOverhead).",
        )
    if any(e.is_from("org.apache.spark.SparkContext.assertNotStopped", *_STOPPED_WITH_JOBS) for e in errors):
        return ComputeError(
            f"Spark was stopped from outside while profiling {uri}.",
            hint="On a cluster its log says why; on YARN the application master failed or was ended "
            "(`yarn logs -applicationId …`).",
        )
    return None


_WORKER_GONE = (SPARK_EXCEPTION, "java.io.EOFException", "java.net.SocketException")
_AT_WORKERS = ("org.apache.spark.api.python.", "org.apache.spark.sql.execution.python.")
"""Where the JVM starts Python workers and reads from them."""
_NO_DAEMON = "org.apache.spark.errors.SparkCoreErrors$.eofExceptionWhileReadPortNumberError"
"""Raised where the daemon ends before it has told its port."""
_STOPPED_WITH_JOBS = (
    "org.apache.spark.scheduler.DAGScheduler.cleanUpAfterSchedulerStop",
    "org.apache.spark.scheduler.DAGScheduler.$anonfun$cleanUpAfterSchedulerStop",
)


def _access(errors: Errors, uri: str) -> BaseliningError | None:
    """What the place said to who asked."""
    if _any(errors, f"{_S3A}.UnknownStoreException") or any(e.code == "NoSuchBucket" for e in errors):
        return DatasetError(f"No dataset at {uri}: there is no such bucket.")
    if _any(errors, f"{_S3A}.auth.NoAuthWithAWSException", f"{_S3A}.auth.NoAwsCredentialsException") or any(
        e.is_from("com.amazonaws.auth.AWSCredentialsProviderChain") for e in errors
    ):
        return StorageError(
            f"No AWS credentials to read {uri} with.", hint="Set AWS_PROFILE, or run where a role is."
        )
    if refused := next((e.code for e in errors if e.code in _BAD_CREDENTIALS), None):
        return StorageError(
            f"AWS does not accept the credentials to read {uri} with ({refused}).",
            hint="Log in again, or set AWS_PROFILE or the access key variables; check this machine's clock.",
        )
    denied = ("java.nio.file.AccessDeniedException", "org.apache.hadoop.security.AccessControlException")
    if _any(errors, *denied) or any(e.status in (401, 403) for e in errors):
        return StorageError(
            f"No permission to read {uri}.", hint="Allow s3:GetObject and s3:ListBucket on it."
        )
    return None


def _delta(errors: Errors, uri: str) -> BaseliningError | None:
    """What Delta Lake says about its table."""
    if _has(errors, *_NOT_DELTA):
        return DatasetError(
            f"{uri} is not a Delta table.", hint="If it is plain Parquet, say --format parquet."
        )
    gone = (
        f"{_DELTA}.VersionNotFoundException",
        f"{_DELTA}.DeltaErrorsBase$TimestampEarlierThanCommitRetentionException",
    )
    if _has(errors, *_NO_VERSION) or _any(
        errors, *gone, f"{_DELTA}.DeltaErrorsBase$TemporallyUnstableInputException"
    ):
        return DatasetError(f"The Delta table {uri} has no such version any more, or not yet.")
    if _has(errors, "DELTA_TIMESTAMP_INVALID"):
        return DatasetError(
            f"That is no time at which to read the Delta table {uri}.",
            hint="Write it as 'YYYY-MM-DD HH:MM:SS', in UTC.",
        )
    return None


def _absence(errors: Errors, uri: str) -> BaseliningError | None:
    """What is not there."""
    invalid = [e for e in errors if e.is_a("org.apache.hadoop.mapreduce.lib.input.InvalidInputException")]
    if any(e.message.startswith(_NO_FILES) for e in invalid):
        return DatasetError(
            f"Spark cannot read {uri}: a file's name holds one of the characters [ ] {{ }} * ?."
        )
    if _has(errors, *_MISSING) or _any(errors, "java.io.FileNotFoundException") or invalid:
        return NoDataError(f"No dataset at {uri}.")
    if _has(errors, "UNABLE_TO_INFER_SCHEMA"):
        return DatasetError(f"The dataset at {uri} is empty: there is no file with data in it.")
    return None


def _columns(errors: Errors, uri: str) -> BaseliningError | None:
    """Names and types of columns."""
    header = next(
        (e for e in errors if e.is_from("org.apache.spark.sql.catalyst.csv.CSVHeaderChecker")), None
    )
    if header is not None:
        _, label, file = header.message.rpartition(_HEADER_FILE)
        return DatasetError(
            f"{file.strip() if label else uri} begins with another header than the first file of {uri}.",
            hint="All CSV files of a dataset need the same columns in the same order.",
        )
    if any(e.is_from("com.univocity.parsers.common.ParserOutput") or _is_too_wide(e) for e in errors):
        return too_wide(_place(errors, uri))
    if _has(errors, "COLUMN_ALREADY_EXISTS"):
        return DatasetError(
            f"{uri} has a name twice, in one line or in several spellings that Spark takes for one.",
            hint="Model Monitor tells features apart by name: rename them.",
        )
    mixed = next((e for e in errors if e.is_a(_CONVERT)), None)
    if mixed is not None:
        expected = _parameter(errors, "logicalType") or mixed.found["LogicalType"]
        found = mixed.found["PhysicalType"].lower()
        column = mixed.found["Column"].removeprefix("[").removesuffix("]")
        return mixed_types(column, expected, found, _place(errors, uri))
    if _has(errors, *_UNKNOWN_TYPE):
        kind = _PARQUET_TYPE.fullmatch(_parameter(errors, "parquetType"))
        return DatasetError(
            f"{uri} has a column of a Parquet type that Spark cannot read{': ' + kind[0] if kind else ''}.",
            hint="Times in nanoseconds: write them in microseconds (pyarrow, pandas: coerce_timestamps='us').",
        )
    return None


_CONVERT = "org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException"


def _answer(errors: Errors, uri: str) -> BaseliningError | None:
    """A place that does not answer, or only to say that it cannot."""
    if status := next((e.status for e in errors if e.status >= 500), None):
        return StorageError(
            f"The place of {uri} cannot answer now (status {status}).", hint="Try again later."
        )
    silent = any(e.is_a("com.amazonaws.SdkClientException") and not e.status for e in errors)
    if silent or _any(errors, *_NO_ANSWER, f"{_S3A}.AWSClientIOException"):
        return StorageError(
            f"No answer from the place of {uri}.", hint="Check the endpoint, the region and the network."
        )
    return None


def _bytes(errors: Errors, uri: str) -> BaseliningError | None:
    """Files that are not what they seem."""
    readers = ("org.apache.parquet.hadoop.ParquetFileReader", "org.apache.hadoop.io.compress")
    if (
        any(e.is_from(*readers) for e in errors)
        or _has(errors, *_UNREADABLE)
        or _any(errors, *_UNREADABLE_CLASSES)
    ):
        return DatasetError(
            f"Cannot read {_place(errors, uri)}: its bytes are not of the format expected.",
            hint="Check --format.",
        )
    return None


def _times(errors: Errors, uri: str) -> BaseliningError | None:
    """Dates and times that two calendars read differently."""
    if any("READ_ANCIENT_DATETIME" in e.condition.split(".") for e in errors):
        return DatasetError(
            f"{uri} has dates before 1582-10-15, or times before 1900, and its files do not say in which calendar.",
            hint="Say it: --conf spark.sql.parquet.datetimeRebaseModeInRead=CORRECTED if pandas, pyarrow or Spark 3 "
            "wrote them, LEGACY if Spark 2 or Hive did. For times of type INT96 it is "
            "spark.sql.parquet.int96RebaseModeInRead. (In a configuration file: spark.settings.)",
        )
    return None


def _is_too_wide(error: JavaError) -> bool:
    """Is it Java's refusal of the column after the last one that may be? The whole message is Java's own."""
    beyond = (str(MOST_COLUMNS), f"Index {MOST_COLUMNS} out of bounds for length {MOST_COLUMNS}")
    return error.is_a("java.lang.ArrayIndexOutOfBoundsException") and error.message in beyond


_RULES: tuple[_Rule, ...] = (_machine, _access, _delta, _columns, _times, _absence, _answer, _bytes)


def _any(errors: Errors, *classes: str) -> bool:
    return any(error.is_a(*classes) for error in errors)


def _has(errors: Errors, *conditions: str) -> bool:
    """Has one of them this condition, or a part of it (`DELTA_X.WITHOUT_Y`)?"""
    return any(error.condition.partition(".")[0] in conditions for error in errors)


def _parameter(errors: Errors, *names: str) -> str:
    return next((e.parameters[name] for e in errors for name in names if name in e.parameters), "")


def _place(errors: Errors, uri: str) -> str:
    """The file that a failure names, else the dataset."""
    return _parameter(errors, "path", "filePath", "file") or uri
