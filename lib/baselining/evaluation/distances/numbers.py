"""The distance between two columns of numbers: the largest difference of their cumulated shares, by their sketches.

Deequ's `QuantileNonSample.getRankMap` puts (value, weight) pairs into a map, where equal values replace one another:
each *different* value counts once, with the weight of the highest level that it stands in. For up to 2,050 rows the
shares are then those of different values, not of rows. Deequ's distance, hence the container's, runs over that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baselining.evaluation.violation import Drift

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Different values in ascending order, and how much was counted up to and with each."""

    values: Doubles
    ranks: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """How much was counted in all."""
        return int(self.ranks[-1])


def ranks_of(levels: Sequence[Sequence[float] | Doubles], drift: Drift) -> Ranks | None:
    """Count the items of a sketch; None if it has none.

    Args:
        levels: An item of level i stands for 2^i values.
        drift: `CONTAINER`: each different value once; `EXACT`: with all its weight.
    """
    arrays = [np.asarray(level, np.float64) for level in levels]
    items = np.concatenate(arrays) if arrays else np.empty(0)
    if not items.size:
        return None
    if len(arrays) == 1:
        items = np.sort(items)
        starts = _starts(items)
        if drift is Drift.CONTAINER:
            return Ranks(items[starts], np.arange(1, starts.size + 1))
        return Ranks(items[starts], np.append(starts[1:], items.size))
    weights = np.concatenate(
        [np.full(level.size, 1 << height, np.int64) for height, level in enumerate(arrays)]
    )
    if drift is Drift.CONTAINER:
        items, weights = _without_negative_zeros(items, weights)
    order = np.argsort(items)
    items, weights = items[order], weights[order]
    starts = _starts(items)
    together = np.maximum if drift is Drift.CONTAINER else np.add
    return Ranks(items[starts], np.cumsum(together.reduceat(weights, starts)))


def largest_difference(one: Ranks, other: Ranks) -> float:
    """The largest difference between the cumulated shares of both, over all values of either; from 0 to 1."""
    return max(_largest_at(one, other), _largest_at(other, one))


def _largest_at(one: Ranks, other: Ranks) -> float:
    """The largest difference at a value of `one`."""
    at = np.searchsorted(other.values, one.values, side="right")
    below = np.concatenate(([0], other.ranks))[at]
    return float(np.max(np.abs(one.ranks / float(one.size) - below / float(other.size))))


def _starts(items: Doubles) -> npt.NDArray[np.int64]:
    """Where each different value begins among ascending ones."""
    return np.flatnonzero(np.concatenate(([True], items[1:] != items[:-1])))


def _without_negative_zeros(
    items: Doubles, weights: npt.NDArray[np.int64]
) -> tuple[Doubles, npt.NDArray[np.int64]]:
    """Leave out -0.0 beside 0.0: they are equal, Java sorts 0.0 behind, and the last one stays in the map."""
    zeros = items == 0.0
    negative = zeros & np.signbit(items)
    if not negative.any() or negative.sum() == zeros.sum():
        return items, weights
    return items[~negative], weights[~negative]
