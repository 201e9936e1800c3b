"""Plain JSON Lines → column states, taken apart by a kernel that knows the types; the rest is for Spark's reader.

What is plain `kernels/jsonl.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from baselining.dataset.columns import FileColumn, OtherColumnsError, UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.json_types import ALLOWED_KINDS, check_text
from baselining.dataset.readers.lines import BLOCK_BYTES, blocks_of, open_listed, profile_lines
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces
from baselining.dataset.readers.spark_types import plain_cells
from baselining.fold.batches import builder_for
from baselining.fold.held_out import HeldOutArrays, HoldOut
from baselining.kernels.json_tokens import PLAIN
from baselining.kernels.jsonl import (
    ALLOWED,
    FIELDS,
    MISSING,
    REASONS,
    SEEN,
    UNCERTAIN,
    copy_texts,
    end_texts,
    scan_jsonl,
)
from baselining.kernels.names import table_of
from baselining.states.column import Column
from baselining.states.held_out import HeldOut

TYPES = {"bigint": pa.int64(), "double": pa.float64(), "string": pa.string(), "boolean": pa.bool_()}
"""Spark's types of columns that are read here."""

_CELLS = 128 * 1024
"""So many at a time stay in the processor's cache from the bytes to the states."""
_ROWS, _MOST_CELLS = 1024, 2 * 1024 * 1024
"""Of wide tables so many rows at a time, or cells: each column costs some microseconds each time."""
_NUMBER = re.compile(rb"[-+.0-9eE]+")
_LONGEST_NUMBER = 64

Values = npt.NDArray[np.int64]
States = npt.NDArray[np.uint8]


def reading_jsonl(
    all_columns: Sequence[FileColumn], columns: Sequence[FileColumn], place: Place
) -> AbstractContextManager[FoldPieces]:
    """With all columns of the dataset, a `Reading` of some."""
    return nullcontext(partial(_profile, all_columns, columns, place))


def _profile(
    all_columns: Sequence[FileColumn], columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece]
) -> Iterator[tuple[int, Column]]:
    read = partial(read_jsonl, columns=all_columns, wanted=columns)
    return profile_lines(columns, place, pieces, read, builder_for)


def reading_jsonl_held_out(
    all_columns: Sequence[FileColumn], columns: Sequence[FileColumn], place: Place, share: float
) -> AbstractContextManager[FoldHeldOut]:
    """As `reading_jsonl`, with a share of the rows held out."""
    return nullcontext(partial(_profile_held_out, all_columns, columns, place, share))


def _profile_held_out(
    all_columns: Sequence[FileColumn],
    columns: Sequence[FileColumn],
    place: Place,
    share: float,
    pieces: Sequence[Piece],
) -> Iterator[tuple[int, HeldOut]]:
    read, hold_out = partial(read_jsonl, columns=all_columns, wanted=columns), HoldOut(share)
    return profile_lines(columns, place, pieces, read, lambda kind: HeldOutArrays(kind, hold_out))


def rows_of_jsonl(
    columns: Sequence[FileColumn], names: Sequence[str], place: Place, pieces: Sequence[Piece]
) -> Iterator[pa.RecordBatch]:
    """With all columns of the dataset, names and place, `RowsOfPieces`."""
    filesystem = place.filesystem()
    of_name = {column.name: column for column in columns}
    wanted = [of_name[name] for name in names]
    for piece in pieces:
        with open_listed(filesystem, piece.file) as file:
            for batch in read_jsonl(file, piece, columns, wanted):
                arrays = [
                    plain_cells(each, column.spark_type)
                    for each, column in zip(batch.columns, wanted, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, list(names))


def read_jsonl(
    file: pa.NativeFile,
    piece: Piece,
    columns: Sequence[FileColumn],
    wanted: Sequence[FileColumn] | None = None,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[pa.RecordBatch]:
    """The rows of a piece, some at a time; null where a name is missing, or its value `null`.

    A batch is overwritten when the next one is asked for.

    Args:
        columns: All of the file.
        wanted: Those of batches; all if None.

    Raises:
        OtherColumnsError: If there are other names, or values of other types.
        UnlikeSparkError: If something is not plain.
    """
    lines = PlainLines(columns, wanted)
    for block in blocks_of(file, piece, block_bytes):
        check_text(block)
        yield from lines.batches(np.frombuffer(block, np.uint8))


class PlainLines:
    """Takes blocks of plain JSON Lines apart, whose columns are known; batches have those that are wanted."""

    def __init__(self, columns: Sequence[FileColumn], wanted: Sequence[FileColumn] | None = None) -> None:
        self._names = table_of([column.name.encode() for column in columns], len(columns), FIELDS)
        self._names[1][1:, ALLOWED] = [ALLOWED_KINDS[column.spark_type] for column in columns]
        place = {column.name: number for number, column in enumerate(columns)}
        taken = columns if wanted is None else wanted
        self._taken = [place[column.name] for column in taken]
        self._schema = pa.schema([(column.name, TYPES[column.spark_type]) for column in taken])
        room = max(_CELLS // len(columns), min(_ROWS, _MOST_CELLS // len(columns)), 1)
        self._values = np.empty((len(columns), room), np.int64)
        self._states = np.empty((len(columns), room), np.uint8)

    def batches(self, data: npt.NDArray[np.uint8]) -> Iterator[pa.RecordBatch]:
        """The rows of a block of whole lines, which are text, some at a time.

        A batch is overwritten when the next one is asked for.

        Raises:
            OtherColumnsError: If there are other names, or values of other types.
            UnlikeSparkError: If something is not plain.
        """
        self._names[1][:, SEEN] = 0
        at = 0
        while at < data.size:
            self._states.fill(MISSING)
            at, rows, found = scan_jsonl(data, at, *self._names, self._values, self._states)
            if found in REASONS:
                raise UnlikeSparkError(REASONS[found])
            if found != PLAIN:
                raise OtherColumnsError("other names or types than its beginning has")
            if rows:
                yield self._batch(data, self._values[:, :rows], self._states[:, :rows])

    def _batch(self, data: npt.NDArray[np.uint8], values: Values, states: States) -> pa.RecordBatch:
        if states.max() == UNCERTAIN:
            _read_uncertain(data, values, states)
        are_there = states.min(axis=1) != MISSING
        arrays = [
            _array(field.type, data, values[i], states[i], all_there=bool(are_there[i]))
            for i, field in zip(self._taken, self._schema, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)


def _array(
    kind: pa.DataType, data: npt.NDArray[np.uint8], values: Values, states: States, *, all_there: bool
) -> pa.Array:
    rows = values.size
    there = None if all_there else _bits(states)
    if kind == pa.string():
        ends = np.empty(rows + 1, np.int32)
        text = np.empty(end_texts(values, states, ends), np.uint8)
        copy_texts(data, values, ends, text)
        return pa.Array.from_buffers(kind, rows, [there, pa.py_buffer(ends), pa.py_buffer(text)])
    return pa.Array.from_buffers(
        kind, rows, [there, _bits(values.astype(np.uint8)) if kind == pa.bool_() else pa.py_buffer(values)]
    )


def _bits(marks: npt.NDArray[np.uint8]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(marks, bitorder="little"))


def _read_uncertain(data: npt.NDArray[np.uint8], values: Values, states: States) -> None:
    """Read what the kernel could not round for sure, which is one number of 20 digits and more in a thousand."""
    for column, row in np.argwhere(states == UNCERTAIN).tolist():
        start = int(values[column, row])
        found = _NUMBER.match(data[start : start + _LONGEST_NUMBER].tobytes())
        assert found is not None  # noqa: S101 - the kernel found one
        values.view(np.float64)[column, row] = float(found[0])
