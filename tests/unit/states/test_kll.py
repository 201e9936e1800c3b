from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.states.kll_twin import Twin
from tests.unit.states.plain_sketch import KllBuilder, merge
from tests.unit.states.same import assert_bits_equal

from baselining.states.kll import (
    Doubles,
    Kll,
    bucket_counts,
    capacity,
    total_capacity,
    weighted_items,
)

DOCUMENTED_LENGTHS = {
    2050: [2050],
    2333: [283, 1025],
    3000: [950, 1025],
    23_432: [266, 1093, 2127, 1, 779],
    68_385: [177, 1134, 1127, 1, 1, 1919],
}
SEEDS = st.integers(0, 2**32 - 1)


def some_values(count: int, seed: int = 0) -> Doubles:
    random = np.random.default_rng(seed)
    values = random.normal(0.0, 1e3, count)
    return np.where(
        random.random(count) < 0.3, np.round(values, -3), values
    )  # with ties and zeros of both signs


def sketch_of(values: Doubles) -> Kll:
    builder = KllBuilder()
    builder.add(values)
    return builder.sketch()


def twin_of(values: Doubles) -> Twin:
    twin = Twin()
    for value in values.tolist():
        twin.add(value)
    return twin


def levels_of(sketch: Kll) -> list[list[float]]:
    return [level.tolist() for level in sketch.levels]


def bits_of(levels: list[list[float]]) -> list[bytes]:
    return [np.array(level, np.float64).tobytes() for level in levels]


def test_capacities_are_the_documented_ones() -> None:
    assert [capacity(height) for height in range(5)] == [2050, 1314, 842, 540, 346]
    assert [total_capacity(1), total_capacity(2)] == [2050, 3364]


@pytest.mark.parametrize(("count", "expected"), DOCUMENTED_LENGTHS.items())
def test_levels_have_the_documented_lengths(count: int, expected: list[int]) -> None:
    sketch = sketch_of(some_values(count))

    assert expected == [level.size for level in sketch.levels]
    assert count == sketch.weight


@pytest.mark.parametrize("count", [0, 1, 2, 2049, 2050, 2051, 2052, 3364, 3365, 4000, 23_432, 68_385])
def test_levels_are_those_of_a_plain_sketch_that_takes_one_value_at_a_time(count: int) -> None:
    values = some_values(count)

    assert bits_of(twin_of(values).levels) == bits_of(levels_of(sketch_of(values)))


@settings(max_examples=max(settings.default.max_examples // 5, 1))
@given(st.integers(0, 8000), SEEDS)
def test_levels_are_the_plain_sketch_s_for_any_number_of_any_values(count: int, seed: int) -> None:
    values = some_values(count, seed)

    assert bits_of(twin_of(values).levels) == bits_of(levels_of(sketch_of(values)))


@pytest.mark.parametrize(
    "sizes", [[2050, 2050], [2050, 1], [1, 2049], [5000, 3000, 7], [100, 9000], [2050] * 4]
)
def test_merging_is_the_plain_sketch_s(sizes: list[int]) -> None:
    parts = [some_values(size, seed) for seed, size in enumerate(sizes)]
    twin, sketch = twin_of(parts[0]), sketch_of(parts[0])
    for part in parts[1:]:
        twin.merge(twin_of(part))
        sketch = merge(sketch, sketch_of(part))

    assert bits_of(twin.levels) == bits_of(levels_of(sketch))


@given(st.lists(st.integers(0, 4000), max_size=6), SEEDS)
def test_adding_piece_by_piece_is_adding_at_once(sizes: list[int], seed: int) -> None:
    values = some_values(sum(sizes), seed)
    builder = KllBuilder()
    for piece in np.split(values, np.cumsum(sizes)):
        builder.add(piece)
        builder.sketch()  # looking at it changes nothing

    assert_bits_equal(sketch_of(values), builder.sketch())


def test_up_to_2050_values_the_sketch_is_the_column_in_row_order() -> None:
    values = some_values(2050)

    assert [values.tolist()] == levels_of(sketch_of(values))


@pytest.mark.parametrize("zeros", [[0.0, -0.0], [-0.0, 0.0], [0.0, 0.0, -0.0, -0.0]])
def test_minus_zero_sorts_before_zero_as_in_java(zeros: list[float]) -> None:
    values = np.array([*zeros, 1.0, -1.0] * 600)

    assert bits_of(twin_of(values).levels) == bits_of(levels_of(sketch_of(values)))


def test_a_builder_keeps_no_view_of_what_it_was_given() -> None:
    values = some_values(100)
    expected = sketch_of(values.copy())
    builder = KllBuilder()
    builder.add(values)
    values[:] = 0.0

    assert_bits_equal(expected, builder.sketch())


def test_a_builder_that_starts_from_a_sketch_leaves_it_alone() -> None:
    start = sketch_of(some_values(5000))
    before = levels_of(start)
    builder = KllBuilder(start)
    builder.add(some_values(10_000, seed=1))

    assert before == levels_of(start)
    assert_bits_equal(
        sketch_of(np.concatenate([some_values(5000), some_values(10_000, seed=1)])), builder.sketch()
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_the_rank_error_of_200_000_values_is_at_most_half_a_percent(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=200_000)

    items, ranks = weighted_items(sketch_of(values))
    below = np.searchsorted(np.sort(values), items, side="right")

    assert np.abs(ranks - below).max() <= 0.005 * values.size


def test_sorted_values_are_no_harder() -> None:
    values = np.arange(200_000.0)

    for ordered in (values, values[::-1]):
        items, ranks = weighted_items(sketch_of(ordered))
        assert np.abs(ranks - (items + 1)).max() <= 0.005 * values.size


@given(st.integers(1, 9000), SEEDS)
def test_bucket_counts_add_up_to_the_number_of_values(count: int, seed: int) -> None:
    values = some_values(count, seed)
    bounds = np.linspace(values.min(), values.max(), 11)
    bounds[-1] = values.max()

    assert count == bucket_counts(sketch_of(values), bounds).sum()


@given(st.lists(st.integers(0, 10).map(float), min_size=1, max_size=50))
def test_buckets_are_half_open_but_the_last(values: list[float]) -> None:
    bounds = np.arange(11.0)
    expected = [sum(low <= value < low + 1 for value in values) for low in range(9)]
    expected.append(sum(9 <= value <= 10 for value in values))

    assert expected == bucket_counts(sketch_of(np.array(values)), bounds).tolist()


def test_a_constant_column_is_counted_in_the_last_bucket() -> None:
    assert bucket_counts(sketch_of(np.full(5, 3.5)), np.full(11, 3.5)).tolist() == [0] * 9 + [5]


def test_an_empty_sketch_has_empty_buckets() -> None:
    assert bucket_counts(Kll.empty(), np.array([0.0, 1.0, 2.0])).tolist() == [0, 0]
