"""The largest difference of cumulated shares, by a definition that is too slow to use, and compiled."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.evaluation.distances import numbers
from baselining.evaluation.distances.correction import robust
from baselining.evaluation.violation import Drift

items = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, 2.0, 3.5, -1e300, 1e300, 5e-324]),
    st.floats(allow_nan=False, allow_infinity=False),
)
sketches = st.lists(st.lists(items, max_size=12), min_size=1, max_size=5)


def weights(levels: list[list[float]], drift: Drift) -> dict[float, int]:
    """What is counted for each different value, as the page of Deequ's source reads."""
    counted: dict[float, int] = {}
    pairs = [(item, 1 << height) for height, level in enumerate(levels) for item in level]
    for item, weight in sorted(pairs, key=lambda pair: (pair[0], math.copysign(1, pair[0]))):
        before = counted.get(item, 0) if drift is Drift.EXACT else 0
        counted[item] = before + weight
    return counted


def defined(one: list[list[float]], other: list[list[float]], drift: Drift) -> numbers.Gap | None:
    ours, theirs = weights(one, drift), weights(other, drift)
    n, m = sum(ours.values()), sum(theirs.values())
    if not n or not m:
        return None
    gaps = [
        abs(
            sum(w for v, w in ours.items() if v <= at) / float(n)
            - sum(w for v, w in theirs.items() if v <= at) / float(m)
        )
        for at in {*ours, *theirs}
    ]
    return max(gaps), n, m


@pytest.mark.parametrize("drift", Drift)
@given(one=sketches, other=sketches)
def test_both_comparisons_are_the_definition_to_the_last_bit(
    drift: Drift, one: list[list[float]], other: list[list[float]]
) -> None:
    wanted = defined(one, other, drift)

    assert numbers.compare(one, other, drift) == wanted
    assert numbers.compare_compiled(one, other, drift) == wanted


def test_the_container_counts_a_value_once_with_the_weight_of_its_highest_level() -> None:
    levels = [[1.0, 1.0, 2.0], [2.0, 3.0]]

    assert numbers.compare(levels, levels, Drift.CONTAINER) == (0.0, 1 + 2 + 2, 5)
    assert numbers.compare(levels, levels, Drift.EXACT) == (0.0, 7, 7)


def test_many_features_are_compared_by_the_kernel_and_few_without_loading_it() -> None:
    assert numbers.comparison_for(numbers.MANY) is numbers.compare_compiled
    assert numbers.comparison_for(numbers.MANY - 1) is numbers.compare


def test_the_correction_is_never_below_zero_and_takes_1_8_standard_errors() -> None:
    assert robust(0.1, 10, 10) == 0.0
    exact = Fraction(1, 2) - Fraction(18, 10) * Fraction(math.sqrt(2 / 10_000))
    assert robust(0.5, 10_000, 10_000) == pytest.approx(float(exact), rel=1e-15)
