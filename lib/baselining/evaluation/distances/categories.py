"""The distance between two columns of categories: the largest difference of a share, or Pearson's chi-squared test.

Counts are exact. Where Deequ's own result depends on the order of its hash map (which of two equally small categories
is merged first), the order of the document decides here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from baselining.evaluation.distances.gamma import upper_share

_FEW, _COCHRAN, _YATES, _YATES_SHARE = 2, 10, 5, 0.2
"""Every expected count of two categories is at least 10 (Cochran); of more, at most a fifth is below 5 (Yates)."""


def largest_difference(current: Mapping[str, int], baseline: Mapping[str, int]) -> float:
    """The largest difference between the shares of a category, from 0 to 1; both have cells."""
    n, m = float(sum(current.values())), float(sum(baseline.values()))
    return max(abs(current.get(key, 0) / n - baseline.get(key, 0) / m) for key in {**current, **baseline})


def chi_squared(current: Mapping[str, int], baseline: Mapping[str, int]) -> tuple[float, float] | None:
    """Pearson's test of the current counts against those that the baseline's shares let expect.

    Small categories are merged until the test may be made. Categories that the baseline does not have are ignored.

    Returns:
        The statistic and the p-value; None if fewer than two categories remain.
    """
    in_baseline = float(sum(count for key, count in current.items() if key in baseline))
    total = float(sum(baseline.values()))
    expected = {key: count / total * in_baseline for key, count in baseline.items()}
    observed = {key: float(current.get(key, 0)) for key in baseline}
    while len(expected) >= _FEW and _has_too_small(expected):
        _merge_smallest(observed, expected)
    if len(expected) < _FEW:
        return None
    statistic = _statistic(observed, expected)
    return statistic, upper_share(len(expected) - 1, statistic)


def _has_too_small(expected: Mapping[str, float]) -> bool:
    if len(expected) == _FEW:
        return any(count < _COCHRAN for count in expected.values())
    return sum(count < _YATES for count in expected.values()) > int(_YATES_SHARE * len(expected))


def _merge_smallest(observed: dict[str, float], expected: dict[str, float]) -> None:
    smallest = min(expected, key=expected.__getitem__)
    seen, wanted = observed.pop(smallest), expected.pop(smallest)
    next_one = min(expected, key=expected.__getitem__)
    observed[next_one] += seen
    expected[next_one] += wanted


def _statistic(observed: Mapping[str, float], expected: Mapping[str, float]) -> float:
    """As Spark's `ChiSqTest` adds it up."""
    seen, wanted = sum(observed.values()), sum(expected.values())
    scale = 1.0 if abs(seen - wanted) < 1e-7 else seen / wanted
    total = 0.0
    for key, count in expected.items():
        scaled = count * scale
        if scaled == 0.0:  # a category that the baseline lists with no cell
            if observed[key]:
                return math.inf
            continue
        total += (observed[key] - scaled) ** 2 / scaled
    return total
