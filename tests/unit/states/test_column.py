from __future__ import annotations

import pyarrow as pa
import pytest
from tests.unit.states.same import assert_bits_equal
from tests.unit.states.subjects import fold_column

from baselining.errors import DocumentError
from baselining.fold.columns import COLUMN_STATES
from baselining.states.column import CellClasses, Column, Source

merge = COLUMN_STATES.merge


def text(*cells: str | None) -> Column:
    return fold_column([list(cells)], pa.string())


def test_present_cells_are_all_but_the_missing_ones() -> None:
    assert CellClasses(missing=9, fractional=2, integral=3, boolean=4, string=5).present == 14
    assert CellClasses(missing=9).present == 0


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (CellClasses(), False),
        (CellClasses(missing=5), False),
        (CellClasses(integral=5, fractional=1), False),
        (CellClasses(boolean=5), False),
        (CellClasses(string=1, integral=5), True),
        (CellClasses(boolean=1, integral=1), True),
        (CellClasses(boolean=1, fractional=1), True),
    ],
)
def test_a_column_can_only_be_text_after_a_string_or_booleans_beside_numbers(
    classes: CellClasses, expected: bool
) -> None:
    assert expected == classes.is_text


def test_numbers_are_dropped_when_only_both_parts_together_are_text() -> None:
    merged = merge(text("1", str(2**64)), text("true", "false"))

    assert merged.numbers is None
    assert merged.longs is None
    assert CellClasses(integral=2, boolean=2) == merged.classes


def test_longs_of_one_part_are_joined_with_the_numbers_of_the_other() -> None:
    small, large = text("1", "2"), text("3", str(2**64))

    assert merge(small, small).longs is None
    assert merge(small, large).longs.sketch.levels[0].tolist() == [1.0, 2.0, 3.0]  # type: ignore[union-attr]
    assert merge(large, small).longs.sketch.levels[0].tolist() == [3.0, 1.0, 2.0]  # type: ignore[union-attr]


def test_columns_of_different_kinds_do_not_merge() -> None:
    number = fold_column([[1]], pa.int64())

    with pytest.raises(DocumentError, match="of different kinds"):
        merge(text("1"), number)


@pytest.mark.parametrize("source", Source)
def test_a_column_without_cells_is_the_identity_whatever_its_source(source: Source) -> None:
    for column in (text("a", None), fold_column([[1, None]], pa.int64())):
        assert_bits_equal(column, merge(Column.empty(source), column))
        assert_bits_equal(column, merge(column, Column.empty(source)))


def test_categories_of_two_parts_may_be_too_many_together() -> None:
    one, other = text(*(f"a{i}" for i in range(80))), text(*(f"b{i}" for i in range(80)))

    assert {f"a{i}": 1 for i in range(80)} == one.categories
    assert merge(one, other).categories is None
    assert merge(merge(one, other), text("a0")).categories is None
