from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.test_registers import registers_of
from tests.unit.kernels.xxhash_twin import xxh64

from baselining.kernels.fold import (
    empty_moments,
    fold_doubles,
    fold_floats,
    fold_ints,
    fold_longs,
    fold_moments,
    sum_exactly,
)

DOUBLES = st.floats() | st.sampled_from(
    [0.0, -0.0, math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308]
)
LONGS = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([-(2**63), 2**63 - 1, 0, -1, 2**32, -(2**32)])


def moments(values: list[float]) -> list[float]:
    """The kernel's loop in plain Python."""
    n = total = mean = m2 = not_finite = residual = 0.0
    low, high = math.inf, -math.inf
    for x in values:
        if not math.isfinite(x):
            not_finite += 1
            continue
        added = total + x
        part = added - total
        residual += (total - (added - part)) + (x - part)
        total = added
        n += 1
        delta = x - mean
        step = delta / n
        mean += step
        m2 += delta * (delta - step)
        low = min(low, x)
        high = max(high, x)
    return [n, total, mean, m2, low, high, residual, not_finite]


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
    assert running.tolist() == [0.0, 0.0, 0.0, 0.0, math.inf, -math.inf, 0.0, 0.0]


@given(st.lists(LONGS, max_size=100))
def test_integers_add_up_as_python_s(values: list[int]) -> None:
    high, low = sum_exactly(np.array(values, np.int64))

    assert sum(values) == (int(high) << 32) + int(low)


def test_many_of_the_largest_and_smallest_integers_do_not_overflow() -> None:
    for value in (2**63 - 1, -(2**63)):
        high, low = sum_exactly(np.full(100_000, value, np.int64))

        assert 100_000 * value == (int(high) << 32) + int(low)


def bits_of(value: float) -> int:
    """`Double.doubleToLongBits`, of a number equal to 0.0 those of 0.0, as Spark hashes it."""
    if math.isnan(value):
        return 0x7FF8000000000000
    return int(np.float64(value or 0.0).view(np.uint64))


@given(st.lists(DOUBLES, max_size=60))
def test_doubles_are_folded_and_hashed_in_one_pass(values: list[float]) -> None:
    running, registers = empty_moments(), np.zeros(512, np.uint8)

    fold_doubles(running, registers, np.array(values, np.float64))

    assert same_bits(moments(values)) == same_bits(running.tolist())
    assert hashed(bits_of(value).to_bytes(8, "little") for value in values) == registers.tolist()


@given(st.lists(st.floats(width=32) | st.sampled_from([0.0, -0.0, math.nan, math.inf]), max_size=60))
def test_floats_are_hashed_as_floats_and_added_as_doubles(values: list[float]) -> None:
    running, registers, doubles = empty_moments(), np.zeros(512, np.uint8), np.empty(len(values))

    fold_floats(running, registers, np.array(values, np.float32), doubles)

    assert same_bits(moments(values)) == same_bits(running.tolist())
    assert same_bits(values) == same_bits(doubles.tolist())
    words = [0x7FC00000 if math.isnan(x) else int(np.float32(x or 0.0).view(np.uint32)) for x in values]
    assert hashed(word.to_bytes(4, "little") for word in words) == registers.tolist()


@pytest.mark.parametrize(("kernel", "size"), [(fold_longs, 8), (fold_ints, 4)])
@given(data=st.data())
def test_integers_are_folded_hashed_and_added_up_exactly(kernel: Any, size: int, data: st.DataObject) -> None:
    most = 2 ** (8 * size - 1)
    values = data.draw(
        st.lists(st.integers(-most, most - 1) | st.sampled_from([-most, most - 1, 0]), max_size=60)
    )
    running, registers, doubles = empty_moments(), np.zeros(512, np.uint8), np.empty(len(values))

    high, low = kernel(running, registers, np.array(values, f"i{size}"), doubles)

    assert same_bits(moments([float(value) for value in values])) == same_bits(running.tolist())
    assert [float(value) for value in values] == doubles.tolist()
    assert hashed(value.to_bytes(size, "little", signed=True) for value in values) == registers.tolist()
    assert sum(values) == (int(high) << 32) + int(low)


def hashed(words: Iterable[bytes]) -> list[int]:
    return registers_of([xxh64(word, 42) for word in words])
