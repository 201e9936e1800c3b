"""Rows held out: the same ones in every column, and the state of all to the last bit what it is without."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.errors import DocumentError
from baselining.fold.batches import builder_for, fold_batches
from baselining.fold.columns import COLUMN_STATES, HELD_OUT_STATES
from baselining.fold.held_out import HeldOutArrays, HoldOut

TYPES = (pa.int64(), pa.float64(), pa.string(), pa.dictionary(pa.int32(), pa.string()))


def columns(rows: int, seed: int) -> list[pa.Array]:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    numbers = [None if chance.random() < 0.1 else chance.randrange(1000) for _ in range(rows)]
    texts = pa.array([None if number is None else f"t{number}" for number in numbers], pa.string())
    return [
        pa.array(numbers, pa.int64()),
        pa.array(numbers, pa.float64()),
        texts,
        texts.dictionary_encode(),
    ]


@given(rows=st.integers(0, 400), size=st.integers(1, 90), share=st.sampled_from([0.01, 0.1, 0.5]))
def test_all_rows_are_folded_as_ever_and_those_held_out_once_more(rows: int, size: int, share: float) -> None:
    table = pa.table(columns(rows, seed=rows), names=["a", "b", "c", "d"])
    batches = table.to_batches(max_chunksize=size) if rows else []
    hold_out = HoldOut(share)

    _, both = fold_batches([HeldOutArrays(kind, hold_out) for kind in TYPES], batches)
    _, plain = fold_batches([_builder(kind) for kind in TYPES], batches)
    places = HoldOut(share).rows(0, rows)
    _, held = fold_batches(
        [_builder(kind) for kind in TYPES],
        table.take(pa.array(places)).combine_chunks().to_batches() if rows else [],
    )

    assert [COLUMN_STATES.to_bytes(each.column) for each in both] == list(map(COLUMN_STATES.to_bytes, plain))
    assert [each.held.classes for each in both] == [each.classes for each in held]
    assert [each.held.categories for each in both] == [each.categories for each in held]


def _builder(kind: pa.DataType):  # type: ignore[no-untyped-def] # the type of a dictionary is that of its texts
    return builder_for(pa.string() if pa.types.is_dictionary(kind) else kind)


@pytest.fixture(autouse=True)
def _dictionaries_are_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baselining.fold.held_out.builder_for", _builder)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_about_the_share_is_held_out_anywhere_whatever_the_sizes_of_batches(share: float) -> None:
    whole = HoldOut(share).rows(0, 100_000)
    hold_out = HoldOut(share)
    pieces = [hold_out.rows(first, 1000) + first for first in range(0, 100_000, 1000)]

    assert np.concatenate(pieces).tolist() == whole.tolist()
    assert abs(whole.size / 100_000 - share) < 5 * (share / 100_000) ** 0.5
    assert all(abs(len(each) / 1000 - share) < 6 * (share / 1000) ** 0.5 for each in pieces)


def test_states_are_what_is_read_of_their_bytes_and_damaged_ones_are_refused() -> None:
    _, both = fold_batches(
        [HeldOutArrays(pa.int64(), HoldOut(0.2))], [pa.record_batch([pa.array(range(100))], ["a"])]
    )
    raw = HELD_OUT_STATES.to_bytes(both[0])

    assert HELD_OUT_STATES.to_bytes(HELD_OUT_STATES.from_bytes(raw)) == raw
    merged = HELD_OUT_STATES.merge(both[0], HELD_OUT_STATES.empty())
    assert HELD_OUT_STATES.to_bytes(merged) == raw
    with pytest.raises(DocumentError):
        HELD_OUT_STATES.from_bytes(raw[:-3])
