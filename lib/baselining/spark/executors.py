"""What executors see: a task asks, because their machines, packages and credentials are others than the driver's."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import TYPE_CHECKING, Any

from baselining import __version__
from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import Place
from baselining.dataset.s3 import s3_place
from baselining.errors import ComputeError, SetupError
from baselining.spark.java_errors import java_errors

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PACKAGES = ("numba", "numpy", "pandas", "pyarrow")


def ask_executors(spark: SparkSession, bucket: str | None) -> list[dict[str, Any]]:
    """What each machine's Python says of itself, once per machine.

    Args:
        spark: Of the cluster.
        bucket: Which the workers try to look into; None: none.

    Returns:
        Per machine: `host`, `python`, `baselining`, the packages by their versions, and `s3`, which is empty if the
        bucket can be read, else says why not; None without a bucket.

    Raises:
        SetupError: If the executors' Python lacks this package.
        ComputeError: If the task fails otherwise.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    context = spark.sparkContext
    place, unlike = _place(spark, bucket)

    def look(_: Iterable[int]) -> Iterator[dict[str, Any]]:
        yield seen(place, bucket) | ({"s3": unlike} if unlike else {})

    tasks = max(2, 2 * context.defaultParallelism)
    try:
        answers = context.parallelize(range(tasks), tasks).mapPartitions(look).collect()
    except (PySparkException, Py4JError) as problem:
        raise _meaning(problem) from None
    return list({answer["host"]: answer for answer in answers}.values())


def seen(place: Place | None, bucket: str | None) -> dict[str, Any]:
    """What this process says of itself."""
    versions = {name: _version(name) for name in _PACKAGES}
    return {
        "host": platform.node(),
        "python": ".".join(map(str, sys.version_info[:2])),
        "baselining": __version__,
        **versions,
        "credentials": "variables" if os.environ.get("AWS_ACCESS_KEY_ID") else "its own",
        "s3": None if bucket is None or place is None else _reading(place, bucket),
    }


def _reading(place: Place, bucket: str) -> str:
    """Why the bucket cannot be looked into; empty if it can."""
    from pyarrow import fs

    try:
        found = place.filesystem().get_file_info(fs.FileSelector(bucket, recursive=False))
    except OSError as problem:
        return f"{type(problem).__name__}: it cannot be listed"
    return "" if found is not None else "no answer"


def _place(spark: SparkSession, bucket: str | None) -> tuple[Place | None, str]:
    """Where workers look for S3, as S3A is set up; or why they do not."""
    if bucket is None:
        return None, ""
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    try:
        return s3_place(bucket, lambda name: str(hadoop.get(name) or "")), ""
    except UnlikeSparkError as problem:
        return None, str(problem)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _meaning(problem: Exception) -> Exception:
    """A task that fails says so in a Java exception whose text holds Python's traceback."""
    texts = " ".join(error.message for error in java_errors(problem))
    if "No module named" in texts or "ModuleNotFoundError" in texts:
        return SetupError(
            "The executors' Python lacks this package, or one that it needs.",
            hint="Send them: --py-files and --archives (make bundle), or an image; see `baselining launch`.",
        )
    if "different version" in texts or "PYTHON_VERSION_MISMATCH" in texts:
        return SetupError(
            "The executors' Python is of another version than the driver's.",
            hint="Set PYSPARK_PYTHON and PYSPARK_DRIVER_PYTHON to Pythons of one version, such as an archive's.",
        )
    return ComputeError("A task on the executors failed, so they could not be asked.", hint="See their log.")
