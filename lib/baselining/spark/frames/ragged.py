"""Rows of the wrong length: short ones are filled with missing cells, as in the container; long ones are refused."""

from __future__ import annotations

import csv
import sys

import pyarrow as pa  # noqa: TC002 - loaded anyway


def count_malformed(texts: pa.Array, columns: int) -> tuple[int, int]:
    """Tell short rows from long ones.

    Args:
        texts: For each row its text if it has the wrong number of cells, else null.
        columns: How many cells a row should have.

    Returns:
        How many are shorter, how many longer.
    """
    rows = texts.drop_null().to_pylist()
    long = sum(_cells(row) > columns for row in rows)
    return len(rows) - long, long


def _cells(row: str) -> int:
    """How many cells Spark's CSV reader sees in a row (quote: double quote, escape: backslash)."""
    csv.field_size_limit(sys.maxsize)
    one_line = row.replace("\r", " ").replace("\n", " ")  # Python's reader refuses some within cells
    parsed = next(csv.reader([one_line], escapechar="\\", strict=False), [])
    return len(parsed)
