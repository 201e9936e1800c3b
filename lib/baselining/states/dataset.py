"""The state of a whole dataset: its rows and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baselining.states import column
from baselining.states.column import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Rows, and a state per column, in column order."""

    item_count: int
    columns: Mapping[str, Column]


def merge(a: Dataset, b: Dataset) -> Dataset:
    """The rows of both; `b`'s come after `a`'s.

    Raises:
        ValueError: If the columns are not the same.
    """
    if list(a.columns) != list(b.columns):
        raise ValueError("cannot merge datasets with different columns")
    columns = {name: column.merge(a.columns[name], b.columns[name]) for name in a.columns}
    return Dataset(item_count=a.item_count + b.item_count, columns=columns)
