"""Distances between categories. tests/spark/test_distances.py compares them with Deequ's."""

from __future__ import annotations

import math

import pytest

from baselining.evaluation.distances.categories import chi_squared, largest_difference
from baselining.evaluation.distances.gamma import upper_share


def test_the_largest_difference_is_that_of_one_share_and_not_of_cumulated_ones() -> None:
    assert largest_difference({"a": 1, "b": 3}, {"a": 3, "b": 1}) == 0.5
    assert largest_difference({"a": 1}, {"b": 1}) == 1.0
    assert largest_difference({"a": 2, "b": 1, "c": 1}, {"a": 2, "d": 2}) == 0.5


def test_small_categories_are_merged_into_the_next_smallest() -> None:
    baseline = {"a": 50, "b": 40, "c": 6, "d": 4}
    current = {"a": 50, "b": 40, "c": 4, "d": 6}

    # Two of four expected counts may be below 5 of 100 rows: none is merged at 100, d is merged into c at 50.
    test = chi_squared({key: count // 2 for key, count in current.items()}, baseline)

    assert test is not None
    assert test[0] == pytest.approx(0.0)


def test_categories_that_the_baseline_lacks_are_ignored() -> None:
    assert chi_squared({"a": 30, "b": 30, "x": 999}, {"a": 50, "b": 50}) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("current", "baseline"),
    [({"a": 5, "b": 4}, {"a": 50, "b": 50}), ({"a": 9}, {"a": 9}), ({"x": 9}, {"a": 9, "b": 9})],
)
def test_fewer_than_two_categories_cannot_be_tested(
    current: dict[str, int], baseline: dict[str, int]
) -> None:
    assert chi_squared(current, baseline) is None


def test_a_category_without_cells_in_the_baseline_is_infinitely_far_if_seen_now() -> None:
    baseline = {"a": 100, "b": 100, "c": 100, "d": 100, "e": 100, "none": 0}
    current = dict.fromkeys(baseline, 100)

    assert chi_squared(current, baseline) == (math.inf, 0.0)
    assert chi_squared({**current, "none": 0}, baseline) == (0.0, 1.0)


# P(X >= x) for chi-squared: closed forms for 1 and 2 degrees of freedom.
@pytest.mark.parametrize("statistic", [1e-9, 0.01, 0.5, 1.0, 2.9, 3.1, 10.0, 100.0, 700.0])
def test_the_chi_squared_distribution_has_its_closed_forms(statistic: float) -> None:
    assert upper_share(1, statistic) == pytest.approx(
        math.erfc(math.sqrt(statistic / 2)), rel=1e-11, abs=1e-15
    )
    assert upper_share(2, statistic) == pytest.approx(math.exp(-statistic / 2), rel=1e-11, abs=1e-15)
    three_or_more = math.exp(-statistic / 2) * (1 + statistic / 2)
    assert upper_share(4, statistic) == pytest.approx(three_or_more, rel=1e-11, abs=1e-15)


def test_the_ends_of_the_distribution() -> None:
    assert (upper_share(3, 0.0), upper_share(3, math.inf)) == (1.0, 0.0)
