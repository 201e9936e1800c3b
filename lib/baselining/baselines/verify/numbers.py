"""Do the statistics of a numeric feature agree with one another and with its sketch?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from baselining.baselines.summarize import BUCKETS, bucket_bounds
from baselining.baselines.verify.finding import Finding, note, wrong
from baselining.baselines.verify.wrapping import is_wrapped, noted
from baselining.documents.statistics import Kll as KllDocument
from baselining.documents.statistics import NumericalStatistics
from baselining.states import kll
from baselining.states.kll import Kll

_ROUNDING = 1e-9
"""Relative; what the order of additions can make of a sum is far below."""

_RANK_ERROR = 0.01
"""Of compacted sketches, generously: ranks are within 0.25 % on one split."""


def verify_numbers(numbers: NumericalStatistics, *, is_integral: bool, place: str) -> Iterator[Finding]:
    """Contradictions among moments, extrema, buckets and sketch."""
    distribution = numbers.distribution.kll if numbers.distribution else None
    if distribution is None or numbers.min is None or numbers.max is None:
        if numbers.min is not None or numbers.max is not None or distribution is not None:
            yield wrong(place, "min, max and distribution.kll are there together or not at all")
        else:  # all cells are NaN, infinite or beyond 64 bits
            yield note(place, "no cell is a finite number")
        return
    sketch = sketch_of(distribution)
    count = sketch.weight
    where = f"{place}.distribution.kll"
    found = list(_verify_sketch(sketch, distribution, numbers.common.num_present, where))
    yield from found
    if not count or numbers.min > numbers.max:
        if count:
            yield wrong(f"{place}.min", "it is greater than max")
        return
    if numbers.distribution and numbers.distribution.categorical:
        yield wrong(f"{place}.distribution.categorical", "numeric features have none")
    yield from _verify_range(sketch, numbers, where)
    yield from _verify_buckets(sketch, distribution, numbers.min, numbers.max, where)
    if is_integral and _has_wrapped(sketch, numbers):
        yield noted(place)
        wrapped = numbers.sum or 0.0
        if numbers.mean is not None and not _close(numbers.mean, wrapped / count):
            yield wrong(f"{place}.mean", f"it is not sum / {count:,}")
        numbers = numbers.model_copy(update={"sum": None, "mean": None})
    yield from _verify_moments(numbers, count, place)
    if len(sketch.levels) == 1:  # the sketch is the column itself
        yield from _verify_against_values(sketch.levels[0], numbers, is_integral=is_integral, place=place)
    else:
        yield from _verify_against_ranks(sketch, numbers, place)


def sketch_of(document: KllDocument) -> Kll:
    """The sketch as a state; how often its levels were compacted is not in the document, and not needed to read it."""
    levels = tuple(np.array(level, float) for level in document.sketch.data) or (np.empty(0),)
    return Kll(levels=levels, compactions=(0,) * len(levels))


def _verify_sketch(sketch: Kll, document: KllDocument, present: int, place: str) -> Iterator[Finding]:
    parameters = document.sketch.parameters
    if (parameters.c, parameters.k) != (kll.C, float(kll.K)):
        yield wrong(f"{place}.sketch.parameters", f"they should be c = {kll.C} and k = {kll.K}")
    weight, size = sketch.weight, sum(level.size for level in sketch.levels)
    if weight > present or not weight:
        yield wrong(f"{place}.sketch.data", f"it stands for {weight:,} values, of {present:,} present cells")
    elif weight < present:
        yield note(
            f"{place}.sketch.data",
            f"{present - weight:,} present cells are no finite numbers (NaN, infinite, beyond 64 bits), and left out",
        )
    if size > kll.total_capacity(len(sketch.levels)):
        yield wrong(f"{place}.sketch.data", f"{size:,} items are more than {len(sketch.levels)} levels hold")


def _verify_range(sketch: Kll, numbers: NumericalStatistics, place: str) -> Iterator[Finding]:
    items = np.concatenate(sketch.levels)
    if items.min() < numbers.min or items.max() > numbers.max:
        yield wrong(f"{place}.sketch.data", "items lie outside min and max")


def _verify_buckets(
    sketch: Kll, document: KllDocument, low: float, high: float, place: str
) -> Iterator[Finding]:
    buckets = document.buckets
    if len(buckets) != BUCKETS:
        yield wrong(f"{place}.buckets", f"there should be {BUCKETS}, there are {len(buckets)}")
        return
    bounds = bucket_bounds(low, high)
    if [(bucket.lower_bound, bucket.upper_bound) for bucket in buckets] != list(pairwise(bounds)):
        yield wrong(f"{place}.buckets", "their bounds do not cut min to max into equal parts")
        return
    counts = kll.bucket_counts(sketch, np.array(bounds)).tolist()
    for number, (bucket, count) in enumerate(zip(buckets, counts, strict=True)):
        if bucket.count != count:
            yield wrong(
                f"{place}.buckets[{number}].count",
                f"the sketch has {count:,} values there, the bucket says {bucket.count:,.0f}",
            )


def _verify_moments(numbers: NumericalStatistics, count: int, place: str) -> Iterator[Finding]:
    low, high = numbers.min or 0.0, numbers.max or 0.0
    slack = _ROUNDING * max(abs(low), abs(high))
    if numbers.mean is not None:
        if not low - slack <= numbers.mean <= high + slack:
            yield wrong(f"{place}.mean", "it lies outside min and max")
        if numbers.sum is not None and not _close(numbers.mean, numbers.sum / count):
            yield wrong(f"{place}.mean", f"it is not sum / {count:,}")
    # Popoviciu's inequality: no distribution on [min, max] is wider than half its range.
    if numbers.std_dev is not None and not 0 <= numbers.std_dev <= (high / 2 - low / 2) + slack:
        yield wrong(f"{place}.std_dev", "it is negative, or more than half of max - min")
    if numbers.approximate_num_distinct_values is not None and not numbers.approximate_num_distinct_values:
        yield wrong(f"{place}.approximate_num_distinct_values", "it is 0, though there are values")


def _has_wrapped(sketch: Kll, numbers: NumericalStatistics) -> bool:
    """Is the sum what 64 bits leave of that of the values in the sketch, as exactly as it knows that?"""
    if numbers.sum is None:
        return False
    weighted = [level * 2.0**height for height, level in enumerate(sketch.levels)]
    items = np.concatenate(weighted)
    tolerance = _ROUNDING * math.fsum(np.abs(items))
    if len(sketch.levels) > 1:
        tolerance += _RANK_ERROR * ((numbers.max or 0.0) - (numbers.min or 0.0)) * sketch.weight
    return is_wrapped(numbers.sum, math.fsum(items), tolerance)


def _verify_against_values(
    values: kll.Doubles, numbers: NumericalStatistics, *, is_integral: bool, place: str
) -> Iterator[Finding]:
    if (values.min(), values.max()) != (numbers.min, numbers.max):
        yield wrong(
            f"{place}.min", "min and max are not those of the values in the sketch, which holds them all"
        )
    total = math.fsum(values)
    size = math.fsum(np.abs(values))
    if numbers.sum is not None and abs(numbers.sum - total) > _ROUNDING * size:
        yield wrong(f"{place}.sum", "it is not the sum of the values in the sketch, which holds them all")
    with np.errstate(over="ignore"):
        spread = float(np.std(values))
    if numbers.std_dev is not None and math.isfinite(spread) and not _near(numbers.std_dev, spread, values):
        yield wrong(f"{place}.std_dev", "it is not that of the values in the sketch, which holds them all")
    if is_integral and bool((values != np.floor(values)).any()):
        yield wrong(f"{place}.distribution.kll.sketch.data", "an Integral feature has values with a fraction")


def _verify_against_ranks(sketch: Kll, numbers: NumericalStatistics, place: str) -> Iterator[Finding]:
    """Moments against those of a compacted sketch: they differ by at most rank error times range (Wasserstein)."""
    items = np.concatenate(sketch.levels)
    weights = np.concatenate([np.full(level.size, 2.0**h) for h, level in enumerate(sketch.levels)])
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(np.average(items, weights=weights))
        variance = float(np.average((items - mean) ** 2, weights=weights))
        span = (numbers.max or 0.0) - (numbers.min or 0.0)
        if numbers.mean is not None and abs(numbers.mean - mean) > _RANK_ERROR * span:
            yield wrong(f"{place}.mean", "it is far from that of the sketch")
        if numbers.std_dev is not None and abs(numbers.std_dev**2 - variance) > 2 * _RANK_ERROR * span**2:
            yield wrong(f"{place}.std_dev", "it is far from that of the sketch")


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=_ROUNDING, abs_tol=0.0)


def _near(a: float, b: float, values: kll.Doubles) -> bool:
    return abs(a - b) <= _ROUNDING * max(abs(b), float(np.abs(values).max()))
