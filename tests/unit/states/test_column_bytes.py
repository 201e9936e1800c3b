from __future__ import annotations

import dataclasses
import json
import struct
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.states.same import assert_bits_equal
from tests.unit.states.subjects import COLUMNS, fold_column

from baselining.errors import DocumentError, NewerReleaseError
from baselining.fold.columns import COLUMN_STATES
from baselining.states.column import TAG, VERSION, Column, Source
from baselining.states.column import from_bytes as decode
from baselining.states.column import to_bytes as encode
from baselining.states.kll import Kll

if TYPE_CHECKING:
    from tests.unit.states.laws import Subject

SAMPLE = fold_column([["1", None, str(2**64), "2.5", "é𝔘", ""]], pa.string())
NUMBERS = fold_column([["1", None, str(2**64), "-0"], ["3"] * 5000], pa.string())


@pytest.mark.parametrize("subject", COLUMNS, ids=lambda subject: subject.name)
@settings(max_examples=max(settings.default.max_examples // 3, 1))
@given(data=st.data())
def test_a_state_reads_back_as_it_was(subject: Subject, data: st.DataObject) -> None:
    state = subject.of(data.draw(subject.rows))

    assert_bits_equal(state, decode(encode(state)))


@pytest.mark.parametrize(
    "state", [Column.empty(Source.TEXT), Column.empty(Source.FRACTIONAL), SAMPLE, NUMBERS]
)
def test_bytes_depend_on_the_state_alone(state: Column) -> None:
    assert encode(state) == encode(decode(encode(state)))


def test_a_state_that_was_read_merges_as_the_one_that_was_written() -> None:
    read = decode(encode(NUMBERS))

    assert_bits_equal(COLUMN_STATES.merge(NUMBERS, NUMBERS), COLUMN_STATES.merge(read, read))


def test_a_view_of_a_larger_buffer_is_read_too() -> None:
    assert_bits_equal(SAMPLE, decode(memoryview(b"xyz" + encode(SAMPLE))[3:].tobytes()))


@pytest.mark.parametrize(
    "levels", [(3000,), (2000, 1400), (1,) * 49], ids=["too many items", "in all", "too many levels"]
)
def test_sketches_larger_than_any_are_refused(levels: tuple[int, ...]) -> None:
    """Compiled loops take the size of a sketch for granted."""
    assert NUMBERS.numbers is not None
    sketch = Kll(levels=tuple(np.zeros(size) for size in levels), compactions=(0,) * len(levels))
    state = dataclasses.replace(NUMBERS, numbers=dataclasses.replace(NUMBERS.numbers, sketch=sketch))

    with pytest.raises(DocumentError, match="damaged"):
        decode(encode(state))


def test_a_sketch_of_all_that_follows_is_refused() -> None:
    raw = encode(NUMBERS).replace(b'"levels": [', b'"levels": [-1, ', 1)

    with pytest.raises(DocumentError, match="damaged"):
        decode(raw[:6] + struct.pack("<I", struct.unpack("<I", raw[6:10])[0] + 4) + raw[10:])


@pytest.mark.parametrize("state", [SAMPLE, NUMBERS], ids=["text", "numbers"])
def test_a_truncated_state_is_refused_wherever_it_was_cut(state: Column) -> None:
    raw = encode(state)
    places = {*range(64), *range(len(raw) - 64, len(raw)), *range(0, len(raw), 97)}

    for place in sorted(places):
        with pytest.raises(
            DocumentError, match=r"^A saved state is (truncated|damaged)\.$|^This is not a saved state"
        ):
            decode(raw[:place])


def test_bytes_left_over_are_refused() -> None:
    with pytest.raises(DocumentError, match="damaged"):
        decode(encode(SAMPLE) + b"\0")


@pytest.mark.parametrize("raw", [b"PAR1" + bytes(60), b"{}" + bytes(20), bytes(600)])
def test_something_else_is_refused(raw: bytes) -> None:
    with pytest.raises(DocumentError, match="This is not a saved state"):
        decode(raw)


def test_an_older_version_is_refused_with_what_to_do() -> None:
    raw = struct.pack("<4sH", TAG, VERSION - 1) + encode(SAMPLE)[6:]

    with pytest.raises(
        DocumentError, match=f"of version {VERSION - 1}; this release reads version {VERSION}"
    ) as caught:
        decode(raw)

    assert caught.value.hint == "Profile the data again with this release."


def test_a_state_of_a_newer_release_is_said_to_be_one_and_not_damaged() -> None:
    raw = struct.pack("<4sH", TAG, VERSION + 1) + encode(SAMPLE)[6:]

    with pytest.raises(NewerReleaseError, match=f"a newer release .*: it is of format version {VERSION + 1}"):
        decode(raw)


@pytest.mark.parametrize(
    "header",
    ["[]", "null", "7", "{}", "{", '{"source": "text"}', '"' + "x" * 40 + '"', "\udcff"],
)
def test_a_header_that_is_none_is_refused(header: str) -> None:
    text = header.encode("utf-8", "surrogatepass")

    with pytest.raises(DocumentError, match="damaged"):
        decode(struct.pack("<4sHI", TAG, VERSION, len(text)) + text + bytes(512))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("source", "tax"),
        ("classes", {"missing": 1, "nothing": 2}),
        ("classes", None),
        ("numbers", {"count": 1}),
        ("numbers", []),
        ("categories", 7),
        ("categories", [["a"]]),
        ("replaced", ...),
    ],
)
def test_a_header_with_a_wrong_member_is_refused(member: str, value: object) -> None:
    raw = encode(SAMPLE)
    length = struct.unpack_from("<I", raw, 6)[0]
    tree = json.loads(raw[10 : 10 + length])
    if value is ...:
        del tree[member]
    else:
        tree[member] = value
    text = json.dumps(tree).encode()

    with pytest.raises(DocumentError, match="damaged"):
        decode(struct.pack("<4sHI", TAG, VERSION, len(text)) + text + raw[10 + length :])


@given(st.integers(10, 400), st.integers(1, 255))
def test_a_damaged_header_is_refused_or_still_one(place: int, change: int) -> None:
    raw = bytearray(encode(NUMBERS))
    raw[place] ^= change

    try:
        state = decode(bytes(raw))
    except DocumentError:
        return
    assert state.registers.size == 512  # a digit or a letter became another one


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise(raw: bytes) -> None:
    with pytest.raises(DocumentError):
        decode(struct.pack("<4sHI", TAG, VERSION, min(len(raw), 40)) + raw)


def test_extrema_of_nothing_survive() -> None:
    read = decode(encode(Column.empty(Source.FRACTIONAL))).numbers

    assert read is not None
    assert (np.inf, -np.inf) == (read.minimum, read.maximum)
