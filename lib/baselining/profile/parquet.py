"""Parquet files → column states, read by pyarrow: some columns after another, in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from baselining.errors import DatasetError
from baselining.profile.batches import Builder, builder_for
from baselining.profile.mixed import mixed_types
from baselining.profile.places import DataFile, Piece, Place, check_unchanged
from baselining.profile.spark_types import UnlikeSparkError, plain_cells, plain_type, spark_type_of
from baselining.states.column import Column

_BATCH_ROWS = 65_536
_BATCH_BYTES = 16 * 1024 * 1024
_GROUP_BYTES = 64 * 1024 * 1024
"""How much of a row group is read from S3 at a time, at least one column; local files are read column by column."""
_BUFFER_BYTES = 1024 * 1024
_DICTIONARY_BYTES = 64 * 1024
"""Texts are read as codes where a column's dictionary is no larger than that: they are few, and fit the caches."""
_OPEN_FILES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetColumn:
    """A column, and Spark's name for its type."""

    name: str
    spark_type: str


def profile_pieces(
    pieces: Sequence[Piece], columns: Sequence[ParquetColumn], place: Place
) -> Iterator[tuple[int, Column]]:
    """Fold the pieces, in order, some columns after another.

    Yields:
        For each column: how many rows there were, and its state. May yield nothing where there are no rows.

    Raises:
        DatasetError: If a file is damaged, changed meanwhile, or has a column of another type.
        UnlikeSparkError: If a file has something that only Spark's reader can read.
    """
    files = _Files(place, columns)
    try:
        if len(pieces) <= _OPEN_FILES and not files.have_rows(pieces):
            return
        for group in _groups(files, pieces, columns, place):
            builders = [builder_for(_builder_type(column)) for column in group]
            rows = 0
            for piece in pieces:
                with files.reading(piece) as opened:
                    rows += opened.rows
                    _fold(opened, group, builders)
            for builder in builders:
                yield rows, builder.column()
    finally:
        files.close()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A piece whose file is open: its row groups, their rows, and which of the columns it has."""

    file: pq.ParquetFile
    row_groups: list[int]
    rows: int
    present: frozenset[str]
    constants: Mapping[str, int | str | None]


class _Files:
    """Keeps a few files open, because opening one with thousands of columns takes long."""

    def __init__(self, place: Place, columns: Sequence[ParquetColumn]) -> None:
        self._filesystem = place.filesystem()
        self._place = place
        self._columns = columns
        self._opened: dict[Piece, _Opened] = {}

    @contextmanager
    def reading(self, piece: Piece) -> Iterator[_Opened]:
        """A piece while it is being read; what goes wrong meanwhile is said of its file by name."""
        listed = piece.file
        try:
            if piece not in self._opened:
                check_unchanged(self._filesystem, listed)
                self._keep(piece, self._open(piece))
            yield self._opened[piece]
            check_unchanged(self._filesystem, listed)
        except pa.ArrowNotImplementedError:
            raise UnlikeSparkError(f"{listed.path} is encoded as pyarrow cannot read") from None
        except (pa.ArrowInvalid, pa.ArrowKeyError, OSError, UnicodeDecodeError) as problem:
            if "AWS Error" in str(problem):
                raise UnlikeSparkError("pyarrow has no access to it") from None
            check_unchanged(self._filesystem, listed)
            raise DatasetError(
                f"Cannot read {listed.path}: it is damaged, or not a Parquet file.",
                hint="Write it again, or check --format.",
            ) from None

    def have_rows(self, pieces: Sequence[Piece]) -> bool:
        """Is there a row in any of them? A cut through a large row group leaves pieces without."""
        rows = 0
        for piece in pieces:
            with self.reading(piece) as opened:
                rows += opened.rows
        return rows > 0

    def close(self) -> None:
        """Close what is open."""
        for opened in self._opened.values():
            opened.file.close()
        self._opened.clear()

    def _keep(self, piece: Piece, opened: _Opened) -> None:
        if len(self._opened) == _OPEN_FILES:
            self._opened.pop(next(iter(self._opened))).file.close()
        self._opened[piece] = opened

    def _open(self, piece: Piece) -> _Opened:
        source = self._filesystem.open_input_file(piece.file.path)
        metadata = pq.read_metadata(source)
        file = pq.ParquetFile(
            source,
            metadata=metadata,
            read_dictionary=_coded(metadata, self._columns),
            coerce_int96_timestamp_unit="us",
            pre_buffer=self._place.is_s3,
            buffer_size=0 if self._place.is_s3 else _BUFFER_BYTES,
        )
        groups = [i for i in range(metadata.num_row_groups) if _is_within(metadata.row_group(i), piece)]
        return _Opened(
            file=file,
            row_groups=groups,
            rows=sum(metadata.row_group(i).num_rows for i in groups),
            present=_check_types(file, piece.file, self._columns),
            constants=dict(piece.file.constants),
        )


def _builder_type(column: ParquetColumn) -> pa.DataType:
    kind = plain_type(column.spark_type)
    if kind is None:
        raise UnlikeSparkError(f"the column {column.name!r} is of type {column.spark_type}")
    return kind


def _groups(
    files: _Files, pieces: Sequence[Piece], columns: Sequence[ParquetColumn], place: Place
) -> Iterator[Sequence[ParquetColumn]]:
    """Columns that are read together: from S3 as many as memory allows, to ask it less often.

    Of many files, too: opening each once for many columns is cheaper than for each column.
    """
    size = 1
    if place.is_s3 or len(pieces) > _OPEN_FILES:
        largest = max(pieces, key=lambda piece: piece.end - piece.start)
        with files.reading(largest) as opened:
            chunks = max(opened.file.metadata.num_row_groups * opened.file.metadata.num_columns, 1)
        size = max(_GROUP_BYTES * chunks // largest.file.size, 1)
    for start in range(0, len(columns), size):
        yield columns[start : start + size]


def _fold(opened: _Opened, group: Sequence[ParquetColumn], builders: Sequence[Builder]) -> None:
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


def _add_constant(builder: Builder, value: int | str | None, kind: pa.DataType, rows: int) -> None:
    cells = pa.repeat(pa.scalar(value, kind), min(rows, _BATCH_ROWS))
    for start in range(0, rows, _BATCH_ROWS):
        builder.add(cells[: rows - start])


def _batches(opened: _Opened, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if not names:
        return
    for index in opened.row_groups:  # one by one: pre-buffering would hold all of them
        group = opened.file.metadata.row_group(index)
        bytes_per_row = group.total_byte_size * len(names) / group.num_columns / max(group.num_rows, 1)
        rows = int(min(max(_BATCH_BYTES / max(bytes_per_row, 1), 256), _BATCH_ROWS))
        yield from opened.file.iter_batches(rows, row_groups=[index], columns=names, use_threads=False)


def _is_within(group: pq.RowGroupMetaData, piece: Piece) -> bool:
    """Does the middle of a row group lie in the piece? So parquet-mr shares row groups among splits."""
    if piece.start == 0 and piece.end == piece.file.size:
        return True
    size = sum(group.column(i).total_compressed_size for i in range(group.num_columns))
    return bool(piece.start <= _start(group.column(0)) + size // 2 < piece.end)


def _start(chunk: pq.ColumnChunkMetaData) -> int:
    places = [chunk.data_page_offset, chunk.dictionary_page_offset if chunk.has_dictionary_page else None]
    return int(min(place for place in places if place))


def _coded(metadata: pq.FileMetaData, columns: Sequence[ParquetColumn]) -> list[str]:
    """Text columns whose first dictionary is small."""
    texts = {column.name for column in columns if column.spark_type == "string"}
    if not texts or not metadata.num_row_groups:
        return []
    group = metadata.row_group(0)
    chunks = (group.column(i) for i in range(group.num_columns) if metadata.schema.column(i).path in texts)
    return [
        chunk.path_in_schema
        for chunk in chunks
        if chunk.has_dictionary_page and 0 <= chunk.data_page_offset - _start(chunk) <= _DICTIONARY_BYTES
    ]


def _check_types(file: pq.ParquetFile, listed: DataFile, columns: Sequence[ParquetColumn]) -> frozenset[str]:
    """Which of the columns the file has; their types must be the dataset's."""
    schema = file.schema_arrow
    places = {name: place for place, name in enumerate(schema.names)}
    if len(places) < len(schema.names) or len(file.schema) != len(schema):
        raise UnlikeSparkError(f"{listed.path} has nested columns, or two of one name")
    present = set()
    constants = dict(listed.constants)
    for column in columns:
        if (place := places.get(column.name)) is None or column.name in constants:
            continue
        present.add(column.name)
        kind = schema.field(place).type
        if pa.types.is_null(kind):  # a writer that saw no value knows no type
            continue
        leaf = file.schema.column(place)
        if leaf.path != column.name:
            raise UnlikeSparkError(f"{listed.path} has nested columns")
        found = spark_type_of(kind, is_int96=leaf.physical_type == "INT96")
        if found is None:
            raise UnlikeSparkError(f"pyarrow reads the column {column.name!r} as {kind}")
        if found != column.spark_type:
            raise mixed_types(column.name, column.spark_type, found, listed.path)
    return frozenset(present)
