"""Integral columns whose sum is beyond 64 bits, in which Deequ adds up without saying when it wraps around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

from baselining.profile import ColumnProfile, is_fractional

_LONG = 2**63


def mark_long_sums(data: DataFrame, columns: Mapping[str, ColumnProfile]) -> dict[str, ColumnProfile]:
    """The profile of the columns of `data`, in its order, with those marked whose sum is beyond 64 bits.

    Only columns whose extrema and count allow that are added up again, as decimals; seldom any.
    """
    places = dict(zip(columns, data.columns, strict=True))
    possible = [name for name, column in columns.items() if _may_be_beyond(column)]
    if not possible:
        return dict(columns)
    sums = [F.sum(F.col(places[name]).cast("bigint").cast("decimal(38,0)")) for name in possible]
    row = data.select(sums).head()
    totals = dict(zip(possible, row or (), strict=True))
    return {
        name: _marked(column) if not -_LONG <= int(totals.get(name) or 0) < _LONG else column
        for name, column in columns.items()
    }


def _may_be_beyond(column: ColumnProfile) -> bool:
    numbers = column.numeric
    if numbers is None or is_fractional(column.classes):
        return False
    return column.classes.present * max(abs(numbers.minimum), abs(numbers.maximum)) >= _LONG


def _marked(column: ColumnProfile) -> ColumnProfile:
    assert column.numeric is not None  # noqa: S101 - it was added up
    return replace(column, numeric=replace(column.numeric, beyond_64_bits=True))
