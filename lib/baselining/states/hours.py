"""The states of a column by the hour in which its cells were captured, as a kind of state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from baselining.states.column import Column
from baselining.states.framing import Arrays, pack, unpack, whole
from baselining.states.kind import Kind
from baselining.states.tree import MergeTree

Hours: TypeAlias = Mapping[int, Column]
"""By hours since 1970, UTC; `NO_HOUR` of cells of which that is not known."""

NO_HOUR = 0
_MOST_HOURS = 1 << 32


class HourStates:
    """The `Kind` of `Hours`, made of the kind of a column's states."""

    tag = b"BLHO"
    version = 1

    def __init__(self, columns: Kind[Column]) -> None:
        self._columns = columns

    def empty(self) -> Hours:
        """No hours."""
        return {}

    def merge(self, a: Hours, b: Hours) -> Hours:
        """The hours of both; an hour's cells in `b` come after those in `a`."""
        return {
            hour: self._columns.merge(a[hour], b[hour])
            if hour in a and hour in b
            else (a[hour] if hour in a else b[hour])
            for hour in sorted({*a, *b})
        }

    def merged(self, hours: Hours) -> Column:
        """The cells of all hours, merged in order of time."""
        tree = MergeTree(self._columns)
        for hour in sorted(hours):
            tree.add(hours[hour])
        return tree.merged()

    def to_bytes(self, state: Hours) -> bytes:
        """As `Kind.to_bytes`."""
        parts = [(hour, self._columns.to_bytes(state[hour])) for hour in sorted(state)]
        header = {"hours": [[hour, len(raw)] for hour, raw in parts]}
        return pack(self.tag, self.version, header, [np.frombuffer(raw, np.uint8) for _, raw in parts])

    def from_bytes(self, raw: bytes) -> Hours:
        """As `Kind.from_bytes`."""
        return unpack(raw, self.tag, self.version, self._read)

    def _read(self, header: dict[str, Any], arrays: Arrays) -> Hours:
        return {
            whole(hour, _MOST_HOURS): self._columns.from_bytes(
                arrays.take(np.dtype(np.uint8), whole(size)).tobytes()
            )
            for hour, size in header["hours"]
        }
