"""The state of a column and that of the rows of it that are held out, as a kind of state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from baselining.states.column import Column
from baselining.states.framing import Arrays, pack, unpack, whole
from baselining.states.kind import Kind
from baselining.states.kll import MOST_VALUES


@dataclass(frozen=True, slots=True)
class HeldOut:
    """All cells of a column, and some of them.

    Attributes:
        column: Of all rows, the held-out ones, too: to the last bit what it is without a hold-out.
        held: Of those that are held out.
    """

    column: Column
    held: Column


class HeldOutStates:
    """The `Kind` of `HeldOut`, made of the kind of a column's states."""

    tag = b"BLHE"
    version = 1

    def __init__(self, columns: Kind[Column]) -> None:
        self._columns = columns

    def empty(self) -> HeldOut:
        """No cells."""
        return HeldOut(self._columns.empty(), self._columns.empty())

    def merge(self, a: HeldOut, b: HeldOut) -> HeldOut:
        """The cells of both, each side by itself."""
        return HeldOut(self._columns.merge(a.column, b.column), self._columns.merge(a.held, b.held))

    def to_bytes(self, state: HeldOut) -> bytes:
        """As `Kind.to_bytes`."""
        parts = [self._columns.to_bytes(each) for each in (state.column, state.held)]
        return pack(
            self.tag,
            self.version,
            {"sizes": [len(raw) for raw in parts]},
            [np.frombuffer(raw, np.uint8) for raw in parts],
        )

    def from_bytes(self, raw: bytes) -> HeldOut:
        """As `Kind.from_bytes`."""
        return unpack(raw, self.tag, self.version, self._read)

    def _read(self, header: dict[str, Any], arrays: Arrays) -> HeldOut:
        column, held = (
            self._columns.from_bytes(arrays.take(np.dtype(np.uint8), whole(size, MOST_VALUES)).tobytes())
            for size in header["sizes"]
        )
        return HeldOut(column, held)
