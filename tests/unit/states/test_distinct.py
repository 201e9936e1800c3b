from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden_data import golden
from tests.unit.states import hll_twin

from baselining.kernels.registers import register_longs
from baselining.states import categories
from baselining.states.distinct import M, Registers, empty, estimate, exceeds

RANKS = st.builds(lambda raw: [rank % 57 for rank in raw], st.binary(min_size=M, max_size=M))
FILLED = st.builds(lambda count, rank: filled(count, rank).tolist(), st.integers(0, M), st.integers(1, 56))


def filled(registers: int, rank: int = 1) -> Registers:
    return np.array([rank] * registers + [0] * (M - registers), np.uint8)


def of_random_longs(count: int, seed: int = 7) -> Registers:
    registers = empty()
    register_longs(registers, np.random.default_rng(seed).integers(0, 2**63, count).astype(np.uint64))
    return registers


def test_the_bias_table_is_the_published_one() -> None:
    expected = json.loads(golden("hll_p9_bias.json").read_text())

    assert list(zip(expected["raw"], expected["bias"], strict=True)) == hll_twin.table()
    assert len(hll_twin.table()) == 201


@pytest.mark.parametrize(
    ("registers", "expected"),
    [(0, 0), (1, 1), (2, 2), (9, 9), (20, 20), (30, 31), (107, 120), (108, 121), (277, 399)],
)
def test_while_registers_are_empty_the_estimate_counts_them(registers: int, expected: int) -> None:
    assert expected == estimate(filled(registers))
    assert expected == estimate(filled(registers, rank=56))


def test_a_few_values_are_counted_exactly() -> None:
    assert [estimate(of_random_longs(count)) for count in (0, 1, 2, 5, 10)] == [0, 1, 2, 5, 10]


def test_beyond_linear_counting_the_bias_is_corrected() -> None:
    assert [estimate(filled(278)), estimate(filled(512))] == [253, 600]
    assert [hll_twin.estimate(filled(count).tolist()) for count in range(270, 513)] == [
        estimate(filled(count)) for count in range(270, 513)
    ]


@pytest.mark.parametrize("count", [350, 400, 450, 500, 1000, 2000, 2400, 2600, 3000, 100_000])
def test_estimates_are_the_twin_s_at_every_size(count: int) -> None:
    registers = of_random_longs(count)

    assert hll_twin.estimate(registers.tolist()) == estimate(registers)
    assert estimate(registers) == pytest.approx(count, rel=0.15)  # three standard errors


@given(RANKS | FILLED)
def test_any_registers_are_read_as_the_twin_reads_them(ranks: list[int]) -> None:
    assert hll_twin.estimate(ranks) == estimate(np.array(ranks, np.uint8))


@given(FILLED, RANKS | FILLED)
def test_once_there_are_too_many_categories_there_always_are(ranks: list[int], more: list[int]) -> None:
    before = np.array(ranks, np.uint8)
    after = np.maximum(before, np.array(more, np.uint8))

    assert exceeds(before, categories.MOST) <= exceeds(after, categories.MOST)


def test_no_registers_beyond_linear_counting_give_an_estimate_below_the_documented_one() -> None:
    assert min(estimate(filled(count)) for count in range(278, M + 1)) == 253
    assert all(exceeds(filled(count), 252) for count in range(278, M + 1))


def test_the_threshold_itself_is_not_exceeded() -> None:
    assert not exceeds(filled(107), 120)
    assert exceeds(filled(108), 120)
