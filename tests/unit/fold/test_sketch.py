from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states import plain_sketch
from tests.unit.states.plain_sketch import KllBuilder
from tests.unit.states.same import assert_bits_equal

from baselining.fold import sketch as sketch_builder
from baselining.fold.sketch import SketchBuilder
from baselining.states.kll import Kll

PIECES = st.lists(st.integers(0, 9000), max_size=6)
VALUES = np.concatenate([np.random.default_rng(1).normal(size=60_000), [-0.0, 0.0] * 500])


def filled(builder: SketchBuilder | KllBuilder, pieces: list[int]) -> Kll:
    at = 0
    for size in pieces:
        builder.add(VALUES[at : at + size])
        at += size
    return builder.sketch()


@given(PIECES)
def test_the_sketch_is_that_of_the_plain_builder(pieces: list[int]) -> None:
    assert_bits_equal(filled(KllBuilder(), pieces), filled(SketchBuilder(), pieces))


@given(PIECES, PIECES, PIECES)
def test_sketches_are_merged_as_the_plain_ones_are(a: list[int], b: list[int], c: list[int]) -> None:
    first, second, third = (filled(KllBuilder(), pieces) for pieces in (a, b, c))

    plain = plain_sketch.merge(plain_sketch.merge(first, second), third)

    assert_bits_equal(plain, sketch_builder.merge(sketch_builder.merge(first, second), third))


def test_a_merged_sketch_takes_further_values() -> None:
    plain, compiled = KllBuilder(), SketchBuilder()
    for builder in (plain, compiled):
        builder.add(VALUES[:3000])
        builder.absorb(filled(KllBuilder(), [30_000]))
        builder.add(VALUES[3000:9000])

    assert_bits_equal(plain.sketch(), compiled.sketch())


@pytest.mark.parametrize("size", [0, 1, 2050, 2051, 2052, 20_000, 61_000])
def test_the_sketch_of_one_array_is_that_of_the_plain_builder(size: int) -> None:
    assert_bits_equal(filled(KllBuilder(), [size]), filled(SketchBuilder(), [size]))


@given(PIECES, PIECES)
def test_a_sketch_goes_on_where_another_ended(first: list[int], second: list[int]) -> None:
    start = filled(KllBuilder(), first)

    assert_bits_equal(filled(KllBuilder(start), second), filled(SketchBuilder(start), second))


def test_what_was_handed_out_does_not_change_any_more() -> None:
    builder = SketchBuilder()
    builder.add(np.array([1.0, 2.0]))
    first = builder.sketch()
    builder.add(VALUES)

    assert first.levels[0].tolist() == [1.0, 2.0]


def test_few_values_need_little_room() -> None:
    builder = SketchBuilder()
    builder.add(np.arange(100.0))

    assert builder._buffer.size <= 200
