"""What is read as a saved state may have been written by anybody: it is refused, or merged right."""

from __future__ import annotations

import json
import random
import struct

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.baselines.verify.test_corruptions import changed, leaves
from tests.unit.states.forged import forged, read_and_merged, some_shape
from tests.unit.states.same import assert_bits_equal
from tests.unit.states.subjects import fold_column

from baselining.baselines.summarize import summarize
from baselining.documents.files import to_bytes
from baselining.errors import DocumentError
from baselining.fold import sketch
from baselining.fold.columns import COLUMN_STATES
from baselining.profile import measure
from baselining.states.dataset import Dataset
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


SAMPLES = [
    COLUMN_STATES.to_bytes(fold_column([cells], kind))
    for cells, kind in (
        (["1", None, str(2**64), "-0", *["3"] * 3000], pa.string()),
        (["a", "b", None, "a"], pa.string()),
        ([1, 5, None, 2**62], pa.int64()),
        ([0.5, float("nan"), -1e300], pa.float64()),
    )
]
ODD = st.sampled_from(
    [-1, 0, 1, 2**31, 2**62, 2**64, 10**400, 0.5, True, None, "", "1", [], [[]], {}, float("nan")]
)


@given(st.sampled_from(SAMPLES), st.data(), ODD)
def test_a_header_with_any_one_odd_value_is_refused_or_harmless(
    raw: bytes, data: st.DataObject, value: object
) -> None:
    length = struct.unpack_from("<I", raw, 6)[0]
    header = json.loads(raw[10 : 10 + length])
    path = data.draw(st.sampled_from(list(leaves(header))))
    text = json.dumps(changed(header, path, lambda _: value)).encode()

    assert_harmless(raw[:6] + struct.pack("<I", len(text)) + text + raw[10 + length :])


@pytest.mark.parametrize("raw", SAMPLES, ids=["numbers", "texts", "int64", "float64"])
def test_arrays_with_any_one_odd_number_are_refused_or_harmless(raw: bytes) -> None:
    start = 10 + struct.unpack_from("<I", raw, 6)[0] + 512
    count = (len(raw) - start) // 8
    for place in {*range(min(12, count)), *range(0, count, 500)}:
        for value in (np.nan, np.inf, -np.inf, -1.0, 1e308, -1e308, -0.0):
            at = start + 8 * place
            assert_harmless(raw[:at] + struct.pack("<d", value) + raw[at + 8 :])


def assert_harmless(raw: bytes) -> None:
    """Whatever it says, it is refused as damaged, or it merges and becomes a document."""
    try:
        state = COLUMN_STATES.from_bytes(raw)
        merged = COLUMN_STATES.merge(state, state)
    except DocumentError:
        return
    rows = merged.cells
    to_bytes(summarize(measure(Dataset(item_count=rows, columns={"a": merged}))))
    assert_bits_equal(merged, COLUMN_STATES.from_bytes(COLUMN_STATES.to_bytes(merged)))
