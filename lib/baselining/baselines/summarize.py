"""Profile → the statistics document. Columns become features here, and only here."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import numpy as np

from baselining.documents.layout import FormatVersion
from baselining.documents.scala_order import COLUMNS_PER_RUN, NULL_VALUE, Pair, ordered_pairs, ordered_values
from baselining.documents.statistics import (
    Categorical,
    CategoricalBucket,
    Common,
    DatasetFacts,
    Distribution,
    FeatureStatistics,
    InferredType,
    Kll,
    KllBucket,
    NumericalStatistics,
    Sketch,
    SketchParameters,
    Statistics,
    StringStatistics,
)
from baselining.documents.uncollected import uncollected
from baselining.profile import ColumnProfile, DatasetProfile, NumberProfile, is_fractional
from baselining.states import categories, kll
from baselining.states.column import CellClasses

BUCKETS = 10
_INT_MIN, _INT_MAX = -(2.0**31), 2.0**31 - 1


def summarize(profile: DatasetProfile, version: FormatVersion = FormatVersion.CURRENT) -> Statistics:
    """The statistics document of a dataset."""
    orders = _category_orders(profile)
    with uncollected():
        features = [
            _feature(name, column, orders.get(name), profile.item_count, version)
            for name, column in profile.columns.items()
        ]
    return Statistics(version=0.0, dataset=DatasetFacts(item_count=profile.item_count), features=features)


def inferred_type(classes: CellClasses) -> InferredType:
    """The column's type: Deequ's `determineType`, with a pure Boolean column counted as String.

    The documents know no Boolean; true/false columns become a String of two categories (docs/differences.md).
    """
    if not classes.present:
        return "Unknown"
    if classes.string or classes.boolean:
        return "String"
    return "Fractional" if is_fractional(classes) else "Integral"


def bucket_bounds(minimum: float, maximum: float) -> list[float]:
    """The eleven bounds of ten equal buckets, in Deequ's order of evaluation.

    Deequ's running extrema start at Int.MaxValue and Int.MinValue, so a column beyond that range gets a range that
    reaches back to it (`StatefulKLLSketch.initialize`); copied, because epoch milliseconds are healthy data.
    """
    low, high = min(minimum, _INT_MAX), max(maximum, _INT_MIN)
    if np.isinf((high - low) * BUCKETS):  # Deequ's bounds would be infinite or NaN
        return [low * (1 - i / BUCKETS) + high * (i / BUCKETS) for i in range(BUCKETS + 1)]
    return [low + (high - low) * i / float(BUCKETS) for i in range(BUCKETS + 1)]


def _feature(
    name: str, column: ColumnProfile, order: list[str] | None, item_count: int, version: FormatVersion
) -> FeatureStatistics:
    kind = inferred_type(column.classes)
    if kind == "Unknown":
        return FeatureStatistics(name=name, inferred_type=kind)
    completeness = column.classes.present / item_count if version.has_completeness_statistics else None
    common = Common(num_present=column.classes.present, num_missing=column.classes.missing)
    if kind == "String":
        distribution = _categorical(column, order) if order is not None else None
        text = StringStatistics(
            common=common,
            distinct_count=float(column.distinct),
            completeness=completeness,
            distribution=distribution,
        )
        return FeatureStatistics(name=name, inferred_type=kind, string_statistics=text)
    numbers = column.numeric
    numerical = NumericalStatistics(
        common=common,
        mean=_in_range(numbers.mean) if numbers else None,
        sum=_in_range(numbers.total) if numbers else None,
        std_dev=_in_range(numbers.std_dev) if numbers else None,
        min=numbers.minimum if numbers else None,
        max=numbers.maximum if numbers else None,
        approximate_num_distinct_values=column.distinct if version.has_completeness_statistics else None,
        completeness=completeness,
        distribution=_kll(numbers) if numbers else None,
    )
    return FeatureStatistics(name=name, inferred_type=kind, numerical_statistics=numerical)


def _in_range(value: float) -> float | None:
    """The value, or None where adding up went beyond the range of doubles, which JSON has no number for."""
    return value if math.isfinite(value) else None


def _kll(numbers: NumberProfile) -> Distribution:
    bounds = bucket_bounds(numbers.minimum, numbers.maximum)
    counts = kll.bucket_counts(numbers.sketch, np.array(bounds)).tolist()
    buckets = [
        KllBucket(lower_bound=lower, upper_bound=upper, count=float(count))
        for lower, upper, count in zip(bounds, bounds[1:], counts, strict=False)
    ]
    parameters = SketchParameters(c=kll.C, k=float(kll.K))
    data = [level.tolist() for level in numbers.sketch.levels]
    return Distribution(kll=Kll(buckets=buckets, sketch=Sketch(parameters=parameters, data=data)))


def _categorical(column: ColumnProfile, order: list[str]) -> Distribution:
    counts = _histogram(column)
    buckets = [CategoricalBucket(value=value, count=counts[value]) for value in order]
    return Distribution(categorical=Categorical(buckets=buckets))


def _histogram(column: ColumnProfile) -> dict[str, int]:
    """Cells by text, as Deequ's `Histogram` counts them: missing cells count as cells with the text `NullValue`."""
    counts = dict(column.categories or {})
    if column.classes.missing:
        counts[NULL_VALUE] = counts.get(NULL_VALUE, 0) + column.classes.missing
    return counts


def _category_orders(profile: DatasetProfile) -> dict[str, list[str]]:
    """The order of the values of each String column that has few of them.

    The estimate that decides on "few" leaves missing cells out, as Deequ's does.
    """
    orders: dict[str, list[str]] = {}
    columns = iter(profile.columns.items())
    while run := dict(islice(columns, COLUMNS_PER_RUN)):
        pairs = ordered_pairs(_pairs(run))
        for name, column in run.items():
            if column.categories is not None and column.distinct <= categories.MOST:
                orders[name] = ordered_values(name, pairs)
    return orders


def _pairs(run: dict[str, ColumnProfile]) -> Iterator[Pair]:
    """The (column, value) pairs that Deequ would count in one profiler run."""
    for name, column in run.items():
        if not column.classes.present or column.distinct > categories.MOST:
            continue
        if column.categories is None:  # typed numbers: how many there are matters, not which
            yield from ((name, f"\0{i}") for i in range(column.distinct))
        yield from ((name, value) for value in _histogram(column))
