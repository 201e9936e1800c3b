"""Compressed files of lines, and which of them this Spark can read."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.compression import SUFFIXES
from baselining.dataset.local import LocalFiles
from baselining.dataset.remote import RemoteFiles
from baselining.errors import DatasetError
from baselining.spark.frames.spelling import AS_THEY_ARE

_HINT = "Decompress it, or compress it with gzip or bzip2."


def decoded(
    spark: SparkSession, location: LocalFiles | RemoteFiles, read: Callable[[], DataFrame]
) -> DataFrame:
    """What `read` makes of files that Spark can decompress.

    Raises:
        DatasetError: If it cannot decompress one, or would take it for empty.
    """
    if isinstance(location, LocalFiles):
        refuse_undecodable(spark, location.paths)
        return read()
    try:
        frame = read()
    except (PySparkException, Py4JError):
        refuse_undecodable(spark, spark.read.options(**AS_THEY_ARE).text(list(location.uris)).inputFiles())
        raise
    refuse_undecodable(spark, frame.inputFiles())
    return frame


def refuse_undecodable(spark: SparkSession, names: Sequence[str]) -> None:
    """Raise DatasetError if one of the files, by its name, is compressed in a way that Spark cannot undo."""
    first = {os.path.splitext(name)[1]: name for name in reversed(names)}
    if ".lz4" in first:
        raise DatasetError(
            f"{first['.lz4']} is compressed with LZ4: Spark reads only Hadoop's own kind of it, and takes files of "
            "other programs for empty.",
            hint=_HINT,
        )
    for suffix in sorted(SUFFIXES & set(first)):
        if not _has_decompressor(spark, suffix):
            raise DatasetError(
                f"{first[suffix]} is compressed in a way that this Spark cannot undo: Hadoop's native library is not "
                "on this machine.",
                hint=_HINT,
            )


def _has_decompressor(spark: SparkSession, suffix: str) -> bool:
    jvm: Any = spark._jvm
    hadoop = jvm.org.apache.hadoop
    codecs = hadoop.io.compress.CompressionCodecFactory(spark.sparkContext._jsc.hadoopConfiguration())
    codec = codecs.getCodec(hadoop.fs.Path(f"/file{suffix}"))
    if codec is None:
        return True  # for this Hadoop it is not compressed
    try:
        codec.getDecompressorType()
    except Py4JJavaError:
        return False
    return True
