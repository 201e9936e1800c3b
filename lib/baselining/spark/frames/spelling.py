"""Locations as Spark's readers are to be given them: names as they are, patterns resolved before."""

from __future__ import annotations

import os

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.local import LocalFiles, is_local, local_files, local_path
from baselining.dataset.path_names import check_for_hadoop, check_local
from baselining.dataset.remote import RemoteFiles, hadoop_spelling, may_be_pattern
from baselining.errors import DatasetError

AS_THEY_ARE = {"__globPaths__": "false"}
"""The option by which Spark's readers take names as they are (`DataSource.GLOB_PATHS_KEY`): none is a pattern."""


def locate(spark: SparkSession, uri: str) -> LocalFiles | RemoteFiles:
    """Files on this machine, one by one; or a location elsewhere, and what it matches.

    What has the characters of a pattern is one only if nothing has just that name.

    Raises:
        DatasetError: If nothing is there, on this machine or for a pattern, or it cannot be read by that name.
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
    found = files.globStatus(path)
    if not found:
        raise DatasetError(f"No dataset at {uri}.")
    return RemoteFiles(uri=place, matches=tuple(str(each.getPath().toString()) for each in found))


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
    if not is_local(uri):
        return hadoop_spelling(uri)
    path = local_path(uri)
    if not os.path.exists(path):
        raise DatasetError(f"No dataset at {uri}.")
    check_local([path])
    return f"file://{path}"
