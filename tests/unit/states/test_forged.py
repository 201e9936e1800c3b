"""What is read as a saved state may have been written by anybody: it is refused, or merged right."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.forged import forged, read_and_merged, some_shape

from baselining.errors import DocumentError
from baselining.fold import sketch
from baselining.fold.columns import COLUMN_STATES
from baselining.states.kll import MOST_LEVELS, MOST_VALUES, Kll, total_capacity


def test_a_top_level_that_is_overfull_is_refused() -> None:
    room = total_capacity(MOST_LEVELS)
    for size in (4, 9, room):
        with pytest.raises(DocumentError, match="damaged"):
            COLUMN_STATES.from_bytes(forged([0] * (MOST_LEVELS - 1) + [size], [0] * MOST_LEVELS))


def test_sketches_that_are_too_heavy_together_are_refused() -> None:
    top = forged([0] * (MOST_LEVELS - 1) + [3], [0] * MOST_LEVELS)
    state = COLUMN_STATES.from_bytes(top)

    with pytest.raises(DocumentError, match="more values than any dataset has"):
        COLUMN_STATES.merge(state, state)


def test_the_heaviest_sketch_there_may_be_fits_into_its_levels() -> None:
    assert 3 << (MOST_LEVELS - 1) < MOST_VALUES < 4 << (MOST_LEVELS - 1)
    heavy = Kll(levels=(*[np.zeros(0)] * (MOST_LEVELS - 1), np.zeros(3)), compactions=(0,) * MOST_LEVELS)
    light = Kll(levels=(np.zeros(2000),), compactions=(0,))

    merged = sketch.merge(heavy, light)

    assert merged.weight == heavy.weight + 2000
    assert len(merged.levels) == MOST_LEVELS


@given(st.lists(st.integers(0, 2**32), min_size=1, max_size=6))
def test_states_of_any_shape_are_refused_or_merged_right(seeds: list[int]) -> None:
    shapes = [some_shape(random.Random(seed)) for seed in seeds]  # noqa: S311 - not a secret

    merged = read_and_merged([forged(*shape) for shape in shapes])

    if merged is not None:
        assert merged.numbers is not None
        sizes = [level.size for level in merged.numbers.sketch.levels]
        assert len(sizes) <= MOST_LEVELS
        assert sum(sizes) <= total_capacity(len(sizes))
