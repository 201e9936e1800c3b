"""Columns of Parquet files as Spark's reader has them, told without Spark: where all files agree, and types are plain.

Spark takes the columns from one of the files (`ParquetUtils.inferSchema`): from what Spark wrote there of itself, else
from the Parquet types.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile
from baselining.dataset.found import Found
from baselining.dataset.readers.spark_types import spark_type_of

_MOST_FILES = 100
"""All of them are opened; Spark opens as many at once as it has cores."""

_OF_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
"""Where Spark's writer keeps the columns as Spark knows them (`ParquetReadSupport.SPARK_METADATA_KEY`)."""

_NAMES = {"byte": "tinyint", "short": "smallint", "integer": "int", "long": "bigint"}
"""Types as Spark's JSON has them, where that is not their `simpleString`."""


def columns_of_files(found: Found) -> tuple[FileColumn, ...]:
    """The columns that all files have, in order.

    Raises:
        UnlikeSparkError: If Spark has to tell: files differ or are many, or one cannot be read, or has nested columns,
            types that are not plain, or names that Spark takes for one.
    """
    if len(found.files) > _MOST_FILES:
        raise UnlikeSparkError("there are many files")
    try:
        columns, *others = set(_columns_of_each(found))
    except (pa.ArrowException, OSError):
        raise UnlikeSparkError("a file cannot be read") from None
    if others:
        raise UnlikeSparkError("files differ in their columns")
    if not columns or len({column.name.lower() for column in columns}) < len(columns):
        raise UnlikeSparkError("there are no columns, or two of one name")
    return columns


def _columns_of_each(found: Found) -> Iterable[tuple[FileColumn, ...]]:
    filesystem = found.place.filesystem()
    for file in found.files:
        with filesystem.open_input_file(file.path) as source, _opened(source) as opened:
            yield _columns_of(file, opened)


def _opened(source: pa.NativeFile) -> pq.ParquetFile:
    """As whoever reads it opens it (`parquet_files.py`): times of 12 bytes are Spark's, in microseconds."""
    return pq.ParquetFile(source, coerce_int96_timestamp_unit="us")


def _columns_of(file: DataFile, opened: pq.ParquetFile) -> tuple[FileColumn, ...]:
    schema = opened.schema_arrow
    if len(opened.schema) != len(schema):
        raise UnlikeSparkError(f"{file.path} has nested columns")
    columns = tuple(_column(opened.schema.column(place), field) for place, field in enumerate(schema))
    own = (opened.metadata.metadata or {}).get(_OF_SPARK)
    if own is not None and columns != _columns_of_spark(own):
        raise UnlikeSparkError(f"{file.path} has types that Spark wrote in another way")
    return columns


def _column(leaf: pq.ColumnSchema, field: pa.Field) -> FileColumn:
    spark_type = spark_type_of(field.type, is_int96=leaf.physical_type == "INT96")
    if spark_type is None or leaf.path != field.name:
        raise UnlikeSparkError(f"the column {field.name!r} is of a type that is not plain")
    return FileColumn(name=field.name, spark_type=spark_type)


def _columns_of_spark(own: bytes) -> tuple[FileColumn, ...] | None:
    """The columns that Spark wrote down; None if they are not plain, or nobody can read them."""
    try:
        fields: list[dict[str, Any]] = json.loads(own)["fields"]
        if any(field["metadata"] or not isinstance(field["type"], str) for field in fields):
            return None
        kinds = [(field["name"], field["type"]) for field in fields]
    except (ValueError, KeyError, TypeError):
        return None
    return tuple(FileColumn(name=name, spark_type=_NAMES.get(kind, kind)) for name, kind in kinds)
