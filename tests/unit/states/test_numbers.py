from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.fold import sketch
from baselining.fold.moments import MomentsBuilder
from baselining.states import numbers
from baselining.states.kll import Doubles
from baselining.states.numbers import Numbers


def fold(values: Doubles) -> Numbers:
    builder = MomentsBuilder()
    builder.add(values)
    return builder.numbers()


def merged(values: Doubles, cuts: list[int]) -> Numbers:
    whole = Numbers.empty()
    for piece in np.split(values, sorted(cuts)):
        whole = numbers.merge(whole, fold(piece), sketch.merge)
    return whole


FINITE = st.floats(-1e140, 1e140)


@given(st.lists(FINITE, min_size=1, max_size=60), st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_the_sum_of_several_splits_is_exact_but_for_its_last_bits(
    values: list[float], cuts: list[int]
) -> None:
    whole = merged(np.array(values), cuts)

    exact, size = math.fsum(values), math.fsum(map(abs, values))
    if whole.parts > 1:
        assert abs(whole.sum - exact) <= 2.0**-52 * abs(exact) + 2.0**-90 * size


@given(st.lists(FINITE, max_size=60))
def test_the_sum_of_one_split_is_the_left_to_right_one(values: list[float]) -> None:
    total = 0.0
    for value in values:
        total += value

    assert fold(np.array(values, np.float64)).sum.hex() == total.hex()
    assert merged(np.array(values, np.float64), [0, len(values)]).sum.hex() == total.hex()


def test_a_long_column_of_tenths_drifts_in_one_split_and_not_in_two() -> None:
    tenths = np.full(1_000_000, 0.1)

    exact = float(Fraction(0.1) * tenths.size)
    assert fold(tenths).sum != pytest.approx(exact, rel=1e-12)
    assert merged(tenths, [300_000]).sum == pytest.approx(exact, rel=1e-15)


@pytest.mark.parametrize("cuts", [[1], [250_000, 500_000], [17, 99_999, 499_999]])
def test_the_deviation_of_several_splits_is_exact_to_twelve_digits(cuts: list[int]) -> None:
    rng = np.random.default_rng(7)
    values = np.concatenate([rng.normal(100, 3, 400_000), rng.exponential(50, 200_000)])

    whole = merged(values, cuts)

    mean = math.fsum(values) / values.size
    exact = math.sqrt(math.fsum((values - mean) ** 2) / values.size)
    assert math.sqrt(whole.m2 / whole.count) == pytest.approx(exact, rel=1e-12)
