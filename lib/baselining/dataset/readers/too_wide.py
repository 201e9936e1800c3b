"""The refusal of CSV files with very many columns, whoever reads them."""

from __future__ import annotations

from baselining.errors import DatasetError

MOST_COLUMNS = 100_000
"""Spark's own limit, 20,480 (`maxColumns`), is a reader's option."""


def too_wide(path: str) -> DatasetError:
    """The error for a file with more columns than are read."""
    return DatasetError(
        f"{path} has more than {MOST_COLUMNS:,} columns.",
        hint="Are its lines and columns the right way around, and is a comma its separator?",
    )
