"""The distance of a feature of the current data from that of the baseline, where both have a distribution."""

from __future__ import annotations

import math

from baselining.documents.statistics import Categorical, Distribution, FeatureStatistics
from baselining.evaluation.distances import categories, numbers
from baselining.evaluation.distances.correction import robust
from baselining.evaluation.rules import Rules
from baselining.evaluation.violation import Distance, Drift


def measure(
    current: FeatureStatistics,
    baseline: FeatureStatistics,
    rules: Rules,
    drift: Drift,
    compare: numbers.Comparison = numbers.compare,
) -> Distance | None:
    """The distance; None where there is none.

    There is none between numbers and text, nor where one side has no value, or too many different texts to list; nor
    by chi-squared if fewer than two categories of enough cells remain.
    """
    now, before = _distribution(current), _distribution(baseline)
    if now is None or before is None:
        return None
    if now.kll is not None and before.kll is not None:
        return _of_numbers(compare(now.kll.sketch.data, before.kll.sketch.data, drift), rules, drift)
    if now.categorical is not None and before.categorical is not None:
        return _of_categories(now.categorical, before.categorical, rules, drift)
    return None


def _distribution(feature: FeatureStatistics) -> Distribution | None:
    statistics = feature.numerical_statistics or feature.string_statistics
    return statistics.distribution if statistics else None


def _of_numbers(gap: numbers.Gap | None, rules: Rules, drift: Drift) -> Distance | None:
    if gap is None:
        return None
    value, n, m = gap
    return Distance(
        value=value if rules.method == "Simple" else robust(value, n, m),
        measure="LInfinity",
        method=rules.method,
        drift=drift,
        threshold=rules.threshold,
        baseline_size=m,
        current_size=n,
    )


def _of_categories(now: Categorical, before: Categorical, rules: Rules, drift: Drift) -> Distance | None:
    ours = {bucket.value: bucket.count for bucket in now.buckets}
    theirs = {bucket.value: bucket.count for bucket in before.buckets}
    n, m = sum(ours.values()), sum(theirs.values())
    if not n or not m:
        return None
    if rules.category_measure == "LInfinity":
        value = categories.largest_difference(ours, theirs)
        value = value if rules.method == "Simple" else robust(value, n, m)
    else:
        test = categories.chi_squared(ours, theirs)
        if test is None or not math.isfinite(test[0]):
            return None
        value = test[0] if rules.method == "Simple" else test[1]
    return Distance(
        value=value,
        measure=rules.category_measure,
        method=rules.method,
        drift=drift,
        threshold=rules.category_threshold,
        baseline_size=m,
        current_size=n,
    )
