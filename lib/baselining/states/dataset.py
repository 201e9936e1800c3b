"""The state of a whole dataset: its rows and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baselining.states.column import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Rows, and a state per column, in column order."""

    item_count: int
    columns: Mapping[str, Column]
