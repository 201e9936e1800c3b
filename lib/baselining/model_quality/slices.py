"""The same metrics by slice, with intervals of confidence, and which slices are worse than the whole beyond noise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from baselining.model_quality.matrix import ClassMatrix
from baselining.model_quality.measure import Quality, measure
from baselining.model_quality.slack import is_worse_above
from baselining.states.model_quality.errors import COUNT, L1, L2, L4
from baselining.states.model_quality.question import Question
from baselining.states.model_quality.rows import Performance, Slices

CONFIDENCE = 0.95

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One slice.

    Attributes:
        value: Of the column; empty where it is missing.
        intervals: By metric, where one is known: what 95 % of such slices would show of the truth.
        worse: Metrics that are worse than those of the whole by more than chance explains, all slices considered.
    """

    column: str
    value: str
    quality: Quality
    intervals: Mapping[str, Interval]
    worse: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "column": self.column,
            "value": self.value,
            "item_count": self.quality.count,
            "metrics": {
                name: {"value": value, "confidence_interval": self.intervals.get(name)}
                for name, value in self.quality.values.items()
                if "constant" not in name
            },
            "worse_than_the_whole": list(self.worse),
        }


def slices_of(
    slices: Mapping[str, Slices], whole: Quality, question: Question, *, exact: bool
) -> tuple[Slice, ...]:
    """All slices of all columns that have few enough values; those without a row that was measured are left out."""
    parts = [
        (column, value, performance)
        for column, found in sorted(slices.items())
        for value, performance in sorted((found or {}).items())
        if performance.count
    ]
    confidence = 1 - (1 - CONFIDENCE) / max(len(parts), 1)  # Bonferroni: many slices are looked at
    found = []
    for column, value, performance in parts:
        quality = measure(performance, question, exact=exact)
        strict = dict(_intervals(performance, quality, NormalDist().inv_cdf(confidence)))
        worse = [name for name, interval in strict.items() if _is_worse(name, interval, whole)]
        intervals = dict(_intervals(performance, quality, NormalDist().inv_cdf((1 + CONFIDENCE) / 2)))
        found.append(
            Slice(column=column, value=value, quality=quality, intervals=intervals, worse=tuple(worse))
        )
    return tuple(found)


def _is_worse(name: str, interval: Interval, whole: Quality) -> bool:
    value = whole.values[name]
    if value is None:
        return False
    return interval[0] > value if is_worse_above(name) else interval[1] < value


def _intervals(performance: Performance, quality: Quality, z: float) -> Iterator[tuple[str, Interval]]:
    if quality.matrix is None:
        yield from _of_errors(performance, z)
        return
    for name, (hits, rows) in _shares(quality.matrix):
        if rows and name in quality.values:
            yield name, wilson(hits, rows, z)
    auc = quality.values.get("auc")
    positives, negatives = (
        int(counts.sum()) for counts in (performance.scores.positives, performance.scores.negatives)
    )
    if auc is not None and positives and negatives:
        error = hanley_mcneil(auc, positives, negatives)
        yield "auc", (max(auc - z * error, 0.0), min(auc + z * error, 1.0))


def _shares(matrix: ClassMatrix) -> Iterator[tuple[str, tuple[int, int]]]:
    """Metrics that are shares of rows, with how many of how many."""
    counts, place = matrix.counts, matrix.positive
    yield "accuracy", (int(counts.trace()), int(counts.sum()))
    if place < 0:
        return
    true, predicted, actual = int(counts[place, place]), int(counts[:, place].sum()), int(counts[place].sum())
    negatives = int(counts.sum()) - actual
    yield "recall", (true, actual)
    yield "precision", (true, predicted)
    yield "true_positive_rate", (true, actual)
    yield "false_negative_rate", (actual - true, actual)
    yield "false_positive_rate", (predicted - true, negatives)
    yield "true_negative_rate", (negatives - predicted + true, negatives)


def wilson(hits: int, rows: int, z: float) -> Interval:
    """Wilson's score interval of a share, of at least one row.

    References:
        E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
    """
    share, square = hits / rows, z * z
    middle = (share + square / (2 * rows)) / (1 + square / rows)
    half = z / (1 + square / rows) * math.sqrt(share * (1 - share) / rows + square / (4 * rows * rows))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def hanley_mcneil(auc: float, positives: int, negatives: int) -> float:
    """The standard error of an area below a curve.

    References:
        Hanley, McNeil, "The meaning and use of the area under a receiver operating characteristic curve" (1982).
    """
    first, second = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    variance = (
        auc * (1 - auc) + (positives - 1) * (first - auc * auc) + (negatives - 1) * (second - auc * auc)
    ) / (positives * negatives)
    return math.sqrt(max(variance, 0.0))


def _of_errors(performance: Performance, z: float) -> Iterator[tuple[str, Interval]]:
    """Intervals of the means of |error| and of its square, by the central limit theorem."""
    vector = performance.errors.vectors[0]
    count, l1, l2, l4 = (float(vector[place]) for place in (COUNT, L1, L2, L4))
    for name, first, second in (("mae", l1, l2), ("mse", l2, l4)):
        mean = first / count
        variance = max(second / count - mean * mean, 0.0)
        if math.isfinite(variance) and count > 1:
            error = math.sqrt(variance / (count - 1))
            yield name, (max(mean - z * error, 0.0), mean + z * error)
