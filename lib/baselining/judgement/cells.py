"""Shares of a feature's cells: present, different, no numbers."""

from __future__ import annotations

import re

from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import FeatureStatistics

_NUMBER = re.compile(r"[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*", re.ASCII)
_MOSTLY = 0.8
"""From which share of numbers on a text is an accident, not another code."""


def present_and_missing(feature: FeatureStatistics) -> tuple[int, int]:
    """How many cells have a value, and how many have none; 0 and 0 where no cell has a value."""
    statistics = feature.numerical_statistics or feature.string_statistics
    if statistics is None:
        return 0, 0
    return statistics.common.num_present, statistics.common.num_missing


def different_per_row(feature: FeatureStatistics) -> float | None:
    """The estimated number of different values per present cell; None where it is not known."""
    present = present_and_missing(feature)[0]
    numbers, text = feature.numerical_statistics, feature.string_statistics
    different: float | None = None
    if numbers is not None:
        different = numbers.approximate_num_distinct_values
    elif text is not None:
        different = text.distinct_count
    return None if different is None or not present else different / present


def unparseable(feature: FeatureStatistics) -> float | None:
    """The share of present cells that are no numbers, in a column of mostly numbers.

    None where that cannot be said: the document lists no values, or most of them are no numbers.
    """
    if feature.numerical_statistics is not None:
        return 0.0
    text = feature.string_statistics
    if text is None or text.distribution is None or text.distribution.categorical is None:
        return None
    counts = {
        each.value: each.count for each in text.distribution.categorical.buckets if each.value != NULL_VALUE
    }
    total = sum(counts.values())
    numbers = sum(count for value, count in counts.items() if _NUMBER.fullmatch(value))
    if not total or numbers < _MOSTLY * total:
        return None
    return 1 - numbers / total
