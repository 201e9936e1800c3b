"""Parts: what a split adds to each state of a dataset, as rows that can be carried between tasks and kept in files.

A part is known by its split (`part_of`, `file`, `start`) and by its position, such as a column's number. Parts merge
position by position, in order of their splits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa

ROWS, SHORT_ROWS, LONG_ROWS = -1, -2, -3
"""Positions of parts that carry a number of rows in `items`, and no state: all, and those shorter or longer than the
header."""

PROBLEM = -4
"""The position of a part that carries what went wrong (problems.py); it sorts before everything else."""


class Part(NamedTuple):
    """A row.

    Attributes:
        part_of: The number of the set that the split is of, where several sets of states are merged.
        file, start: Place of the split in the order of merging.
        position: Of the state; negative ones are named above.
        items: How many rows; 0 beside a state.
        state: Encoded; empty where the split has no rows.
    """

    part_of: int
    file: str
    start: int
    position: int
    items: int
    state: bytes


COLUMNS = "part_of int, file string, start long, position int, items long, state binary"
"""The type of a frame of parts."""

ORDER = ("position", "part_of", "file", "start")
"""That of merging."""

_ARROW = pa.schema(
    [
        ("part_of", pa.int32()),
        ("file", pa.string()),
        ("start", pa.int64()),
        ("position", pa.int32()),
        ("items", pa.int64()),
        ("state", pa.binary()),
    ]
)
PER_BATCH = 64
"""A state takes tens of kilobytes: few are handed over at a time."""


def in_order(part: Part) -> tuple[int, int, str, int]:
    """A key that sorts parts into the order of merging."""
    return part.position, part.part_of, part.file, part.start


def to_batches(parts: Iterable[Part]) -> Iterator[pa.RecordBatch]:
    """Parts as Arrow hands them to Spark."""
    remaining = iter(parts)
    while some := list(islice(remaining, PER_BATCH)):
        yield pa.RecordBatch.from_arrays(
            [pa.array(values, field.type) for values, field in zip(_columns(some), _ARROW, strict=True)],
            schema=_ARROW,
        )


def from_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[Part]:
    """Parts out of a frame, whatever else it has."""
    names = _ARROW.names
    for batch in batches:
        yield from map(
            Part, *(batch.column(batch.schema.get_field_index(name)).to_pylist() for name in names)
        )


def _columns(parts: Sequence[Part]) -> Iterator[list[Any]]:
    return (list(values) for values in zip(*parts, strict=True))
