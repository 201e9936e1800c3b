"""Parquet files, opened and found to be as Spark's reader would have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet as pq

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, check_unchanged
from baselining.dataset.readers.mixed import mixed_types
from baselining.dataset.readers.same_columns import LackingSink, refuse_extra
from baselining.dataset.readers.spark_types import spark_type_of
from baselining.errors import DatasetError

OPEN_FILES = 8
"""How many are kept open."""

_BUFFER_BYTES = 1024 * 1024
_DICTIONARY_BYTES = 64 * 1024
"""Texts are read as codes where a column's dictionary is no larger than that: they are few, and fit the caches."""


@dataclass(frozen=True, slots=True)
class Footer:
    """What the end of a file says of it.

    Attributes:
        middles, rows: Per row group, the byte in its middle, and its rows.
    """

    metadata: pq.FileMetaData
    middles: tuple[int, ...]
    rows: tuple[int, ...]

    def row_groups(self, piece: Piece) -> list[int]:
        """Those whose middle lies in the piece: so parquet-mr shares row groups among splits."""
        if piece.start == 0 and piece.end == piece.file.size:
            return list(range(len(self.middles)))
        return [i for i, middle in enumerate(self.middles) if piece.start <= middle < piece.end]


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece whose file is open: its row groups, their rows, and which of the columns it has.

    Attributes:
        ahead: Are row groups read ahead of being asked for?
    """

    file: pq.ParquetFile
    ahead: bool
    row_groups: list[int]
    rows: int
    present: frozenset[str]
    constants: Mapping[str, int | str | None]


class OpenFiles:
    """Keeps a few files open, because opening one with thousands of columns takes long.

    Args:
        columns: Those to read.
        names: All that files may have; None if others are none of the dataset's.
        lacking: Told which of `columns` a file lacks.
    """

    def __init__(
        self,
        place: Place,
        columns: Sequence[FileColumn],
        names: frozenset[str] | None = None,
        lacking: LackingSink | None = None,
    ) -> None:
        self._names = names
        self._lacking = lacking
        self._filesystem = place.filesystem()
        self._place = place
        self._columns = columns
        self._opened: dict[DataFile, tuple[Footer, pq.ParquetFile, frozenset[str]]] = {}

    @contextmanager
    def reading(self, piece: Piece) -> Iterator[Opened]:
        """A piece while it is being read; what goes wrong meanwhile is said of its file by name.

        Raises:
            DatasetError: If the file is damaged, changed meanwhile, or has a column of another type.
            UnlikeSparkError: If the file has something that only Spark's reader can read.
        """
        listed = piece.file
        try:
            if listed not in self._opened:
                check_unchanged(self._filesystem, listed)
                self._keep(listed)
            footer, file, present = self._opened[listed]
            groups = footer.row_groups(piece)
            rows = sum(footer.rows[i] for i in groups)
            yield Opened(file, self._place.is_s3, groups, rows, present, dict(listed.constants))
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
        for _, file, _ in self._opened.values():
            file.close()
        self._opened.clear()

    def _keep(self, listed: DataFile) -> None:
        if len(self._opened) == OPEN_FILES:
            self._opened.pop(next(iter(self._opened)))[1].close()
        footer = _footer(self._place, listed)
        file = pq.ParquetFile(
            self._filesystem.open_input_file(listed.path),
            metadata=footer.metadata,
            read_dictionary=_coded(footer.metadata, self._columns),
            coerce_int96_timestamp_unit="us",
            pre_buffer=self._place.is_s3,
            buffer_size=0 if self._place.is_s3 else _BUFFER_BYTES,
        )
        schema = file.schema_arrow
        self._compare(schema.names, listed)
        self._opened[listed] = footer, file, _check_types(file, schema, listed, self._columns)

    def _compare(self, names: Sequence[str], listed: DataFile) -> None:
        """Refuse columns beyond the dataset's; tell of those that the file lacks."""
        if self._names is not None:
            refuse_extra(listed.path, names, self._names)
        if self._lacking is not None:
            there = {*names, *(name for name, _ in listed.constants)}
            lacked = {column.name: listed.path for column in self._columns if column.name not in there}
            if lacked:
                self._lacking.add(lacked)


@lru_cache(maxsize=2)
def _footer(place: Place, listed: DataFile) -> Footer:
    """Kept from task to task: of thousands of columns it takes half a second to read."""
    with place.filesystem().open_input_file(listed.path) as source:
        metadata = pq.read_metadata(source)
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    return Footer(metadata, tuple(map(_middle, groups)), tuple(group.num_rows for group in groups))


def _middle(group: pq.RowGroupMetaData) -> int:
    size = sum(group.column(i).total_compressed_size for i in range(group.num_columns))
    return _start(group.column(0)) + int(size) // 2


def _start(chunk: pq.ColumnChunkMetaData) -> int:
    places = [chunk.data_page_offset, chunk.dictionary_page_offset if chunk.has_dictionary_page else None]
    return int(min(place for place in places if place))


def _coded(metadata: pq.FileMetaData, columns: Sequence[FileColumn]) -> list[str]:
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


def _check_types(
    file: pq.ParquetFile, schema: pa.Schema, listed: DataFile, columns: Sequence[FileColumn]
) -> frozenset[str]:
    """Which of the columns the file has; their types must be the dataset's."""
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
