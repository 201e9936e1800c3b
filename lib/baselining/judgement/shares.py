"""Which values of a feature take which share of its cells: exactly for categories, by the sketch for numbers.

The values stay here: what is handed on are numbers of values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import Distribution, FeatureStatistics

_LEAST_CELLS = 30
"""A value that lets expect so many cells, and has none, is no chance (1 in 10^13)."""
_LEFT = 0.1
"""The share of what is expected that counts as none: 3 cells of 30 are no chance either (1 in 10^9)."""
_SKETCHED = 0.005
"""The smallest share that a sketch is asked for; its rank error is below that."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one feature: how many cells each value stands for, and the least share that can be told."""

    counts: Mapping[object, float]
    resolution: float

    @property
    def total(self) -> float:
        """All cells."""
        return sum(self.counts.values())

    @property
    def largest(self) -> float:
        """The share of the most frequent value; 1 without cells."""
        return max(self.counts.values()) / self.total if self.total else 1.0

    def missing_in(self, other: Shares) -> int:
        """How many values of this have no, or hardly any, cells in the other, though chance does not explain it."""
        ours, theirs = self.total, other.total
        if not ours or not theirs:
            return 0
        least = max(_LEAST_CELLS / min(ours, theirs), self.resolution, other.resolution)
        return sum(
            count / ours >= least and other.counts.get(value, 0.0) / theirs <= _LEFT * count / ours
            for value, count in self.counts.items()
        )


def shares_of(feature: FeatureStatistics) -> Shares | None:
    """The shares; None where the document lists neither categories nor a sketch."""
    found = _distribution(feature)
    if found is None:
        return None
    if found.categorical is not None:
        buckets = (each for each in found.categorical.buckets if each.value != NULL_VALUE)
        return Shares({bucket.value: float(bucket.count) for bucket in buckets}, 0.0)
    if found.kll is None:
        return None
    counts: dict[object, float] = {}
    for level, items in enumerate(found.kll.sketch.data):
        for item in items:
            counts[item] = counts.get(item, 0.0) + 2.0**level
    return Shares(counts, _SKETCHED)


def share_below_zero(feature: FeatureStatistics) -> float:
    """The share of negative numbers, by the sketch; 0 without numbers."""
    return _share_of_numbers(feature, lambda number: number < 0)


def share_of_fractions(feature: FeatureStatistics) -> float:
    """The share of numbers that are not whole, by the sketch; 0 without numbers."""
    return _share_of_numbers(feature, lambda number: not number.is_integer())


def _share_of_numbers(feature: FeatureStatistics, counts: Callable[[float], bool]) -> float:
    found = shares_of(feature) if feature.numerical_statistics else None
    if found is None or not found.total:
        return 0.0
    return (
        sum(n for item, n in found.counts.items() if isinstance(item, float) and counts(item)) / found.total
    )


def is_beyond_chance(share: float, cells: int) -> bool:
    """Does this share let expect so many of these cells that none would be no chance?"""
    return share * cells >= _LEAST_CELLS


def _distribution(feature: FeatureStatistics) -> Distribution | None:
    statistics = feature.numerical_statistics or feature.string_statistics
    return statistics.distribution if statistics else None
