"""A KLL sketch being filled by the compiled loop; the same sketch as `KllBuilder` (states/kll.py) makes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baselining.kernels import sketch as kernels
from baselining.states.kll import Doubles, Kll, capacity

_LEVELS = 48
"""More than 10^15 values need."""
_CAPACITIES = np.array([capacity(height) for height in range(_LEVELS)], np.int64)
_ROOM = int(_CAPACITIES.sum()) + 1
"""Items that no sketch exceeds."""

_scratch = np.empty(_ROOM, np.uint64)
"""Shared by all builders of a process, which work one after another."""


class SketchBuilder:
    """Numbers of one column, in row order."""

    def __init__(self, start: Kll | None = None) -> None:
        start = start or Kll.empty()
        self._levels = len(start.levels)
        self._sizes = np.zeros(_LEVELS, np.int64)
        self._compactions = np.zeros(_LEVELS, np.int64)
        self._sizes[: self._levels] = [level.size for level in start.levels]
        self._compactions[: self._levels] = start.compactions
        # Few values need no room for many: a wide dataset has thousands of these.
        self._buffer = kernels.to_keys(np.concatenate(start.levels[::-1]).view(np.uint64))

    def add(self, values: Doubles) -> None:
        """Add `values` in order. They must not contain NaN, and are not kept as a view of a reused buffer."""
        bits: npt.NDArray[np.uint64] = values.view(np.uint64)
        self._reserve(int(self._sizes.sum()) + bits.size)
        self._levels = kernels.fill(
            self._buffer, _scratch, self._sizes, self._compactions, _CAPACITIES, self._levels, bits
        )

    def sketch(self) -> Kll:
        """The sketch so far."""
        sizes = self._sizes[: self._levels]
        items = kernels.from_keys(self._buffer[: sizes.sum()]).view(np.float64)
        levels = np.split(items, np.cumsum(sizes[::-1])[:-1])[::-1]
        return Kll(levels=tuple(levels), compactions=tuple(self._compactions[: self._levels].tolist()))

    def _reserve(self, items: int) -> None:
        """Make room for `items`, or for as many as a sketch can hold."""
        room = min(items, _ROOM)
        if self._buffer.size < room:
            bigger = np.empty(min(max(room, 2 * self._buffer.size), _ROOM), np.uint64)
            bigger[: self._buffer.size] = self._buffer
            self._buffer = bigger
