"""Moments, extrema and quantile sketch of the numbers of a column."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from baselining.states import kll
from baselining.states.framing import Array, Arrays, whole
from baselining.states.kll import Kll


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What is known of some numbers; NaN and infinities are only counted.

    Attributes:
        count: Finite numbers.
        not_finite: NaN and ±inf among the cells; left out of everything else.
        total: Their sum by double addition: left to right within a split, splits in order.
        residual: What rounding took from `total`: `total + residual` is the sum to nearly twice the precision.
        parts: How many splits with numbers went into it.
        exact_total: The exact sum of the integers among them.
        mean: Welford's running mean.
        m2: Sum of squared differences from the mean.
        minimum, maximum: +inf and -inf when there are no numbers.
        sketch: Their quantile sketch.
    """

    count: int
    not_finite: int
    total: float
    residual: float
    parts: int
    exact_total: int
    mean: float
    m2: float
    minimum: float
    maximum: float
    sketch: Kll

    @property
    def sum(self) -> float:
        """Their sum: of one split as the engine adds up, left to right; of several, which have no such order, exactly.

        That of several is correct but for its last bits, whatever the splits.
        """
        return self.total if self.parts <= 1 else self.total + self.residual

    @classmethod
    def empty(cls) -> Numbers:
        """No numbers."""
        return cls(
            count=0,
            not_finite=0,
            total=0.0,
            residual=0.0,
            parts=0,
            exact_total=0,
            mean=0.0,
            m2=0.0,
            minimum=math.inf,
            maximum=-math.inf,
            sketch=Kll.empty(),
        )


def merge(a: Numbers, b: Numbers, sketches: Callable[[Kll, Kll], Kll]) -> Numbers:
    """The numbers of both; `b`'s come after `a`'s.

    Args:
        sketches: Merges those; compiled (fold/sketch.py).

    Means and squared differences combine as in Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for
    Computing Sample Variances" (1979), in the order of operations of Deequ's StandardDeviationState.
    """
    if not (a.count and b.count):
        moments = a if a.count else b
        count, mean, m2, total = moments.count, moments.mean, moments.m2, moments.total
        lost = 0.0
    else:
        count = a.count + b.count
        delta = b.mean - a.mean
        step = delta / count
        mean = a.mean + step * b.count
        m2 = a.m2 + b.m2 + delta * step * a.count * b.count
        total = a.total + b.total
        part = total - a.total
        lost = (a.total - (total - part)) + (b.total - part)
    return Numbers(
        count=count,
        not_finite=a.not_finite + b.not_finite,
        total=total,
        residual=a.residual + b.residual + lost,
        parts=a.parts + b.parts,
        exact_total=a.exact_total + b.exact_total,
        mean=mean,
        m2=m2,
        minimum=min(a.minimum, b.minimum),
        maximum=max(a.maximum, b.maximum),
        sketch=sketches(a.sketch, b.sketch),
    )


def merge_as_spark(a: Numbers, b: Numbers, sketches: Callable[[Kll, Kll], Kll]) -> Numbers:
    """As `merge`, in the order of operations of Spark's final aggregation, whose first buffer is empty.

    That rounds the mean of the first partition once more, which shows in the standard deviation of all. Sums of
    partitions are added up as they are. Neither is better; it is what the container's documents say of several files.

    Source: `CentralMomentAgg.mergeExpressions` (Spark 3.5), which Deequ's `StatefulStdDevPop` copies.
    """
    merged = merge(a, b, sketches)
    if not b.count:
        return merged
    count = a.count + b.count
    first = a.mean if a.count else 0.0
    delta = b.mean - first
    step = delta / count
    return replace(
        merged,
        mean=first + step * b.count,
        m2=a.m2 + b.m2 + delta * step * a.count * b.count,
        residual=0.0,
        parts=1,
    )


def to_header(numbers: Numbers, arrays: list[Array]) -> dict[str, Any]:
    """What a header says of numbers, whose arrays are added to `arrays`."""
    floats = [numbers.total, numbers.residual, numbers.mean, numbers.m2, numbers.minimum, numbers.maximum]
    arrays.append(np.array(floats))  # as bits: JSON has no infinity
    return {
        "count": numbers.count,
        "not_finite": numbers.not_finite,
        "parts": numbers.parts,
        "exact_total": numbers.exact_total,
        **kll.to_header(numbers.sketch, arrays),
    }


def from_header(header: dict[str, Any], arrays: Arrays) -> Numbers:
    """The numbers that `to_header` described.

    Raises:
        ValueError, KeyError, TypeError: If there are no such numbers.
    """
    total, residual, mean, m2, minimum, maximum = arrays.take(np.dtype(np.float64), 6).tolist()
    numbers = Numbers(
        count=whole(header["count"]),
        not_finite=whole(header["not_finite"], kll.MOST_VALUES),
        total=total,
        residual=residual,
        parts=whole(header["parts"], kll.MOST_VALUES),
        exact_total=header["exact_total"],
        mean=mean,
        m2=m2,
        minimum=minimum,
        maximum=maximum,
        sketch=kll.from_header(header, arrays),
    )
    whole(abs(numbers.exact_total), numbers.count << 63)
    if m2 < 0:
        raise ValueError("a sum of squares below 0")
    _check_items(numbers)
    return numbers


def _check_items(numbers: Numbers) -> None:
    """A sketch holds as many numbers as were counted, between the extrema, which are finite; NaN is between none."""
    low, high = numbers.minimum, numbers.maximum
    if numbers.count != numbers.sketch.weight or (numbers.count > 0) != (low <= high):
        raise ValueError("a sketch of other numbers")
    if numbers.count:
        if not (math.isfinite(low) and math.isfinite(high)):
            raise ValueError("infinite extrema")
        items = np.concatenate(numbers.sketch.levels)
        if not (low <= items.min() and items.max() <= high):
            raise ValueError("a sketch of other numbers")
