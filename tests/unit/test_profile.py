from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.subjects import fold_column

from baselining.profile import ColumnProfile, NumberProfile, is_fractional, measure
from baselining.states.column import CellClasses
from baselining.states.dataset import Dataset


def profile_of(arrow_type: pa.DataType, *cells: Any) -> ColumnProfile:
    state = fold_column([list(cells)], arrow_type)
    return measure(Dataset(item_count=len(cells), columns={"a": state})).columns["a"]


def numbers_of(arrow_type: pa.DataType, *cells: Any) -> NumberProfile:
    numeric = profile_of(arrow_type, *cells).numeric
    assert numeric is not None
    return numeric


def test_columns_keep_their_order() -> None:
    states = {name: fold_column([["1"]], pa.string()) for name in ("b", "a", "c.d")}

    profile = measure(Dataset(item_count=1, columns=states))

    assert list(profile.columns) == ["b", "a", "c.d"]
    assert profile.item_count == 1


@pytest.mark.parametrize(
    ("arrow_type", "cells"),
    [
        (pa.string(), ()),
        (pa.string(), (None, None)),
        (pa.string(), ("", "x")),
        (pa.string(), ("true", "1")),
        (pa.string(), ("- 1", "- 2")),
        (pa.string(), ("1e400", "-1e400")),
        (pa.string(), (str(2**63),)),
        (pa.int64(), (None,)),
        (pa.float64(), (math.nan, math.inf, None)),
        (pa.decimal128(5, 2), ()),
    ],
)
def test_without_a_finite_number_there_are_no_numeric_metrics(
    arrow_type: pa.DataType, cells: tuple[Any, ...]
) -> None:
    assert profile_of(arrow_type, *cells).numeric is None


def test_cells_that_are_not_finite_are_counted_beside_the_numbers() -> None:
    column = profile_of(pa.float64(), math.nan, 1.0, math.inf, -math.inf, None, 3.0)

    assert column.not_finite == 3
    assert CellClasses(missing=1, fractional=5) == column.classes
    assert _moments(column.numeric) == (2.0, 4.0, 1.0, 1.0, 3.0)


def test_one_number_is_its_own_mean_and_does_not_deviate() -> None:
    assert _moments(numbers_of(pa.string(), "-2.5")) == (-2.5, -2.5, 0.0, -2.5, -2.5)


def test_the_standard_deviation_is_that_of_the_population() -> None:
    assert numbers_of(pa.float64(), 2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0).std_dev == 2.0


def test_an_integral_column_leaves_out_what_is_no_long() -> None:
    numbers = numbers_of(pa.string(), "1", "2", str(2**63), "3")

    assert (numbers.mean, numbers.total, numbers.minimum, numbers.maximum) == (2.0, 6.0, 1.0, 3.0)
    assert numbers.sketch.weight == 3


def test_a_fractional_column_keeps_integers_of_any_size() -> None:
    numbers = numbers_of(pa.string(), "1", "2.0", str(2**63), "3")

    assert (numbers.maximum, numbers.sketch.weight) == (2.0**63, 4)


def test_minus_zero_is_zero_among_integers_only() -> None:
    assert str(numbers_of(pa.string(), "-0", "5").minimum) == "0.0"
    assert str(numbers_of(pa.string(), "-0", "5.5").minimum) == "-0.0"


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=30))
def test_the_sum_of_integers_is_rounded_once(values: list[int]) -> None:
    assert float(sum(values)) == numbers_of(pa.int64(), *values).total
    assert float(sum(values)) == numbers_of(pa.string(), *map(str, values)).total


def test_decimals_are_added_left_to_right_as_doubles() -> None:
    tenths = [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")]

    assert numbers_of(pa.decimal128(10, 1), *tenths).total == 0.1 + 0.2 + 0.3 != 0.6
    assert numbers_of(pa.decimal128(38, 0), Decimal(10**20), Decimal(1), Decimal(-(10**20))).total == 0.0


def test_doubles_are_added_left_to_right() -> None:
    assert numbers_of(pa.float64(), 1e20, 1.0, -1e20).total == 0.0
    assert numbers_of(pa.float64(), 1e20, -1e20, 1.0).total == 1.0


def test_categories_and_replaced_cells_are_passed_on() -> None:
    column = profile_of(pa.string(), "a", "a", "\ufffd", None, "")

    assert column.categories == {"a": 2, "\ufffd": 1, "": 1}
    assert (column.distinct, column.replaced) == (3, 1)
    assert profile_of(pa.int64(), 1, 1).categories is None


@pytest.mark.parametrize(
    ("classes", "expected"), [(CellClasses(integral=9), False), (CellClasses(integral=9, fractional=1), True)]
)
def test_one_fractional_cell_makes_a_column_fractional(classes: CellClasses, expected: bool) -> None:
    assert expected == is_fractional(classes)


def _moments(numbers: NumberProfile | None) -> tuple[float, ...] | None:
    if numbers is None:
        return None
    return (numbers.mean, numbers.total, numbers.std_dev, numbers.minimum, numbers.maximum)


@pytest.mark.parametrize(
    ("arrow_type", "cells", "expected"),
    [
        (pa.int64(), (2**62, 2**62), True),
        (pa.int64(), (2**62, 2**62 - 1), False),
        (pa.int64(), (-(2**62), -(2**62)), False),
        (pa.int64(), (-(2**62), -(2**62), -1), True),
        (pa.int64(), (2**62, 2**62, -(2**62)), False),
        (pa.string(), (str(2**62), str(2**62)), True),
        (pa.string(), (str(2**63), "1"), False),  # no long, so it is left out
        (pa.string(), (str(2**62), str(2**62), "0.5"), False),  # doubles
        (pa.float64(), (2.0**62, 2.0**62), False),
    ],
)
def test_integers_that_add_up_to_more_than_64_bits_hold_are_marked(
    arrow_type: pa.DataType, cells: tuple[Any, ...], expected: bool
) -> None:
    assert numbers_of(arrow_type, *cells).beyond_64_bits == expected
