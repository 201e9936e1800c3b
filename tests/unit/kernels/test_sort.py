from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.kernels.sketch import from_keys, to_keys
from baselining.kernels.sort import sort_keys

DOUBLES = st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, -1.0, 5e-324])


def as_double_compare(value: float) -> tuple[float, bool]:
    """Sorts as `Double.compare`: -0.0 before 0.0."""
    return value, str(value) != "-0.0"


def sorted_by_keys(values: np.ndarray) -> np.ndarray:
    keys = to_keys(values.view(np.uint64))
    sort_keys(keys, np.empty_like(keys))
    return from_keys(keys).view(np.float64)


@given(st.lists(DOUBLES, min_size=1, max_size=80))
def test_doubles_are_sorted_as_java_sorts_them(values: list[float]) -> None:
    expected = sorted(values, key=as_double_compare)

    assert struct.pack(f"{len(values)}d", *expected) == sorted_by_keys(np.array(values)).tobytes()


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


BLOCKS = {
    "normal": random(1).normal(size=2050),
    "skewed": random(2).lognormal(0, 9, size=5000),
    "integers": random(3).integers(-(10**6), 10**6, 2051).astype(float),
    "few": random(4).integers(0, 3, 2050).astype(float),
    "constant": np.full(100, 0.1),
    "two runs": np.concatenate([np.sort(random(5).normal(size=n)) for n in (1000, 1050)]),
    "four runs": np.concatenate([np.sort(random(6).normal(size=n)) for n in (1, 500, 2, 900)]),
    "descending": np.arange(3000.0, 0, -1),
    # The highest bits that differ say nothing about almost all of these.
    "one far away": np.concatenate([[-1e300], 1.0 + random(7).permutation(4000) * 2.0**-52]),
    "one": np.array([1.5]),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_whole_blocks_are_sorted(name: str) -> None:
    assert np.sort(BLOCKS[name]).tobytes() == sorted_by_keys(BLOCKS[name]).tobytes()


@given(st.lists(DOUBLES, min_size=1, max_size=3), st.integers(100, 4000), st.integers(0, 99))
def test_blocks_of_few_different_doubles_are_sorted(values: list[float], size: int, seed: int) -> None:
    block = random(seed).choice(np.array(values), size)

    expected = sorted(block.tolist(), key=as_double_compare)

    assert struct.pack(f"{size}d", *expected) == sorted_by_keys(block).tobytes()


@given(st.lists(DOUBLES, min_size=200, max_size=400))
def test_blocks_of_any_doubles_are_sorted(values: list[float]) -> None:
    expected = sorted(values, key=as_double_compare)

    assert struct.pack(f"{len(values)}d", *expected) == sorted_by_keys(np.array(values)).tobytes()


@given(st.lists(st.lists(DOUBLES, min_size=1, max_size=60), min_size=1, max_size=4))
def test_ascending_runs_of_any_lengths_are_merged(runs: list[list[float]]) -> None:
    values = [value for run in runs for value in sorted(run, key=as_double_compare)]
    expected = sorted(values, key=as_double_compare)

    assert struct.pack(f"{len(values)}d", *expected) == sorted_by_keys(np.array(values)).tobytes()
