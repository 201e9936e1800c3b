"""Delta tables: Parquet files, of which the table's log says which ones count, and what their columns are."""

from __future__ import annotations

from dataclasses import dataclass

from baselining.dataset.formats.parquet import Parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta(Parquet):
    """A `Format`, of tables that any reader of Parquet understands (`minReaderVersion` 1)."""
