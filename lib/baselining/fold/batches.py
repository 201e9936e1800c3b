"""One split: record batches in row order → one state per column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import pyarrow as pa

from baselining.fold.text import TextBuilder
from baselining.fold.typed import TypedBuilder
from baselining.states.column import Column

_TEXT = (pa.string(), pa.large_string())
_NUMBERS = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64())
"""Spark has no unsigned integers and no half floats; their hashes would not be Spark's."""


Builder: TypeAlias = TextBuilder | TypedBuilder


def builder_for(arrow_type: pa.DataType) -> Builder:
    """What folds a column of this type.

    Raises:
        TypeError: If it is neither text nor a number; readers turn booleans, dates and times into their text.
    """
    if arrow_type in _TEXT:
        return TextBuilder()
    if arrow_type in _NUMBERS or pa.types.is_decimal128(arrow_type):
        return TypedBuilder(arrow_type)
    raise TypeError(f"no profile for columns of type {arrow_type}")


def profile_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> tuple[int, list[Column]]:
    """Fold `batches`, all of `schema`.

    Returns:
        How many rows there were, and the states in column order.
    """
    builders = [builder_for(field.type) for field in schema]
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for builder, cells in zip(builders, batch.columns, strict=True):
            builder.add(cells)
    return rows, [builder.column() for builder in builders]
