"""Delta tables: Parquet files, of which the table's log says which ones count, and what their columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from baselining.dataset.columns import FileColumn
from baselining.dataset.formats.format import Planned
from baselining.dataset.formats.parquet import Parquet
from baselining.dataset.found import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta(Parquet):
    """A `Format`, of tables that any reader of Parquet understands (`minReaderVersion` 1)."""

    def planned(self, found: Found, types: Sequence[FileColumn]) -> Planned:
        """As `Format.planned`; files may have columns that the table no longer has."""
        planned = Parquet.planned(self, found, types)
        return replace(planned, format=replace(self, names=None))
