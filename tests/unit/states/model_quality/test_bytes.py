from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.model_quality.subjects import MODEL_QUALITY, QUESTIONS, fold_rows
from tests.unit.states.same import assert_bits_equal

from baselining.errors import DocumentError, NewerReleaseError
from baselining.states.framing import pack
from baselining.states.model_quality.rows import TAG, RowStates

KIND = RowStates()
ROWS = MODEL_QUALITY[-1].rows
SOME = [("1", "1", 0.9, "a"), ("0", "1", 0.6, "b"), ("0", "0", 0.25, "a")]


@given(rows=ROWS)
def test_rows_come_back_from_their_bytes(rows: Any) -> None:
    state = fold_rows([rows], QUESTIONS["binary"])

    again = KIND.from_bytes(KIND.to_bytes(state))

    assert_bits_equal(state, again)
    assert KIND.to_bytes(state) == KIND.to_bytes(again)


def test_errors_come_back_from_their_bytes() -> None:
    state = fold_rows([[("1.5", "1"), ("0", "-3.25")]], QUESTIONS["numbers"])

    assert_bits_equal(state, KIND.from_bytes(KIND.to_bytes(state)))


def _header_and_arrays(raw: bytes) -> tuple[dict[str, Any], np.ndarray]:
    _, _, length = struct.unpack_from("<4sHI", raw)
    return json.loads(raw[10 : 10 + length]), np.frombuffer(raw[10 + length :], np.uint8)


def _changed(header: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(header))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("rows",), -1),
        (("rows",), 2),
        (("problems",), {"NO_TRUTH": 4}),
        (("performance", "count"), 4),
        (("performance", "confusion", "labels"), ["0", "0"]),
        (("performance", "confusion", "labels"), ["0", "1", "2"]),
        (("performance", "confusion", "labels"), None),
        (("performance", "confusion", "counts", 0, 2), 0),
        (("performance", "confusion", "counts", 0, 0), 7),
        (("performance", "scores", "bins"), 2),
        (("performance", "scores", "shift"), 64),
        (("slices",), [["s", [["a"]]]]),
    ],
)
def test_forged_rows_are_refused(path: tuple[Any, ...], value: Any) -> None:
    header, arrays = _header_and_arrays(KIND.to_bytes(fold_rows([SOME], QUESTIONS["binary"])))

    with pytest.raises(DocumentError):
        KIND.from_bytes(pack(TAG, 1, _changed(header, path, value), [arrays]))


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_rows_with_a_flipped_bit_are_refused_or_are_rows(at: int, bit: int) -> None:
    raw = bytearray(KIND.to_bytes(fold_rows([SOME], QUESTIONS["binary"])))
    raw[at % len(raw)] ^= 1 << bit

    try:
        state = KIND.from_bytes(bytes(raw))
    except DocumentError:
        return
    KIND.to_bytes(KIND.merge(state, state))


def test_rows_of_a_newer_release_say_so() -> None:
    raw = bytearray(KIND.to_bytes(fold_rows([SOME], QUESTIONS["binary"])))
    raw[4] = 9

    with pytest.raises(NewerReleaseError):
        KIND.from_bytes(bytes(raw))
