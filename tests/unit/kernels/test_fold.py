from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from baselining.kernels.fold import empty_moments, fold_moments, sum_exactly

DOUBLES = st.floats() | st.sampled_from(
    [0.0, -0.0, math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308]
)
LONGS = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([-(2**63), 2**63 - 1, 0, -1, 2**32, -(2**32)])


def moments(values: list[float]) -> list[float]:
    """The kernel's loop in plain Python."""
    n = total = mean = m2 = not_finite = 0.0
    low, high = math.inf, -math.inf
    for x in values:
        if not math.isfinite(x):
            not_finite += 1
            continue
        total += x
        n += 1
        delta = x - mean
        step = delta / n
        mean += step
        m2 += delta * (delta - step)
        low = min(low, x)
        high = max(high, x)
    return [n, total, mean, m2, low, high, not_finite]


def same_bits(values: list[float]) -> list[str]:
    return [value.hex() for value in values]


@given(st.lists(DOUBLES, max_size=60))
def test_moments_are_those_of_a_plain_loop_bit_for_bit(values: list[float]) -> None:
    running = empty_moments()

    not_finite = fold_moments(running, np.array(values, np.float64))

    assert same_bits(moments(values)) == same_bits(running.tolist())
    assert not_finite == sum(not math.isfinite(x) for x in values)


@given(st.lists(DOUBLES, max_size=30), st.lists(DOUBLES, max_size=30))
def test_a_second_array_goes_on_where_the_first_ended(first: list[float], second: list[float]) -> None:
    running = empty_moments()

    fold_moments(running, np.array(first, np.float64))
    not_finite = fold_moments(running, np.array(second, np.float64))

    assert same_bits(moments(first + second)) == same_bits(running.tolist())
    assert not_finite == sum(not math.isfinite(x) for x in second)


def test_a_constant_column_keeps_the_container_s_rounding() -> None:
    running = empty_moments()

    fold_moments(running, np.full(1000, 0.1))

    assert same_bits(moments([0.1] * 1000)) == same_bits(running.tolist())
    assert running[1] != 100.0  # added up left to right, not pairwise


def test_of_nothing_the_extrema_are_infinite() -> None:
    running = empty_moments()

    assert fold_moments(running, np.empty(0)) == 0
    assert running.tolist() == [0.0, 0.0, 0.0, 0.0, math.inf, -math.inf, 0.0]


@given(st.lists(LONGS, max_size=100))
def test_integers_add_up_as_python_s(values: list[int]) -> None:
    high, low = sum_exactly(np.array(values, np.int64))

    assert sum(values) == (int(high) << 32) + int(low)


def test_many_of_the_largest_and_smallest_integers_do_not_overflow() -> None:
    for value in (2**63 - 1, -(2**63)):
        high, low = sum_exactly(np.full(100_000, value, np.int64))

        assert 100_000 * value == (int(high) << 32) + int(low)
