"""Profiles of columns for tests, made of cells by the product's own builder."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from baselining.fold import sketch
from baselining.fold.text import TextBuilder
from baselining.profile import DatasetProfile, measure
from baselining.states.column import merge
from baselining.states.dataset import Dataset


def profile_of(**columns: Sequence[str | None]) -> DatasetProfile:
    """The profile of columns of text cells, each folded in two halves."""
    states = {}
    for name, cells in columns.items():
        half = len(cells) // 2
        parts = []
        for part in (cells[:half], cells[half:]):
            builder = TextBuilder()
            builder.add(pa.array(part, pa.string()))
            parts.append(builder.column())
        states[name] = merge(*parts, sketch.merge)
    return measure(Dataset(item_count=len(next(iter(columns.values()))), columns=states))
