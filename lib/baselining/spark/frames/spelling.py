"""Locations as Spark's readers are to be given them: names as they are, patterns resolved before."""

from __future__ import annotations

from typing import Any

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.local import LocalFiles, is_local, local_files, local_table
from baselining.dataset.path_names import check_for_hadoop
from baselining.dataset.remote import RemoteFiles, hadoop_spelling, may_be_pattern
from baselining.errors import DatasetError, NoDataError
from baselining.spark.java_errors import java_errors

AS_THEY_ARE = {"__globPaths__": "false"}
"""The option by which Spark's readers take names as they are (`DataSource.GLOB_PATHS_KEY`): none is a pattern."""


def locate(spark: SparkSession, uri: str) -> LocalFiles | RemoteFiles:
    """Files on this machine, one by one; or a location elsewhere, and what it matches.

    What has the characters of a pattern is one only if nothing has just that name.

    Raises:
        DatasetError: If nothing is there, on this machine or for a pattern, or it cannot be read by that name.
        PySparkException, Py4JError: If Hadoop fails.
    """
    if is_local(uri):
        return local_files(uri)
    place = hadoop_spelling(uri)
    if not may_be_pattern(place):
        return RemoteFiles(uri=place)
    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    path = jvm.org.apache.hadoop.fs.Path(place)
    files = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    if files.exists(path):
        return RemoteFiles(uri=place)
    found = _matches(files, path, uri)
    if not found:
        raise NoDataError(f"No dataset at {uri}.")
    return RemoteFiles(uri=place, matches=tuple(str(each.getPath().toString()) for each in found))


def _matches(files: Any, pattern: Any, uri: str) -> Any:
    """What a pattern matches. Hadoop fails at names with a colon beside it: it looks for a scheme there."""
    try:
        return files.globStatus(pattern)
    except (PySparkException, Py4JError) as problem:
        if not any(error.is_a("java.net.URISyntaxException") for error in java_errors(problem)):
            raise
        raise DatasetError(
            f"Hadoop cannot resolve the pattern {uri}: there is a colon (:) in a name beside those that it matches.",
            hint="Name a folder instead, or rename what holds the colon.",
        ) from None


def reader_paths(location: LocalFiles | RemoteFiles) -> list[str]:
    """What to hand to Spark's reader: local files in order of name, everything else as it is.

    Raises:
        DatasetError: If Spark cannot open one by its name, which the workers may be able to.
    """
    if isinstance(location, RemoteFiles):
        return list(location.uris)
    check_for_hadoop(location.paths)
    return [f"file://{path}" for path in location.paths]


def reader_options(location: LocalFiles | RemoteFiles) -> dict[str, str]:
    """Options for Spark's reader: without a base, the names of partition folders would not become columns."""
    if isinstance(location, LocalFiles) and location.is_folder:
        return {"basePath": location.root, **AS_THEY_ARE}
    return AS_THEY_ARE


def table_path(uri: str) -> str:
    """The place of a Delta table, which is one folder: an absolute path on this machine, or a location elsewhere.

    Raises:
        DatasetError: If nothing is there, on this machine, or it cannot be read by that name.
    """
    return f"file://{local_table(uri)}" if is_local(uri) else hadoop_spelling(uri)
