"""Parquet: typed columns, cut between row groups; of folders named `month=7/` also the columns that those name."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import ClassVar

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Place
from baselining.dataset.formats.format import Planned
from baselining.dataset.found import Found, refuse_folders
from baselining.dataset.partitions import partition_columns
from baselining.dataset.readers.parquet import (
    reading_parquet,
    reading_parquet_held_out,
    reading_parquet_rows,
)
from baselining.dataset.readers.parquet_schema import columns_of_files
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces, RowsOfPieces
from baselining.dataset.readers.same_columns import LackingSink
from baselining.dataset.readers.spark_types import plain_type
from baselining.errors import DatasetError


@dataclass(frozen=True, slots=True, kw_only=True)
class Parquet:
    """A `Format`.

    Attributes:
        by_file: Is each file profiled by itself? Then the names of folders may be columns, too; otherwise the order of
            such files, which Spark takes from a hash table, would decide what is packed together.
        lacking: Told which columns a file lacks; nobody if None.
        names: All columns that files may have, once they are known.
    """

    by_file: bool = False
    lacking: LackingSink | None = field(default=None, compare=False)
    names: frozenset[str] | None = None
    name: ClassVar = "Parquet"
    keeps_states: ClassVar = True
    is_always_cut: ClassVar = True
    for_all_columns: ClassVar = 0.0
    may_be_cut: ClassVar = True

    def planned(self, found: Found, types: Sequence[FileColumn]) -> Planned:
        """As `Format.planned`; if the types are not known, all files are opened, which must agree."""
        _refuse_empty(found.files)
        types = types or columns_of_files(found)
        for column in types:
            if plain_type(column.spark_type) is None:
                raise UnlikeSparkError(f"the column {column.name!r} is of type {column.spark_type}")
        planned = replace(self, names=frozenset(column.name for column in types))
        if not self.by_file:
            refuse_folders(found)
            return Planned(format=planned, columns=tuple(types), files=found.files)
        root = found.root if found.is_folder else None
        columns, files = partition_columns(tuple(types), found.files, root)
        return Planned(format=planned, columns=columns, files=files)

    def reading(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """As `Format.reading`."""
        return reading_parquet(columns, place, self.names, self.lacking)

    def reading_held_out(
        self, columns: Sequence[FileColumn], place: Place, share: float
    ) -> AbstractContextManager[FoldHeldOut]:
        """As `Format.reading_held_out`."""
        return reading_parquet_held_out(columns, place, share, self.names, self.lacking)

    def rows(
        self, columns: Sequence[FileColumn], names: Sequence[str], place: Place
    ) -> AbstractContextManager[RowsOfPieces]:
        """As `Format.rows`."""
        wanted = [next(column for column in columns if column.name == name) for name in names]
        return reading_parquet_rows(wanted, place, self.names, self.lacking)


def _refuse_empty(files: Sequence[DataFile]) -> None:
    """Raise DatasetError if a file has no bytes; Parquet has some even without rows."""
    for file in files:
        if not file.size:
            raise DatasetError(
                f"Cannot read {file.path}: it has no bytes, so it is not a Parquet file.",
                hint="It was probably not written to its end: write it again, or remove it.",
            )
