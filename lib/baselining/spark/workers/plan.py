"""Who reads a dataset, as this Spark is set up: what the rule needs to know of Spark is asked here, and no more.

The workers read Parquet, plain CSV and plain JSON Lines: local or in S3 (with the credentials that every AWS client
finds by itself), not partitioned into folders unless each file is profiled by itself, not encrypted; of Delta tables
those that any reader of Parquet understands (reader version 1: no deletion vectors, no column mapping), at their
newest version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Place, list_files
from baselining.dataset.formats.format import Format
from baselining.dataset.found import Found, found_local
from baselining.dataset.local import LocalFiles, local_path
from baselining.dataset.plan import plan_workers
from baselining.dataset.reader import WorkersRead
from baselining.dataset.remote import RemoteFiles
from baselining.dataset.s3 import captured_in_s3, found_in_s3, reaching_s3, s3_place
from baselining.dataset.split_rule import SplitRule
from baselining.errors import ConfigError
from baselining.world.s3uri import S3Uri, is_s3


def find_files(spark: SparkSession, location: LocalFiles | RemoteFiles) -> Found | UnlikeSparkError:
    """The files, or why only Spark can find them; before Spark looks, which misreads some keys of S3.

    Raises:
        DatasetError: If a file is gone, or cannot be read by anybody.
    """
    try:
        if isinstance(location, LocalFiles):
            return found_local(location)
        if not is_s3(location.uri):
            return UnlikeSparkError("not on this machine and not in S3")
        if location.matches is not None:
            return UnlikeSparkError("named by a pattern in S3")
        return found_in_s3(location.uri, partial(_hadoop_setting, spark))
    except UnlikeSparkError as problem:
        return problem


def find_captured(
    spark: SparkSession, location: LocalFiles | RemoteFiles, hours: Sequence[str] | None
) -> Found | UnlikeSparkError:
    """As `find_files`, of captured data: in S3 only the folders of some hours are listed, if they are given.

    Raises:
        DatasetError: As `find_files`.
    """
    if isinstance(location, LocalFiles) or not is_s3(location.uri) or location.matches is not None:
        return find_files(spark, location)
    try:
        return captured_in_s3(location.uri, partial(_hadoop_setting, spark), hours)
    except UnlikeSparkError as problem:
        return problem


def plan_files(
    file_format: Format, found: Found | UnlikeSparkError, rule: SplitRule, types: Sequence[FileColumn] = ()
) -> WorkersRead:
    """How the workers read files.

    Args:
        found: As `find_files` has them.
        types: The columns as Spark's reader has them, if the format has types.

    Raises:
        DatasetError: If a file cannot be read by anybody.
        UnlikeSparkError: If only Spark's reader can read them, or for sure the same.
    """
    if isinstance(found, UnlikeSparkError):
        raise found
    return plan_workers(file_format, found, rule, types)


def text_at(spark: SparkSession, uri: str) -> str:
    """The text of a small file, local or in S3.

    Raises:
        ConfigError: If it cannot be read, or is no text.
    """
    try:
        if not is_s3(uri):
            return Path(local_path(uri)).read_text(encoding="utf-8")
        location = S3Uri.parse(uri)
        filesystem = s3_place(location.bucket, partial(_hadoop_setting, spark)).filesystem()
        with filesystem.open_input_stream(f"{location.bucket}/{location.key}") as file:
            return bytes(file.read()).decode()
    except (OSError, UnlikeSparkError, UnicodeDecodeError) as problem:
        raise ConfigError(f"Cannot read the script {uri}: {type(problem).__name__}.") from None


def plan_parquet(
    spark: SparkSession,
    file_format: Format,
    frame: DataFrame,
    found: Found | UnlikeSparkError,
    rule: SplitRule,
) -> WorkersRead:
    """As `plan_files`, of Parquet that Spark's reader has as `frame`."""
    _refuse_encryption(spark)
    return plan_files(file_format, found, rule, columns_of(frame))


def plan_delta(
    spark: SparkSession, file_format: Format, frame: DataFrame, uri: str, version: int, rule: SplitRule
) -> WorkersRead:
    """How the workers read a Delta table at `version`; `uri` is Hadoop's spelling, absolute.

    Raises:
        DatasetError: If a file cannot be read by anybody.
        UnlikeSparkError: If only Spark's reader can read them.
    """
    from delta.tables import DeltaTable

    table = DeltaTable.forPath(spark, uri)  # in SQL, some characters of a path would have to be escaped
    row = table.detail().select(F.col("minReaderVersion"), F.size("partitionColumns")).head()
    newest = table.history(1).head()
    if row is None or newest is None or newest["version"] != version:
        raise UnlikeSparkError("not the newest version of the Delta table")
    if row[0] != 1:
        raise UnlikeSparkError(f"the Delta table needs readers of version {row[0]}")
    if row[1]:
        raise UnlikeSparkError("a partitioned Delta table")
    _refuse_encryption(spark)
    found = _found_by_path(spark, sorted(frame.inputFiles()))
    return plan_workers(file_format, found, rule, columns_of(frame))


def _found_by_path(spark: SparkSession, paths: Sequence[str]) -> Found:
    """The files of a Delta table, whatever the names of their folders.

    Args:
        paths: As Delta writes Hadoop's paths (`Path.toString`): nothing in them is escaped.
    """
    if not paths:
        raise UnlikeSparkError("the Delta table has no files")
    if paths[0].startswith("file:"):
        place = Place()
        local = [re.sub(r"^file:(//)?", "", path) for path in paths]
        return Found(place=place, files=tuple(list_files(place.filesystem(), local)))
    if not is_s3(paths[0]):
        raise UnlikeSparkError("not on this machine and not in S3")
    keys = [path.partition("://")[2] for path in paths]
    place = s3_place(keys[0].partition("/")[0], partial(_hadoop_setting, spark))
    with reaching_s3():
        return Found(place=place, files=tuple(list_files(place.filesystem(), keys)))


def columns_of(frame: DataFrame) -> tuple[FileColumn, ...]:
    """The columns as Spark's reader has them."""
    return tuple(FileColumn(name=f.name, spark_type=f.dataType.simpleString()) for f in frame.schema.fields)


def _refuse_encryption(spark: SparkSession) -> None:
    if _hadoop_setting(spark, "parquet.crypto.factory.class"):
        raise UnlikeSparkError("Parquet encryption is set up")


def _hadoop_setting(spark: SparkSession, name: str) -> str:
    """A setting of Hadoop's; empty if there is none."""
    return str(spark.sparkContext._jsc.hadoopConfiguration().get(name) or "")
