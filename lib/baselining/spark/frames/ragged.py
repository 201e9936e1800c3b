"""Rows of the wrong length: short ones are filled with missing cells, as in the container; long ones are refused."""

from __future__ import annotations

import pyarrow as pa  # noqa: TC002 - loaded anyway

from baselining.dataset.readers.cells import count_cells


def count_malformed(texts: pa.Array, columns: int) -> tuple[int, int]:
    """Tell short rows from long ones.

    Args:
        texts: For each row its text if it has the wrong number of cells, else null.
        columns: How many cells a row should have.

    Returns:
        How many are shorter, how many longer.
    """
    rows = texts.drop_null().to_pylist()
    long = sum(count_cells(row) > columns for row in rows)
    return len(rows) - long, long
