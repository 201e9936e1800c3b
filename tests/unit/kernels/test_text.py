from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.cells_twin import CELLS, EDGES, Cell, read
from tests.unit.kernels.test_registers import registers_of
from tests.unit.kernels.xxhash_twin import xxh64

from baselining.kernels.text import (
    BEYOND_64_BITS,
    EXACT,
    FRACTIONAL,
    INTEGRAL,
    MINUS_ZERO,
    NO_NUMBER,
    STRING,
    mark_replaced,
    parse_cell,
    scan_text,
    tally,
)


def assert_read_as_the_twin_reads(text: str) -> None:
    data = np.frombuffer(b"1" + text.encode() + b"1", np.uint8).copy()  # neighbours must not be looked at
    kind, number, how, castable, integer = parse_cell(data, 1, data.size - 1)
    cell = read(text)

    assert cell.kind == kind
    assert (cell.number is not None) == (castable and kind in (FRACTIONAL, INTEGRAL))
    if cell.number is None:
        return
    if kind == INTEGRAL:
        assert (cell.integer is None) == (how == BEYOND_64_BITS)
        assert (cell.number.hex() == "-0x0.0p+0") == (how == MINUS_ZERO)
    assert (cell.integer or 0 if how == EXACT else 0) == integer
    if not math.isnan(number):
        assert cell.number.hex() == number.hex()


@pytest.mark.parametrize("text", EDGES, ids=lambda text: ascii(text)[:30])
def test_an_awkward_cell_is_read_as_regex_and_float_read_it(text: str) -> None:
    assert_read_as_the_twin_reads(text)


@given(CELLS)
def test_any_cell_is_read_as_regex_and_float_read_it(text: str) -> None:
    assert_read_as_the_twin_reads(text)


@pytest.mark.parametrize("text", ["٣", "１２", "𝟙", "1٣", "٣.5"])
def test_only_ascii_digits_are_digits(text: str) -> None:
    assert Cell(STRING) == read(text)
    assert_read_as_the_twin_reads(text)


@given(st.lists(CELLS, max_size=20), st.integers(0, 3))
def test_a_scan_reads_every_cell(texts: list[str], skipped: int) -> None:
    skipped = min(skipped, len(texts))
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int32)[skipped:]
    data = np.frombuffer(b"".join(encoded), np.uint8)
    registers = np.zeros(512, np.uint8)
    room = len(texts) - skipped
    kinds, numbers, how = np.empty(room, np.uint8), np.empty(room), np.empty(room, np.uint8)
    integers = np.empty(room, np.int64)

    scan_text(offsets, data, registers, kinds, numbers, how, integers)

    cells = [read(text) for text in texts[skipped:]]
    assert [cell.kind for cell in cells] == kinds.tolist()
    assert registers_of([xxh64(text, 42) for text in encoded[skipped:]]) == registers.tolist()
    assert [cell.number is None for cell in cells] == (how == NO_NUMBER).tolist()
    for cell, number, way, integer in zip(cells, numbers, how, integers, strict=True):
        if way != NO_NUMBER and not math.isnan(number):
            assert cell.number == number
        assert integer == (cell.integer or 0 if way == EXACT else 0)


@given(st.lists(st.text("\ufffd\uffffé𝔘a\ufffc", max_size=4), max_size=12))
def test_cells_with_a_replacement_character_are_counted_once_each(texts: list[str]) -> None:
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int64)

    assert ["\ufffd" in text for text in texts] == replaced(
        offsets, np.frombuffer(b"".join(encoded), np.uint8)
    )


def test_a_replacement_character_cut_by_a_cell_s_end_is_none() -> None:
    data = np.frombuffer("\ufffd".encode(), np.uint8)

    assert replaced(np.array([0, 2, 3]), data) == [0, 0]
    assert replaced(np.array([0, 3]), data) == [1]


def replaced(offsets: np.ndarray, data: np.ndarray) -> list[int]:
    marks = np.full(offsets.size - 1, 7, np.uint8)
    mark_replaced(offsets, data, marks)
    return marks.tolist()


@given(st.lists(st.integers(0, 9)))
def test_codes_are_counted_in_the_order_in_which_they_come(codes: list[int]) -> None:
    counts, order = np.zeros(10, np.int64), np.empty(10, np.int64)

    different = tally(np.array(codes, np.int32), counts, order)

    assert list(dict.fromkeys(codes)) == order[:different].tolist()
    assert [codes.count(code) for code in range(10)] == counts.tolist()
