"""The plain twin of the product's sketch builder: the same sketch without a compiled loop, a block at a time.

It is held against `kll_twin.py`, which takes one value at a time, and the product against it.
"""

from __future__ import annotations

import numpy as np

from baselining.states.kll import Doubles, Kll, capacity


def merge(a: Kll, b: Kll) -> Kll:
    """The sketch of both; `b`'s values come after `a`'s. `Kll.empty()` is the identity."""
    if not a.weight:
        return b
    if not b.weight:
        return a
    builder = KllBuilder(a)
    builder.absorb(b)
    return builder.sketch()


class KllBuilder:
    """A sketch being filled; `sketch()` freezes what it is so far."""

    def __init__(self, start: Kll | None = None) -> None:
        start = start or Kll.empty()
        self._levels: list[list[Doubles]] = [[level] if level.size else [] for level in start.levels]
        self._sizes = [level.size for level in start.levels]
        self._compactions = list(start.compactions)
        self._capacities = [capacity(height) for height in range(len(self._sizes))]

    def add(self, values: Doubles) -> None:
        """Add `values` in order. They must not contain NaN, and are not kept as a view of a reused buffer."""
        taken = 0
        while taken < values.size:
            room = sum(self._capacities) - sum(self._sizes) + 1
            piece = values[taken : taken + room]
            self._levels[0].append(piece.copy())
            self._sizes[0] += piece.size
            taken += piece.size
            if piece.size == room:
                self._compact_once()

    def absorb(self, other: Kll) -> None:
        """Add another sketch: its levels after ours, then compact while full."""
        while len(self._sizes) < len(other.levels):
            self._expand()
        for height, level in enumerate(other.levels):
            self._levels[height].append(level)
            self._sizes[height] += level.size
        while sum(self._sizes) >= sum(self._capacities):
            self._compact_once()

    def sketch(self) -> Kll:
        """The sketch so far."""
        levels = tuple(np.concatenate([np.empty(0), *pieces]) for pieces in self._levels)
        return Kll(levels=levels, compactions=tuple(self._compactions))

    def _expand(self) -> None:
        self._capacities.append(capacity(len(self._sizes)))
        self._levels.append([])
        self._sizes.append(0)
        self._compactions.append(0)

    def _compact_once(self) -> None:
        """Halve the lowest full level into the next one."""
        height = next(h for h, size in enumerate(self._sizes) if size >= self._capacities[h])
        if height + 1 == len(self._sizes):
            self._expand()
        items = np.concatenate(self._levels[height])
        even = items.size // 2 * 2
        keep = (self._compactions[height] + 1) // 2 % 2  # 0, 1, 1, 0, 0, 1, 1, 0, …
        half = _sorted(items[:even])[keep::2]
        self._compactions[height] += 1
        self._levels[height] = [items[even:]] if even < items.size else []
        self._sizes[height] = items.size - even
        self._levels[height + 1].append(half)
        self._sizes[height + 1] += half.size


def _sorted(items: Doubles) -> Doubles:
    """Ascending, -0.0 before 0.0 (`Double.compare`); numpy's sort takes them for equal and may change signs."""
    negatives = np.count_nonzero(np.signbit(items) & (items == 0.0))
    items = np.sort(items, kind="stable")  # levels are a few ascending runs, which it merges: 8 times as fast
    low, high = np.searchsorted(items, 0.0, side="left"), np.searchsorted(items, 0.0, side="right")
    zeros = items[low:high]
    zeros[:] = np.where(np.arange(zeros.size) < negatives, -0.0, 0.0)
    return items
