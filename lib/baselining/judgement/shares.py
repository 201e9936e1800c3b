"""Which values of a feature take which share of its cells: exactly for categories, by the sketch for numbers.

The values stay here: what is handed on are numbers of values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import Distribution, FeatureStatistics, Kll

_LEAST_CELLS = 30
"""A value that lets expect so many cells, and has none, is no chance (1 in 10^13)."""
_LEFT = 0.1
"""The share of what is expected that counts as none: 3 cells of 30 are no chance either (1 in 10^9)."""
_SKETCHED = 0.005
"""The smallest share that a sketch is asked for; its rank error is below that."""

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one feature.

    Attributes:
        counts: How many cells each value stands for; of numbers only those that could matter.
        total: All cells.
        resolution: The least share that can be told.
    """

    counts: Mapping[object, float]
    total: float
    resolution: float

    @property
    def largest(self) -> float:
        """The share of the most frequent value; 1 without cells."""
        return max(self.counts.values(), default=0.0) / self.total if self.total else 1.0

    def missing_in(self, other: Shares) -> int:
        """How many values of this have no, or hardly any, cells in the other, though chance does not explain it."""
        if not self.total or not other.total:
            return 0
        least = max(_LEAST_CELLS / min(self.total, other.total), self.resolution, other.resolution)
        return sum(
            count / self.total >= least
            and other.counts.get(value, 0.0) / other.total <= _LEFT * count / self.total
            for value, count in self.counts.items()
        )


def shares_of(feature: FeatureStatistics) -> Shares | None:
    """The shares; None where the document lists neither categories nor a sketch."""
    found = _distribution(feature)
    if found is None:
        return None
    if found.categorical is not None:
        buckets = (each for each in found.categorical.buckets if each.value != NULL_VALUE)
        counts: dict[object, float] = {bucket.value: float(bucket.count) for bucket in buckets}
        return Shares(counts, sum(counts.values()), 0.0)
    return None if found.kll is None else _sketched(found.kll)


def _sketched(kll: Kll) -> Shares:
    items, weights = _items(kll)
    total = float(weights.sum())
    values, places = np.unique(items, return_inverse=True)
    counts = np.bincount(places, weights, len(values))
    frequent = counts > _LEFT * _SKETCHED * total
    return Shares(
        dict(zip(values[frequent].tolist(), counts[frequent].tolist(), strict=True)), total, _SKETCHED
    )


def _items(kll: Kll) -> tuple[Doubles, Doubles]:
    """What the sketch holds, and for how many cells each item stands."""
    levels = kll.sketch.data
    items = np.array([item for level in levels for item in level], np.float64)
    return items, np.repeat(2.0 ** np.arange(len(levels)), [len(level) for level in levels])


def share_below_zero(feature: FeatureStatistics) -> float:
    """The share of negative numbers, by the sketch; 0 without numbers."""
    items, weights = _numbers(feature)
    return float(weights[items < 0].sum() / weights.sum()) if len(items) else 0.0


def share_of_fractions(feature: FeatureStatistics) -> float:
    """The share of numbers that are not whole, by the sketch; 0 without numbers."""
    items, weights = _numbers(feature)
    return float(weights[items != np.floor(items)].sum() / weights.sum()) if len(items) else 0.0


def _numbers(feature: FeatureStatistics) -> tuple[Doubles, Doubles]:
    found = _distribution(feature)
    if found is None or found.kll is None:
        return np.empty(0), np.empty(0)
    return _items(found.kll)


def is_beyond_chance(share: float, cells: int) -> bool:
    """Does this share let expect so many of these cells that none would be no chance?"""
    return share * cells >= _LEAST_CELLS


def _distribution(feature: FeatureStatistics) -> Distribution | None:
    statistics = feature.numerical_statistics or feature.string_statistics
    return statistics.distribution if statistics else None
