"""Partitions merged as Spark's final aggregation does: the digits of a monitoring run of the container."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from tests.golden_data import golden

from baselining.fold.moments import MomentsBuilder
from baselining.fold.sketch import merge
from baselining.states.numbers import Numbers, merge_as_spark


def folded(values: list[float]) -> Numbers:
    builder = MomentsBuilder()
    builder.add(np.array(values))
    return builder.numbers()


@pytest.mark.parametrize("place", range(5))
def test_eighteen_captured_rows_in_two_partitions_have_the_containers_digits(place: int) -> None:
    case = golden("packt-cookbook-ch07-monitoring-run")
    lines = (case / "current-rows.csv").read_text().split()
    values = [float(line.split(",")[place]) for line in lines[1:]]
    feature = json.loads((case / "monitoring-statistics.json").read_text())["features"][place]
    wanted = feature["numerical_statistics"]

    merged = Numbers.empty()
    for partition in (
        values[:13],
        values[13:],
    ):  # two files: no other division gives all five standard deviations
        merged = merge_as_spark(merged, folded(partition), merge)

    assert math.sqrt(merged.m2 / merged.count) == wanted["std_dev"]
    assert merged.sum == wanted["sum"]
    assert merged.sum / merged.count == wanted["mean"]


def test_an_empty_partition_changes_nothing() -> None:
    some = folded([0.1, 0.2, 0.7])

    assert merge_as_spark(some, Numbers.empty(), merge) == some
