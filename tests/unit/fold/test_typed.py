from __future__ import annotations

import struct
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.test_registers import registers_of, to_byte_array
from tests.unit.kernels.xxhash_twin import xxh64
from tests.unit.states.same import assert_bits_equal

from baselining.fold.batches import builder_for
from baselining.states.column import CellClasses, Column, Source

SIGNED = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}


def column_of(arrow_type: pa.DataType, *cells: Any) -> Column:
    builder = builder_for(arrow_type)
    builder.add(pa.array(cells, arrow_type))
    return builder.column()


def doubles_of(column: Column) -> list[str]:
    assert column.numbers is not None
    return [value.hex() for value in column.numbers.sketch.levels[0].tolist()]


def decimals(precision: int, scale: int) -> st.SearchStrategy[Decimal]:
    largest = 10**precision - 1
    digits = st.integers(0, largest) | st.integers(0, min(largest, 999))
    return st.builds(
        lambda sign, unscaled: Decimal((sign, tuple(map(int, str(unscaled))), -scale)),
        st.integers(0, 1),
        digits,
    )


def unscaled(value: Decimal, scale: int) -> int:
    sign, digits, exponent = value.as_tuple()
    assert exponent == -scale
    return (-1 if sign else 1) * int("".join(map(str, digits)))


@pytest.mark.parametrize(
    ("arrow_type", "source"),
    [
        (pa.int8(), Source.INTEGRAL),
        (pa.int64(), Source.INTEGRAL),
        (pa.float32(), Source.FRACTIONAL),
        (pa.float64(), Source.FRACTIONAL),
        (pa.decimal128(10, 2), Source.FRACTIONAL),
        (pa.decimal128(38, 0), Source.FRACTIONAL),
    ],
    ids=str,
)
def test_without_present_cells_only_the_missing_ones_are_known(
    arrow_type: pa.DataType, source: Source
) -> None:
    assert_bits_equal(Column.empty(source), column_of(arrow_type))
    assert column_of(arrow_type, None, None).classes == CellClasses(missing=2)
    assert column_of(arrow_type, None).numbers is not None


@pytest.mark.parametrize("bits", SIGNED)
@given(data=st.data())
def test_integers_are_read_exactly(bits: int, data: st.DataObject) -> None:
    cell = st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    cells = data.draw(st.lists(cell | st.none(), max_size=30))
    present = [cell for cell in cells if cell is not None]
    width = 8 if bits == 64 else 4  # Spark hashes byte, short and int alike

    actual = column_of(SIGNED[bits], *cells)

    assert actual.classes == CellClasses(missing=len(cells) - len(present), integral=len(present))
    assert [float(cell).hex() for cell in present] == doubles_of(actual)
    assert sum(present) == actual.numbers.exact_total  # type: ignore[union-attr]
    hashes = [xxh64(cell.to_bytes(width, "little", signed=True), 42) for cell in present]
    assert registers_of(hashes) == actual.registers.tolist()


@pytest.mark.parametrize(("arrow_type", "code"), [(pa.float64(), "<d"), (pa.float32(), "<f")], ids=str)
@given(data=st.data())
def test_doubles_are_hashed_with_one_zero_and_one_nan(
    arrow_type: pa.DataType, code: str, data: st.DataObject
) -> None:
    width = 8 * struct.calcsize(code)
    cells = data.draw(
        st.lists(st.none() | st.floats(width=width) | st.sampled_from([-0.0, np.nan, -np.nan]), max_size=30)
    )
    present = [cell for cell in cells if cell is not None]
    finite = [cell for cell in present if np.isfinite(cell)]

    actual = column_of(arrow_type, *cells)

    assert actual.classes == CellClasses(missing=len(cells) - len(present), fractional=len(present))
    assert [float(cell).hex() for cell in finite] == doubles_of(actual)
    assert len(present) - len(finite) == actual.numbers.not_finite  # type: ignore[union-attr]
    canonical = [np.nan if np.isnan(cell) else cell + 0.0 for cell in present]
    assert (
        registers_of([xxh64(struct.pack(code, cell), 42) for cell in canonical]) == actual.registers.tolist()
    )


def test_zeros_of_both_signs_are_one_value_and_nans_another() -> None:
    nan = struct.unpack("<d", (0x7FF8000000000001).to_bytes(8, "little"))[0]

    assert np.count_nonzero(column_of(pa.float64(), 0.0, -0.0).registers) == 1
    assert np.count_nonzero(column_of(pa.float64(), np.nan, -np.nan, nan, None).registers) == 1


@pytest.mark.parametrize(
    ("precision", "scale"), [(5, 1), (10, 2), (18, 4), (19, 4), (38, 0), (38, 10), (38, 37), (20, -2)]
)
@given(data=st.data())
def test_decimals_are_read_as_java_s_double_value(precision: int, scale: int, data: st.DataObject) -> None:
    cells = data.draw(st.lists(decimals(precision, scale) | st.none(), max_size=20))
    present = [cell for cell in cells if cell is not None]
    exact = [unscaled(cell, scale) for cell in present]

    actual = column_of(pa.decimal128(precision, scale), *cells)

    assert actual.classes == CellClasses(missing=len(cells) - len(present), fractional=len(present))
    assert [(float(cell) + 0.0).hex() for cell in present] == doubles_of(actual)  # BigDecimal has no -0
    of_long = (
        [xxh64(value.to_bytes(8, "little", signed=True), 42) for value in exact] if precision <= 18 else None
    )
    assert (
        registers_of(of_long or [xxh64(to_byte_array(value), 42) for value in exact])
        == actual.registers.tolist()
    )


def test_three_tenths_as_a_decimal_are_the_double_nearest_to_them() -> None:
    assert column_of(pa.decimal128(5, 1), Decimal("0.3")).numbers.minimum == 0.3  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("arrow_type", "cells"),
    [
        (pa.int16(), [1, None, -2, 3, 2**15 - 1, None]),
        (pa.int64(), [1, None, 2**63 - 1, -(2**63), 3, 4]),
        (pa.float32(), [0.5, None, float("nan"), -0.0, float("inf"), 1e-45]),
        (pa.float64(), [0.5, None, float("nan"), -0.0, float("-inf"), 5e-324]),
        (pa.decimal128(18, 2), [Decimal("-0.01"), None, Decimal("9" * 16), Decimal(0), Decimal(1), None]),
        (
            pa.decimal128(38, 2),
            [Decimal("-0.01"), None, Decimal("9" * 36), Decimal("-" + "9" * 36), Decimal(0), None],
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize(("start", "length"), [(0, 3), (1, 4), (2, 3), (5, 1), (3, 0), (0, 6)])
def test_a_slice_of_an_array_is_profiled_as_its_copy(
    arrow_type: pa.DataType, cells: list[Any], start: int, length: int
) -> None:
    builder = builder_for(arrow_type)
    builder.add(pa.array(cells, arrow_type).slice(start, length))

    assert_bits_equal(column_of(arrow_type, *cells[start : start + length]), builder.column())


def test_what_was_handed_out_does_not_change_any_more() -> None:
    builder = builder_for(pa.int64())
    builder.add(pa.array([1, 2]))
    first = builder.column()
    builder.add(pa.array([3, None]))

    assert_bits_equal(column_of(pa.int64(), 1, 2), first)


@pytest.mark.parametrize("filling", [0.0, -0.0, 1e308])
def test_the_array_that_came_in_is_left_alone(filling: float) -> None:
    values = np.array([filling, np.nan, 2.0])
    before = values.tobytes()

    builder_for(pa.float64()).add(pa.array(values))

    assert before == values.tobytes()
