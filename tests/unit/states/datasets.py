"""Merging whole datasets, as tests of several splits need it; the product merges column by column."""

from __future__ import annotations

from baselining.fold.columns import COLUMN_STATES
from baselining.states.dataset import Dataset


def merge_datasets(a: Dataset, b: Dataset) -> Dataset:
    """The rows of both; `b`'s come after `a`'s."""
    assert list(a.columns) == list(b.columns)
    columns = {name: COLUMN_STATES.merge(state, b.columns[name]) for name, state in a.columns.items()}
    return Dataset(item_count=a.item_count + b.item_count, columns=columns)
