"""Plain JSON Lines → column states, read by pyarrow with the types that Spark found; the rest is for Spark's reader.

What is plain `kernels/jsonl.py` says; pyarrow itself refuses names that Spark did not find, names that stand twice in a
line, and values of another type than the column's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.lines import BLOCK_BYTES, blocks_of, profile_lines
from baselining.dataset.readers.reading import FoldPieces
from baselining.kernels.jsonl import PLAIN, REASONS, scan_jsonl
from baselining.states.column import Column

TYPES = {"bigint": pa.int64(), "double": pa.float64(), "string": pa.string(), "boolean": pa.bool_()}
"""Spark's types of columns that are read here."""


def reading_jsonl(columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
    """A `Reading`."""
    return nullcontext(partial(profile_jsonl, columns, place))


def profile_jsonl(
    columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece]
) -> Iterator[tuple[int, Column]]:
    """As `profile_lines`; `columns` are all of the dataset's."""
    schema = pa.schema([(column.name, TYPES[column.spark_type]) for column in columns])
    return profile_lines(columns, place, pieces, partial(read_jsonl, schema=schema))


def read_jsonl(
    file: pa.NativeFile, piece: Piece, schema: pa.Schema, block_bytes: int = BLOCK_BYTES
) -> Iterator[pa.RecordBatch]:
    """The rows of a piece, so many bytes at a time; null where a name is missing, or its value `null`.

    Raises:
        UnlikeSparkError: If something is not plain.
    """
    parse = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    for block in blocks_of(file, piece, block_bytes):
        rows, found = scan_jsonl(np.frombuffer(block, np.uint8))
        if found != PLAIN:
            raise UnlikeSparkError(REASONS[found])
        if not rows:
            continue
        options = pj.ReadOptions(use_threads=False, block_size=len(block) + 1)
        try:
            table = pj.read_json(pa.BufferReader(block), options, parse)
            table.validate(full=True)  # of UTF-8
        except pa.ArrowInvalid:
            raise UnlikeSparkError("it has several values or types for a name, or is not UTF-8") from None
        if table.num_rows != rows or table.schema != schema:
            raise UnlikeSparkError("it has other rows for pyarrow")
        yield from table.to_batches()
