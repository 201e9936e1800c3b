"""Rows that are held out of a dataset while it is folded: each is told by a hash of its place, in the same scan.

The place is the row's number in its split, so that tasks that read different columns of the same rows agree without
asking one another. All rows are folded as ever; those that are held out are folded once more.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from baselining.fold.batches import Folded, builder_for
from baselining.fold.cells import Cells, CellsBuilder
from baselining.states.held_out import HeldOut

Rows = npt.NDArray[np.int64]
_STEP, _FIRST, _SECOND = (
    np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)

_BATCHES = 16
"""So many batches give held-out cells for about one and a half, of a share of a tenth."""


class CellBuilder(Protocol[Folded]):
    """Folds a column that comes as places in the bytes of CSV."""

    def add(self, cells: Cells, column: int) -> None:
        """Add the cells of one of the columns."""

    def column(self) -> Folded:
        """The state so far."""


def hashed(numbers: Rows) -> npt.NDArray[np.uint64]:
    """A hash of each number: splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators")."""
    word: npt.NDArray[np.uint64] = (numbers.astype(np.uint64) + np.uint64(1)) * _STEP
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    word ^= word >> np.uint64(31)
    return word


class HoldOut:
    """Which rows are held out; what was found for one column is kept for the next one."""

    def __init__(self, share: float) -> None:
        """`share`: of the rows, from 0 to 1, without 1."""
        self._below = np.uint64(int(share * 2**64))
        self._asked = (-1, -1)
        self._rows: Rows = np.empty(0, np.int64)
        self._places = pa.array(self._rows)
        self._cells: Cells | None = None
        self._held: Cells | None = None

    def rows(self, first: int, count: int) -> Rows:
        """Of `count` rows from the `first` one on, the places in them of those that are held out."""
        if self._asked != (first, count):
            words = hashed(np.arange(first, first + count, dtype=np.int64))
            self._rows = np.flatnonzero(words < self._below)
            self._places = pa.array(self._rows)
            self._asked = (first, count)
        return self._rows

    def taken(self, cells: pa.Array, first: int) -> pa.Array:
        """The cells of those rows."""
        rows = self.rows(first, len(cells))
        if _is_plain(cells):  # a tenth of what Arrow's own function takes for a batch
            return pa.array(cells.to_numpy()[rows])
        return cells.take(self._places)

    def of(self, cells: Cells, first: int) -> Cells:
        """The cells of those rows."""
        if self._held is None or self._cells is not cells:
            rows = self.rows(first, len(cells.starts))
            self._cells = cells
            self._held = Cells(
                data=cells.data,
                starts=cells.starts[rows],
                ends=cells.ends[rows],
                is_ascii=cells.is_ascii,
            )
        return self._held


def _is_plain(cells: pa.Array) -> bool:
    """Are they numbers that lie side by side, none of them missing?"""
    return not cells.null_count and (pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type))


class HeldOutCells:
    """A `CellBuilder` of both states."""

    def __init__(self, room: int, hold_out: HoldOut) -> None:
        self._hold_out, self._row = hold_out, 0
        self._all, self._held = CellsBuilder(room), CellsBuilder(room)

    def add(self, cells: Cells, column: int) -> None:
        """As `CellBuilder.add`."""
        self._all.add(cells, column)
        self._held.add(self._hold_out.of(cells, self._row), column)
        self._row += len(cells.starts)

    def column(self) -> HeldOut:
        """As `CellBuilder.column`."""
        return HeldOut(self._all.column(), self._held.column())


class HeldOutArrays:
    """An `ArrayBuilder` of both states.

    Held-out cells are folded when there are about as many as in a batch: what a batch costs whatever its size, such as
    its dictionary, is then paid less often.
    """

    def __init__(self, arrow_type: pa.DataType, hold_out: HoldOut) -> None:
        self._hold_out, self._row = hold_out, 0
        self._all, self._held = builder_for(arrow_type), builder_for(arrow_type)
        self._waiting: list[pa.Array] = []

    def add(self, cells: pa.Array) -> None:
        """As `ArrayBuilder.add`."""
        self._all.add(cells)
        held = self._hold_out.taken(cells, self._row)
        self._row += len(cells)
        if len(held):
            self._waiting.append(held)
        if len(self._waiting) >= _BATCHES:
            self._fold()

    def column(self) -> HeldOut:
        """As `ArrayBuilder.column`."""
        self._fold()
        return HeldOut(self._all.column(), self._held.column())

    def _fold(self) -> None:
        if self._waiting:
            together = pa.chunked_array(self._waiting).unify_dictionaries().combine_chunks()
            for cells in together.chunks if isinstance(together, pa.ChunkedArray) else [together]:
                self._held.add(cells)
            self._waiting.clear()
