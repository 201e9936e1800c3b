from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.cells_twin import CELLS, EDGES, NUMBERS, read
from tests.unit.kernels.test_registers import registers_of
from tests.unit.kernels.xxhash_twin import xxh64
from tests.unit.states.same import assert_bits_equal

from baselining.fold.text import TextBuilder
from baselining.kernels.text import FRACTIONAL, INTEGRAL
from baselining.states.column import CellClasses, Column, Source
from baselining.states.kll import Kll
from baselining.states.numbers import Numbers


def column_of(*cells: str | None, arrow_type: pa.DataType | None = None) -> Column:
    builder = TextBuilder()
    builder.add(pa.array(cells, arrow_type or pa.string()))
    return builder.column()


def numbers_of(column: Column) -> list[str]:
    """The numbers that were read, in row order and bit by bit; there must be few."""
    assert column.numbers is not None
    return [value.hex() for value in column.numbers.sketch.levels[0].tolist()]


def is_number(text: str) -> bool:
    return read(text).kind in (FRACTIONAL, INTEGRAL)


NUMERIC_EDGES = [text for text in EDGES if is_number(text)]


def test_without_cells_nothing_is_known() -> None:
    assert_bits_equal(Column.empty(Source.TEXT), TextBuilder().column())
    assert_bits_equal(Column.empty(Source.TEXT), column_of())


@pytest.mark.parametrize("arrow_type", [pa.string(), pa.large_string()])
def test_missing_cells_are_only_counted(arrow_type: pa.DataType) -> None:
    actual = column_of(None, None, None, arrow_type=arrow_type)

    assert actual.classes == CellClasses(missing=3)
    assert actual.categories == {}
    assert_bits_equal(Numbers.empty(), actual.numbers)
    assert not actual.registers.any()


@pytest.mark.parametrize("arrow_type", [pa.string(), pa.large_string()])
def test_an_empty_text_is_a_value_and_not_a_missing_cell(arrow_type: pa.DataType) -> None:
    actual = column_of("", None, "", arrow_type=arrow_type)

    assert actual.classes == CellClasses(missing=1, string=2)
    assert actual.categories == {"": 2}
    assert registers_of([xxh64(b"", 42)]) == actual.registers.tolist()


@pytest.mark.parametrize("text", NUMERIC_EDGES, ids=lambda text: text[:25])
def test_an_awkward_number_is_the_one_python_reads(text: str) -> None:
    number = read(text).number
    expected = [] if number is None or number in (float("inf"), float("-inf")) else [number.hex()]

    assert expected == numbers_of(column_of(text))


@given(st.lists(NUMBERS | st.sampled_from(NUMERIC_EDGES) | CELLS.filter(is_number), min_size=1, max_size=30))
def test_numbers_are_those_python_reads_bit_for_bit(texts: list[str]) -> None:
    cells = [read(text) for text in texts]
    numbers = [cell.number for cell in cells if cell.number is not None]
    finite = [number.hex() for number in numbers if np.isfinite(number)]

    actual = column_of(*texts)

    assert actual.numbers is not None
    assert finite == numbers_of(actual)
    assert len(numbers) - len(finite) == actual.numbers.not_finite
    assert sum(cell.integer or 0 for cell in cells) == actual.numbers.exact_total


def test_an_infinite_exponent_is_a_number_that_is_not_finite() -> None:
    actual = column_of("1e400", "-1e400", "1.5")

    assert actual.classes == CellClasses(fractional=3)
    assert actual.numbers is not None
    assert (actual.numbers.count, actual.numbers.not_finite) == (1, 2)


@pytest.mark.parametrize("cells", [("1", "x", "2"), ("1", "true"), ("2.5", "false"), ("",), ("NaN", "1.0")])
def test_a_column_that_can_only_be_text_keeps_no_numbers(cells: tuple[str, ...]) -> None:
    actual = column_of(*cells, "3", str(2**64))

    assert actual.numbers is None
    assert actual.longs is None


def test_integers_beyond_64_bits_are_numbers_but_no_longs() -> None:
    actual = column_of("1", str(2**63), "-0", "2", str(-(2**63)))

    assert numbers_of(actual) == [float(text).hex() for text in ("1", str(2**63), "-0.0", "2", str(-(2**63)))]
    assert actual.longs is not None
    assert actual.longs.sketch.levels[0].tolist() == [1.0, 0.0, 2.0, -(2.0**63)]
    assert not np.signbit(actual.longs.sketch.levels[0][1])
    assert actual.longs.exact_total == 3 - 2**63


def test_the_longs_are_those_from_the_first_cell_on() -> None:
    builder = TextBuilder()
    for cells in (["1", "2"], ["3", str(2**64), "4"], ["5"]):
        builder.add(pa.array(cells))

    longs = builder.column().longs

    assert longs is not None
    assert longs.sketch.levels[0].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert longs.count == 5


def test_integers_within_64_bits_need_no_second_count() -> None:
    assert column_of("1", str(2**63 - 1), str(-(2**63)), "0").longs is None


def test_the_exact_total_exceeds_64_bits() -> None:
    assert column_of(*[str(2**63 - 1)] * 5).numbers.exact_total == 5 * (2**63 - 1)  # type: ignore[union-attr]


def test_categories_count_the_text_of_a_cell_not_its_number() -> None:
    assert column_of("1.0", "1.00", "1.0", None, "é", "𝔘𝔫𝔦").categories == {
        "1.0": 2,
        "1.00": 1,
        "é": 1,
        "𝔘𝔫𝔦": 1,
    }


def test_categories_are_given_up_when_the_estimate_says_there_are_too_many() -> None:
    few = column_of(*(f"value {i}" for i in range(100)))
    many = column_of(*(f"value {i}" for i in range(150)))

    assert {f"value {i}": 1 for i in range(100)} == few.categories
    assert many.categories is None


def test_cells_with_a_replacement_character_are_counted() -> None:
    assert column_of("a\ufffdb", "\ufffd\ufffd", "ok", None).replaced == 2


def test_what_was_handed_out_does_not_change_any_more() -> None:
    builder = TextBuilder()
    builder.add(pa.array(["1", "2"]))
    first = builder.column()
    builder.add(pa.array(["3", "x", "\ufffd"]))

    assert_bits_equal(column_of("1", "2"), first)


@given(st.lists(st.none() | CELLS, min_size=1, max_size=20), st.integers(0, 5), st.integers(0, 5))
def test_a_slice_of_an_array_is_profiled_as_its_copy(cells: list[Any], before: int, after: int) -> None:
    for arrow_type in (pa.string(), pa.large_string()):
        whole = pa.array(
            [*["9", None, "é", "\ufffd", "x"][:before], *cells, *["x", None, "7"][:after]], arrow_type
        )
        builder = TextBuilder()
        builder.add(whole.slice(before, len(cells)))

        assert_bits_equal(column_of(*cells, arrow_type=arrow_type), builder.column())


@given(st.lists(st.none() | CELLS, max_size=20))
def test_both_arrow_types_of_text_give_one_state(cells: list[Any]) -> None:
    assert_bits_equal(column_of(*cells), column_of(*cells, arrow_type=pa.large_string()))


def test_the_state_of_numbers_is_the_one_of_the_doubles() -> None:
    actual = column_of("1.5", None, "2.5", "-3")

    expected = Numbers(
        count=3,
        not_finite=0,
        total=1.0,
        residual=0.0,
        parts=1,
        exact_total=-3,
        mean=actual.numbers.mean if actual.numbers else 0.0,
        m2=actual.numbers.m2 if actual.numbers else 0.0,
        minimum=-3.0,
        maximum=2.5,
        sketch=Kll(levels=(np.array([1.5, 2.5, -3.0]),), compactions=(0,)),
    )
    assert_bits_equal(expected, actual.numbers)
    assert expected.mean == pytest.approx(1 / 3)
    assert expected.m2 == pytest.approx(1.5**2 + 2.5**2 + 9 - 1 / 3)


@given(st.lists(st.none() | CELLS, max_size=30), st.integers(0, 5))
def test_cells_that_come_as_codes_give_the_same_state(cells: list[Any], before: int) -> None:
    coded = pa.array(["unused", "7", None, *cells, *cells], pa.string()).dictionary_encode().slice(3)
    few, many, plain = TextBuilder(), TextBuilder(), TextBuilder()
    for start in range(0, len(coded), before + 1):
        few.add(coded.slice(start, before + 1))  # fewer cells than texts in the dictionary
    many.add(coded)
    for piece in (cells, cells):
        plain.add(pa.array(piece, pa.string()))

    assert_bits_equal(plain.column(), many.column())
    assert_bits_equal(plain.column(), few.column())
