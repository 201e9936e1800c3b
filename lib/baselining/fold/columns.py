"""The states of columns as a kind of state, merged by the compiled loop."""

from __future__ import annotations

from collections.abc import Iterable

from baselining.fold import sketch
from baselining.states import column
from baselining.states.column import Column, Source
from baselining.states.held_out import HeldOutStates
from baselining.states.hours import HourStates
from baselining.states.kind import Kind


class ColumnStates:
    """The `Kind` of a column's state."""

    tag = column.TAG
    version = column.VERSION

    def empty(self) -> Column:
        """A column without cells, the identity for columns of any source."""
        return Column.empty(Source.TEXT)

    def merge(self, a: Column, b: Column) -> Column:
        """As `states.column.merge`."""
        return column.merge(a, b, sketch.merge)

    def to_bytes(self, state: Column) -> bytes:
        """As `states.column.to_bytes`."""
        return column.to_bytes(state)

    def from_bytes(self, raw: bytes) -> Column:
        """As `states.column.from_bytes`."""
        return column.from_bytes(raw)


def merged_as_spark(columns: Iterable[Column]) -> Column:
    """The columns of partitions, merged in order as Spark's final aggregation does."""
    merged = COLUMN_STATES.empty()
    for each in columns:
        merged = column.merge_as_spark(merged, each, sketch.merge)
    return merged


COLUMN_STATES: Kind[Column] = ColumnStates()
HOUR_STATES = HourStates(COLUMN_STATES)
HELD_OUT_STATES = HeldOutStates(COLUMN_STATES)
