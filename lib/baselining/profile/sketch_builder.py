"""A KLL sketch being filled by the compiled loop; the same sketch as `KllBuilder` (states/kll.py) makes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from baselining.kernels import sketch as kernels
from baselining.states.kll import Doubles, Kll, capacity

_Counts = npt.NDArray[np.int64]
_scratch = np.empty(0, np.uint64)


class SketchBuilder:
    """Numbers of one column, in row order."""

    def __init__(self, start: Kll | None = None) -> None:
        start = start or Kll.empty()
        self._sizes: _Counts = np.array([level.size for level in start.levels], np.int64)
        self._compactions: _Counts = np.array(start.compactions, np.int64)
        self._capacities: _Counts = np.array([capacity(h) for h in range(self._sizes.size)], np.int64)
        # Few values need no room for many: a wide dataset has thousands of these.
        items = np.concatenate(start.levels[::-1])
        self._buffer = kernels.to_keys(items.view(np.uint64))

    def add(self, values: Doubles) -> None:
        """Add `values` in order. They must not contain NaN, and are not kept as a view of a reused buffer."""
        bits: npt.NDArray[np.uint64] = values.view(np.uint64)
        self._reserve(int(self._sizes.sum()) + bits.size)
        taken = self._fill(bits, 0, owed=False)
        while self._sizes.sum() > self._capacities.sum():
            self._expand()
            self._reserve(int(self._sizes.sum()) + bits.size - taken)
            taken = self._fill(bits, taken, owed=True)

    def sketch(self) -> Kll:
        """The sketch so far."""
        items = kernels.from_keys(self._buffer[: self._sizes.sum()]).view(np.float64)
        levels = np.split(items, np.cumsum(self._sizes[::-1])[:-1])[::-1]
        return Kll(levels=tuple(levels), compactions=tuple(self._compactions.tolist()))

    def _fill(self, bits: npt.NDArray[np.uint64], taken: int, *, owed: bool) -> int:
        return kernels.fill(
            self._buffer,
            _scratch_of(self._buffer.size),
            self._sizes,
            self._compactions,
            self._capacities,
            bits,
            taken,
            owed,
        )

    def _expand(self) -> None:
        self._sizes = np.append(self._sizes, 0)
        self._compactions = np.append(self._compactions, 0)
        self._capacities = np.append(self._capacities, capacity(self._capacities.size))

    def _reserve(self, items: int) -> None:
        """Make room for `items`, or for as many as the levels hold."""
        room = min(items, int(self._capacities.sum()) + 1)
        if self._buffer.size < room:
            bigger = np.empty(
                min(max(room, 2 * self._buffer.size), int(self._capacities.sum()) + 1), np.uint64
            )
            bigger[: self._buffer.size] = self._buffer
            self._buffer = bigger


def _scratch_of(size: int) -> npt.NDArray[Any]:
    """One scratch array for all builders of this process, which work one after another."""
    global _scratch
    if _scratch.size < size:
        _scratch = np.empty(2 * size, np.uint64)
    return _scratch
