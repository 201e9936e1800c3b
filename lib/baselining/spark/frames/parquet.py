"""Parquet as Spark's reader has it, and what Spark would not say: columns that it drops, and those that files lack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.accumulators import Accumulator, AccumulatorParam
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T  # noqa: N812 - the Spark community's name for it

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.delta_log import refuse_delta
from baselining.dataset.found import Found
from baselining.dataset.local import LocalFiles
from baselining.dataset.readers.same_columns import Lacking, merge_lacking, refuse_extra
from baselining.dataset.readers.unknown_types import refuse_unknown_types
from baselining.dataset.remote import RemoteFiles
from baselining.spark.frames.spelling import reader_options, reader_paths

_FILES_AT_A_TIME = 100


class _LackingParam(AccumulatorParam[Lacking]):
    """How Spark adds up what tasks tell."""

    def zero(self, _: Lacking) -> Lacking:
        return {}

    def addInPlace(self, value1: Lacking, value2: Lacking) -> Lacking:  # noqa: N802 - Spark's name
        return merge_lacking(value1, value2)


def open_parquet(
    spark: SparkSession, uri: str, location: LocalFiles | RemoteFiles, found: Found | UnlikeSparkError
) -> DataFrame:
    """Parquet files as Spark's reader has them; `found` is as `find_files` has them.

    Raises:
        DatasetError: If they belong to a Delta table, or have columns of types that Spark does not know.
    """
    reader = spark.read.options(**reader_options(location))
    if isinstance(location, LocalFiles):
        refuse_delta(uri, location.paths, os.path.isdir)
    try:
        frame = reader.parquet(*reader_paths(location))
    except (PySparkException, Py4JError):
        _explain(found)
        raise
    if isinstance(location, RemoteFiles):
        refuse_delta(uri, frame.inputFiles(), lambda folder: _has_folder(spark, folder))
    if any(isinstance(field.dataType, T.BinaryType) for field in frame.schema.fields):
        _explain(found)
    return frame


def _explain(found: Found | UnlikeSparkError) -> None:
    """Raise DatasetError if what Spark cannot read is a type that it does not know.

    Where only Spark can open the files, it has to be believed.
    """
    if isinstance(found, UnlikeSparkError):
        return
    with suppress(OSError, pa.ArrowException):
        filesystem = found.place.filesystem()
        for file in found.files:
            with filesystem.open_input_file(file.path) as source, pq.ParquetFile(source) as opened:
                refuse_unknown_types(file.path, opened.schema)


def _has_folder(spark: SparkSession, uri: str) -> bool:
    """Is there a folder, as far as we may look?

    Not looked into: those that name a value of a column, of which there can be thousands.
    """
    if "=" in uri.rsplit("/", 2)[-2]:
        return False
    jvm: Any = spark._jvm
    path = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI.create(uri))
    try:
        files = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
        return bool(files.exists(path))
    except Py4JJavaError:
        return False


def lacking_told(spark: SparkSession) -> Accumulator[Lacking]:
    """What tasks, and this process, tell about columns that files lack."""
    return spark.sparkContext.accumulator({}, _LackingParam())


def compare_columns(spark: SparkSession, frame: DataFrame, lacking: Accumulator[Lacking]) -> None:
    """Hold the columns of all files, which Spark's reader is about to read, against those of `frame`.

    Raises:
        DatasetError: If a file has a column that Spark would drop.
    """
    relation: Any = frame._jdf.queryExecution().analyzed().collectLeaves().head().relation()
    known, wanted = frozenset(frame.columns), list(relation.dataSchema().fieldNames())
    for path, names in _columns_by_file(spark, relation.location().allFiles()):
        refuse_extra(path, names, known)
        there = frozenset(names)
        lacked = {name: path for name in wanted if name not in there}
        if lacked:
            lacking.add(lacked)


def _columns_by_file(spark: SparkSession, files: Any) -> Iterator[tuple[str, list[str]]]:
    """The top-level columns of each file; Spark reads footers with several threads."""
    jvm: Any = spark._jvm
    package = jvm.org.apache.spark.sql.execution.datasources.parquet
    footers = getattr(getattr(package, "ParquetFileFormat$"), "MODULE$")  # a Scala object
    configuration = spark.sparkContext._jsc.hadoopConfiguration()
    schema, names = None, list[str]()
    for start in range(0, files.size(), _FILES_AT_A_TIME):
        some = footers.readParquetFootersInParallel(
            configuration, files.slice(start, start + _FILES_AT_A_TIME), False
        )
        for index in range(some.size()):
            footer = some.apply(index)
            found = footer.getParquetMetadata().getFileMetaData().getSchema()
            if schema is None or not found.equals(schema):
                schema, names = found, [str(field.getName()) for field in found.getFields()]
            yield str(footer.getFile().toString()).removeprefix("file:"), names
