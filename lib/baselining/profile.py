"""The profile: what is known of a dataset, whichever engine computed it. States become a profile here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from baselining.states import distinct
from baselining.states.column import CellClasses, Column
from baselining.states.dataset import Dataset
from baselining.states.kll import Kll


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberProfile:
    """Of a column's numbers, at least one; missing and non-finite cells are left out.

    Attributes:
        mean, total: Doubles; of an Integral column rounded once, from the exact sum.
        std_dev: Of the population.
        sketch: Their quantile sketch.
        beyond_64_bits: Are they integers that add up to more than 64 bits hold? Deequ's `total` and `mean` have wrapped
            around then; ours are exact.
    """

    mean: float
    total: float
    std_dev: float
    minimum: float
    maximum: float
    sketch: Kll
    beyond_64_bits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """Of one column.

    Attributes:
        classes: Cells by class; typed columns have all present cells in one class.
        distinct: HyperLogLog++ estimate.
        numeric: None unless the column is Integral or Fractional and has a finite number.
        categories: Exact counts of the texts, in no particular order; None where they are too many or were not kept.
        not_finite: NaN and ±inf cells of a typed column.
        replaced: Cells with U+FFFD.
        words: How often words that mean a missing value stand among the String cells; None where that is not known, or
            beside other String cells.
    """

    classes: CellClasses
    distinct: int
    numeric: NumberProfile | None
    categories: Mapping[str, int] | None
    not_finite: int = 0
    replaced: int = 0
    words: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetProfile:
    """Of the dataset: rows, and columns in their order."""

    item_count: int
    columns: Mapping[str, ColumnProfile]


def measure(state: Dataset) -> DatasetProfile:
    """The profile that a dataset's state amounts to."""
    columns = {name: _measure_column(column) for name, column in state.columns.items()}
    return DatasetProfile(item_count=state.item_count, columns=columns)


def is_fractional(classes: CellClasses) -> bool:
    """Is a numeric column Fractional rather than Integral? One Fractional cell makes it so."""
    return classes.fractional > 0


def _measure_column(column: Column) -> ColumnProfile:
    return ColumnProfile(
        classes=column.classes,
        distinct=distinct.estimate(column.registers),
        numeric=_measure_numbers(column),
        categories=column.categories,
        not_finite=column.numbers.not_finite if column.numbers else 0,
        replaced=column.replaced,
        words=column.words,
    )


def _measure_numbers(column: Column) -> NumberProfile | None:
    integral = not is_fractional(column.classes)
    numbers = (column.longs or column.numbers) if integral else column.numbers
    if numbers is None or not numbers.count:
        return None
    # Decimals, too, are added up as doubles: Deequ casts every Fractional column first.
    total = float(numbers.exact_total) if integral else numbers.sum
    return NumberProfile(
        mean=total / numbers.count,
        total=total,
        std_dev=math.sqrt(numbers.m2 / numbers.count),
        minimum=numbers.minimum,
        maximum=numbers.maximum,
        sketch=numbers.sketch,
        beyond_64_bits=integral and not -(2**63) <= numbers.exact_total < 2**63,
    )
