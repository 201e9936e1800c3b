"""Parquet files → column states, read by pyarrow: some columns after another, in batches of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pyarrow as pa

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.parquet_files import OPEN_FILES, Opened, OpenFiles
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces, RowsOfPieces
from baselining.dataset.readers.same_columns import LackingSink
from baselining.dataset.readers.spark_types import plain_cells, plain_type
from baselining.fold.batches import ArrayBuilder, builder_for
from baselining.fold.held_out import HeldOutArrays, HoldOut
from baselining.states.held_out import HeldOut
from baselining.states.kind import State

_BATCH_ROWS = 65_536
_BATCH_BYTES = 16 * 1024 * 1024
_LOCAL_BYTES = 256 * 1024
_GROUP_BYTES = 64 * 1024 * 1024
"""How much of a row group is read at a time, at least one column: from this machine, and from S3 or many files."""


@contextmanager
def reading_parquet(
    columns: Sequence[FileColumn],
    place: Place,
    names: frozenset[str] | None = None,
    lacking: LackingSink | None = None,
) -> Iterator[FoldPieces]:
    """A `Reading`: some columns after another, of files that stay open from split to split.

    Args:
        names: All columns that files may have, not only those to read; None if others are none of the dataset's.
        lacking: Told which of the columns to read a file lacks.
    """
    files = OpenFiles(place, columns, names, lacking)
    try:
        yield partial(_profile, files, columns, place.is_s3, builder_for)
    finally:
        files.close()


@contextmanager
def reading_parquet_held_out(
    columns: Sequence[FileColumn],
    place: Place,
    share: float,
    names: frozenset[str] | None = None,
    lacking: LackingSink | None = None,
) -> Iterator[FoldHeldOut]:
    """As `reading_parquet`, with a share of the rows held out."""
    files = OpenFiles(place, columns, names, lacking)
    try:
        yield partial(_profile_held_out, files, columns, place.is_s3, share)
    finally:
        files.close()


def _profile_held_out(
    files: OpenFiles, columns: Sequence[FileColumn], far: bool, share: float, pieces: Sequence[Piece]
) -> Iterator[tuple[int, HeldOut]]:
    hold_out = HoldOut(share)
    return _profile(files, columns, far, lambda kind: HeldOutArrays(kind, hold_out), pieces)


@contextmanager
def reading_parquet_rows(
    columns: Sequence[FileColumn],
    place: Place,
    names: frozenset[str] | None = None,
    lacking: LackingSink | None = None,
) -> Iterator[RowsOfPieces]:
    """The rows of some columns together; arguments as of `reading_parquet`."""
    files = OpenFiles(place, columns, names, lacking)
    try:
        yield partial(_rows, files, columns)
    finally:
        files.close()


def _rows(
    files: OpenFiles, columns: Sequence[FileColumn], pieces: Sequence[Piece]
) -> Iterator[pa.RecordBatch]:
    for piece in pieces:
        with files.reading(piece) as opened:
            there = [column.name for column in columns if column.name in opened.present]
            read = 0
            for batch in _batches(opened, there) if there else _without_columns(opened.rows):
                read += batch.num_rows
                arrays = [_cells_of(opened, batch, column) for column in columns]
                yield pa.RecordBatch.from_arrays(arrays, [column.name for column in columns])
            if read != opened.rows:
                raise pa.ArrowInvalid("other than the footer says")


def _without_columns(rows: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, rows, _BATCH_ROWS):
        yield pa.RecordBatch.from_arrays([pa.nulls(min(_BATCH_ROWS, rows - start))], ["nothing"])


def _cells_of(opened: Opened, batch: pa.RecordBatch, column: FileColumn) -> pa.Array:
    if column.name in opened.constants:
        return pa.repeat(pa.scalar(opened.constants[column.name], _builder_type(column)), batch.num_rows)
    if column.name not in opened.present:
        return pa.nulls(batch.num_rows, _builder_type(column))
    return plain_cells(batch.column(batch.schema.get_field_index(column.name)), column.spark_type)


def _profile(
    files: OpenFiles,
    columns: Sequence[FileColumn],
    far: bool,
    builder_with: Callable[[pa.DataType], ArrayBuilder[State]],
    pieces: Sequence[Piece],
) -> Iterator[tuple[int, State]]:
    if len(pieces) <= OPEN_FILES and not files.have_rows(pieces):
        return
    for group in _groups(files, columns, far, pieces):
        builders = [builder_with(_builder_type(column)) for column in group]
        rows = 0
        for piece in pieces:
            with files.reading(piece) as opened:
                rows += opened.rows
                _fold(opened, group, builders)
        for builder in builders:
            yield rows, builder.column()


def _groups(
    files: OpenFiles, columns: Sequence[FileColumn], far: bool, pieces: Sequence[Piece]
) -> Iterator[Sequence[FileColumn]]:
    """Columns that are read together: those of small chunks, each of which takes its time to open.

    From far away as many as memory allows, to ask less often; of many files, too, to open them less often.
    """
    largest = max(pieces, key=lambda piece: piece.end - piece.start)
    with files.reading(largest) as opened:
        chunks = max(opened.file.metadata.num_row_groups * opened.file.metadata.num_columns, 1)
    together = _GROUP_BYTES if far or len(pieces) > OPEN_FILES else _LOCAL_BYTES
    size = max(together * chunks // largest.file.size, 1)
    for start in range(0, len(columns), size):
        yield columns[start : start + size]


def _builder_type(column: FileColumn) -> pa.DataType:
    kind = plain_type(column.spark_type)
    if kind is None:
        raise UnlikeSparkError(f"the column {column.name!r} is of type {column.spark_type}")
    return kind


def _fold(opened: Opened, group: Sequence[FileColumn], builders: Sequence[ArrayBuilder[object]]) -> None:
    there = []
    for column, builder in zip(group, builders, strict=True):
        if column.name in opened.constants:
            _add_constant(builder, opened.constants[column.name], _builder_type(column), opened.rows)
        elif column.name in opened.present:
            there.append((column, builder))
        else:  # as Spark reads files that lack a column
            builder.add(pa.nulls(opened.rows, _builder_type(column)))
    read = 0
    for batch in _batches(opened, [column.name for column, _ in there]):
        read += batch.num_rows
        for column, builder in there:
            cells = batch.column(batch.schema.get_field_index(column.name))
            builder.add(plain_cells(cells, column.spark_type))
    if there and read != opened.rows:
        raise pa.ArrowInvalid("other than the footer says")


def _add_constant(
    builder: ArrayBuilder[object], value: int | str | None, kind: pa.DataType, rows: int
) -> None:
    cells = pa.repeat(pa.scalar(value, kind), min(rows, _BATCH_ROWS))
    for start in range(0, rows, _BATCH_ROWS):
        builder.add(cells[: rows - start])


def _batches(opened: Opened, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if not names:
        return
    metadata = opened.file.metadata
    # Where they are read ahead, one by one: else all of them would be held in memory.
    runs = [[index] for index in opened.row_groups] if opened.ahead else [opened.row_groups]
    for run in filter(None, runs):
        bytes_per_row = max(
            group.total_byte_size * len(names) / group.num_columns / max(group.num_rows, 1)
            for group in map(metadata.row_group, run)
        )
        rows = int(min(max(_BATCH_BYTES / max(bytes_per_row, 1), 256), _BATCH_ROWS))
        yield from opened.file.iter_batches(rows, row_groups=run, columns=names, use_threads=False)
