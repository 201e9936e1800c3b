from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.xxhash_twin import MASK, xxh64

from baselining.kernels.xxhash import hash_bytes, hash_int, hash_long

SPARKS_SEED = 42


def hash_of(data: bytes) -> int:
    return int(hash_bytes(np.frombuffer(data, np.uint8).copy(), 0, len(data)))


@pytest.mark.parametrize(
    ("data", "seed", "expected"),
    [
        (b"", 0, 0xEF46DB3751D8E999),
        (b"a", 0, 0xD24EC4F1A98C6E5B),
        (b"abc", 0, 0x44BC2CF5AD770999),
        (b"xxhash", 0, 3665147885093898016),
        (b"xxhash", 20141025, 13067679811253438005),
    ],
)
def test_the_twin_gives_the_published_hashes(data: bytes, seed: int, expected: int) -> None:
    assert expected == xxh64(data, seed)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", -7444071767201028348),  # SELECT xxhash64('')
        (b"Spark", -4294468057691064905),  # SELECT xxhash64('Spark')
    ],
)
def test_a_text_has_spark_s_hash(data: bytes, expected: int) -> None:
    assert expected & MASK == hash_of(data)


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 7, 8, 9, 12, 15, 31, 32, 33, 39, 40, 44, 63, 64, 65, 200])
def test_every_length_takes_the_same_path_as_the_twin(length: int) -> None:
    data = bytes((7 * i + length) % 256 for i in range(length))

    assert xxh64(data, SPARKS_SEED) == hash_of(data)


@given(st.binary(max_size=100), st.binary(max_size=9), st.binary(max_size=9))
def test_a_piece_of_a_buffer_hashes_as_if_it_were_alone(data: bytes, before: bytes, after: bytes) -> None:
    buffer = np.frombuffer(before + data + after, np.uint8).copy()

    actual = hash_bytes(buffer, len(before), len(before) + len(data))

    assert xxh64(data, SPARKS_SEED) == int(actual)


@given(st.integers(0, MASK))
def test_a_long_hashes_as_its_eight_bytes(bits: int) -> None:
    assert xxh64(bits.to_bytes(8, "little"), SPARKS_SEED) == int(hash_long(np.uint64(bits)))


@given(st.integers(0, (1 << 32) - 1), st.integers(0, (1 << 32) - 1))
def test_an_int_hashes_as_its_four_bytes_whatever_stands_above_them(bits: int, above: int) -> None:
    actual = hash_int(np.uint64(above << 32 | bits))

    assert xxh64(bits.to_bytes(4, "little"), SPARKS_SEED) == int(actual)
