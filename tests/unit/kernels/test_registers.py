from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.xxhash_twin import MASK, xxh64

from baselining.kernels.registers import register, register_longs, register_unscaled

DECIMAL_38 = st.integers(-(10**38) + 1, 10**38 - 1)
EDGES = [
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    -127,
    -128,
    -129,
    -255,
    -256,
    -257,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
]
EDGES += [2**120 - 1, 2**120, -(2**120), 10**38 - 1, -(10**38) + 1]


def place_and_rank(h: int) -> tuple[int, int]:
    """The register of a hash, and the rank it is raised to, as Deequ's StatefulHyperloglogPlus has them."""
    padded = (h << 9 | 1 << 8) & MASK
    leading_zeros = 64 - padded.bit_length()
    return h >> 55, leading_zeros + 1


def registers_of(hashes: list[int]) -> list[int]:
    registers = [0] * 512
    for h in hashes:
        place, rank = place_and_rank(h)
        registers[place] = max(registers[place], rank)
    return registers


def to_byte_array(value: int) -> bytes:
    """Java's `BigInteger.toByteArray`: big-endian two's complement of the least length, at least one byte."""
    magnitude = value if value >= 0 else ~value
    return value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, b"\0"),
        (127, b"\x7f"),
        (128, b"\0\x80"),
        (255, b"\0\xff"),
        (-1, b"\xff"),
        (-128, b"\x80"),
        (-129, b"\xff\x7f"),
    ],
)
def test_the_twin_of_to_byte_array_is_java_s(value: int, expected: bytes) -> None:
    assert expected == to_byte_array(value)


@given(st.lists(st.integers(0, MASK) | st.integers(0, 511).map(lambda place: place << 55), max_size=60))
def test_a_register_keeps_the_highest_rank(hashes: list[int]) -> None:
    actual = np.zeros(512, np.uint8)
    for h in hashes:
        register(actual, np.uint64(h))

    assert registers_of(hashes) == actual.tolist()


@pytest.mark.parametrize(
    ("h", "expected"), [(0, (0, 56)), (MASK, (511, 1)), (1, (0, 55)), (1 << 54, (0, 1)), (1 << 55, (1, 56))]
)
def test_the_rank_is_bounded_by_the_padding(h: int, expected: tuple[int, int]) -> None:
    actual = np.zeros(512, np.uint8)

    register(actual, np.uint64(h))

    assert expected == place_and_rank(h)
    assert expected == (int(actual.argmax()), int(actual.max()))


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_longs_are_hashed_as_eight_bytes(values: list[int]) -> None:
    actual = np.zeros(512, np.uint8)

    register_longs(actual, np.array(values, np.int64).view(np.uint64))

    assert (
        registers_of([xxh64(value.to_bytes(8, "little", signed=True), 42) for value in values])
        == actual.tolist()
    )


@given(st.lists(st.sampled_from(EDGES) | DECIMAL_38, max_size=30))
def test_long_decimals_are_hashed_as_java_s_big_integers(values: list[int]) -> None:
    words = b"".join(value.to_bytes(16, "little", signed=True) for value in values)
    actual = np.zeros(512, np.uint8)

    register_unscaled(actual, np.frombuffer(words, np.uint8).reshape(-1, 16))

    assert registers_of([xxh64(to_byte_array(value), 42) for value in values]) == actual.tolist()
