"""Which files of lines the workers read themselves, without Spark's reader, and why others not.

Plain ones (`readers/csv.py`, `readers/jsonl.py`): local or in S3, not compressed, not partitioned into folders.
Whether they are plain to their ends is found out while they are read. A CSV file is one piece, as for the container,
unless it may be cut; JSON Lines are always cut, as Spark does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Place, list_files
from baselining.dataset.readers.csv import layout_of
from baselining.dataset.readers.jsonl import TYPES
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.spark.split_size import splits_of
from baselining.spark.workers.direct import Direct, local_paths, local_root
from baselining.spark.workers.s3 import list_s3, refuse_partitions
from baselining.world.s3uri import is_s3


def plan_csv(spark: SparkSession, spec: DatasetSpec, paths: Sequence[str]) -> Direct | str:
    """How to read CSV files directly, or why not.

    Args:
        paths: What Spark's reader is given: local files (absolute, as `file://` URIs), or the dataset's URI.

    Raises:
        DatasetError: If a file changes meanwhile, or cannot be read.
    """
    try:
        place, files = _find(spark, spec.uri, paths)
        _refuse_compressed(spark, files)
        largest = max(files, key=lambda file: file.size)  # Spark hands over its first row first
        layout = layout_of(place, largest, header=spec.header)
        columns = tuple(FileColumn(name=name, spark_type="string") for name in layout.names)
        splits = splits_of(spark, files, len(columns), cut=spec.split_large_files)
        return Direct(splits=splits, columns=columns, place=place, kind=spec.format, csv=layout)
    except UnlikeSparkError as problem:
        return f"Spark reads it: {problem}"


def plan_jsonl(spark: SparkSession, frame: DataFrame, uri: str, paths: Sequence[str]) -> Direct | str:
    """How to read JSON Lines directly, or why not; `frame` is as Spark's reader has it, with the types it found."""
    try:
        kinds = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
        for name, kind in kinds.items():
            if kind not in TYPES:
                raise UnlikeSparkError(f"the column {name!r} is of type {kind}")
        place, files = _find(spark, uri, paths)
        _refuse_compressed(spark, files)
        columns = tuple(FileColumn(name=name, spark_type=kind) for name, kind in kinds.items())
        splits = splits_of(spark, files, len(columns))
        return Direct(splits=splits, columns=columns, place=place, kind=DatasetFormat.JSONL)
    except UnlikeSparkError as problem:
        return f"Spark reads it: {problem}"


def _find(spark: SparkSession, uri: str, paths: Sequence[str]) -> tuple[Place, list[DataFile]]:
    """The files with bytes in them, in the order in which Spark lists them."""
    if is_s3(uri):
        return list_s3(spark, uri)
    if not paths[0].startswith("file:"):
        raise UnlikeSparkError("not on this machine and not in S3")
    local = local_paths(paths)
    if any(re.search(r"[*?\[\]{}]", os.path.basename(path)) for path in local):
        raise UnlikeSparkError("a file's name looks like a pattern")
    refuse_partitions(os.path.relpath(path, local_root(uri)) for path in local)
    place = Place()
    files = [file for file in list_files(place.filesystem(), local, may_be_empty=True) if file.size]
    if not files:
        raise UnlikeSparkError("there are no files with bytes in them")
    return place, files


def _refuse_compressed(spark: SparkSession, files: Sequence[DataFile]) -> None:
    """Raise UnlikeSparkError if Hadoop would decompress a file, which it tells by the end of its name."""
    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    hadoop = jvm.org.apache.hadoop
    codecs = hadoop.io.compress.CompressionCodecFactory(spark.sparkContext._jsc.hadoopConfiguration())
    for suffix in sorted({os.path.splitext(file.path)[1] for file in files}):
        if codecs.getCodec(hadoop.fs.Path("/file" + suffix)) is not None:
            raise UnlikeSparkError("compressed")
