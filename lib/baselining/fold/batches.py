"""One split: record batches in row order → one state per column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias, TypeVar

import pyarrow as pa

from baselining.fold.text import TextBuilder
from baselining.fold.typed import TypedBuilder
from baselining.states.column import Column
from baselining.states.kind import State

_TEXT = (pa.string(), pa.large_string())
_NUMBERS = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64())
"""Spark has no unsigned integers and no half floats; their hashes would not be Spark's."""


Builder: TypeAlias = TextBuilder | TypedBuilder
Folded = TypeVar("Folded", covariant=True)


class ArrayBuilder(Protocol[Folded]):
    """Folds a column that comes as arrays."""

    def add(self, cells: pa.Array) -> None:
        """Add cells."""

    def column(self) -> Folded:
        """The state so far."""


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
    return fold_batches([builder_for(field.type) for field in schema], batches)


def fold_batches(
    builders: Sequence[ArrayBuilder[State]], batches: Iterable[pa.RecordBatch]
) -> tuple[int, list[State]]:
    """Fold `batches` by a builder for each column; returns as `profile_batches`."""
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for builder, cells in zip(builders, batch.columns, strict=True):
            builder.add(cells)
    return rows, [builder.column() for builder in builders]
