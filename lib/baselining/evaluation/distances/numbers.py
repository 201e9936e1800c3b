"""The distance between two columns of numbers: the largest difference of their cumulated shares, by their sketches.

Deequ's `QuantileNonSample.getRankMap` puts (value, weight) pairs into a map, where equal values replace one another:
each *different* value counts once, with the weight of the highest level that it stands in. For up to 2,050 rows the
shares are then those of different values, not of rows. Deequ's distance, hence the container's, runs over that.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from baselining.evaluation.violation import Drift

Doubles = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
Levels = Sequence[Sequence[float]]
"""A sketch: an item of level i stands for 2^i values."""

Gap = tuple[float, int, int]
"""The largest difference, from 0 to 1, and how much was counted on each side."""

Comparison = Callable[[Levels, Levels, Drift], Gap | None]
"""Of two sketches; None if one of them has no items. `CONTAINER` counts each different value once, `EXACT` all."""

MANY = 200
"""Features; with fewer, loading the compiled comparison takes longer than numpy does."""


def comparison_for(features: int) -> Comparison:
    """What compares so many features soonest; the results are the same."""
    return compare_compiled if features >= MANY else compare


def compare_compiled(one: Levels, other: Levels, drift: Drift) -> Gap | None:
    """`compare`, compiled; it does not hold the interpreter's lock while it counts."""
    from baselining.kernels.ranks import largest_difference  # loads numba, which few commands need

    if not any(one) or not any(other):
        return None
    return largest_difference(*_bits(one), *_bits(other), drift is Drift.EXACT)


def compare(one: Levels, other: Levels, drift: Drift) -> Gap | None:
    """The largest difference between the cumulated shares of both, over all values of either."""
    if not any(one) or not any(other):
        return None
    ours, theirs = _ranked(one, drift), _ranked(other, drift)
    return max(_largest_at(ours, theirs), _largest_at(theirs, ours)), ours.size, theirs.size


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Different values in ascending order, and how much was counted up to and with each."""

    values: Doubles
    ranks: Longs

    @property
    def size(self) -> int:
        """How much was counted in all."""
        return int(self.ranks[-1])


def _ranked(levels: Levels, drift: Drift) -> _Ranks:
    items = np.array([item for level in levels for item in level], np.float64)
    weights = np.repeat(1 << np.arange(len(levels)), [len(level) for level in levels])
    if drift is Drift.CONTAINER:
        items, weights = _without_negative_zeros(items, weights)
    order = np.argsort(items)
    items, weights = items[order], weights[order]
    starts = np.flatnonzero(np.concatenate(([True], items[1:] != items[:-1])))
    together = np.maximum if drift is Drift.CONTAINER else np.add
    return _Ranks(items[starts], np.cumsum(together.reduceat(weights, starts)))


def _without_negative_zeros(items: Doubles, weights: Longs) -> tuple[Doubles, Longs]:
    """Leave out -0.0 beside 0.0: they are equal, Java sorts 0.0 behind, and the last one stays in the map."""
    zeros = items == 0.0
    negative = zeros & np.signbit(items)
    if not negative.any() or negative.sum() == zeros.sum():
        return items, weights
    return items[~negative], weights[~negative]


def _largest_at(one: _Ranks, other: _Ranks) -> float:
    """The largest difference at a value of `one`."""
    at = np.searchsorted(other.values, one.values, side="right")
    below = np.concatenate(([0], other.ranks))[at]
    return float(np.max(np.abs(one.ranks / float(one.size) - below / float(other.size))))


@lru_cache(64)
def _packing(count: int) -> struct.Struct:
    """What packs so many doubles."""
    return struct.Struct(f"{count}d")


def _bits(levels: Levels) -> tuple[npt.NDArray[np.uint64], Longs]:
    """All items as bits, and where each level ends."""
    raw = bytearray().join(_packing(len(level)).pack(*level) for level in levels)
    return np.frombuffer(raw, np.uint64), np.fromiter(accumulate(map(len, levels)), np.int64)
