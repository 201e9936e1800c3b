"""Statistics against those computed anew from data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.baselines.verify.sound import large, statistics_of, table
from tests.unit.baselines.verify.test_corruptions import another, changed, leaves

from baselining.baselines.verify.against import compare_with_data
from baselining.baselines.verify.finding import Finding, Grade
from baselining.documents.statistics import Statistics


def wrong(found: list[Finding]) -> list[str]:
    return [finding.place for finding in found if finding.grade is Grade.WRONG]


def test_the_same_data_gives_no_findings() -> None:
    statistics, _ = large()

    assert list(compare_with_data(statistics, statistics_of(table(2700)), one_split=True)) == []
    assert list(compare_with_data(statistics, statistics_of(table(2700)), one_split=False)) == []


PATHS = list(leaves(large()[0].tree()))


@given(st.sampled_from(PATHS))
def test_any_one_change_shows_at_its_place_when_the_data_is_one_split(path: tuple[str | int, ...]) -> None:
    statistics, _ = large()
    damaged = Statistics.model_validate(changed(statistics.tree(), path, another), strict=False)

    found = wrong(list(compare_with_data(damaged, statistics, one_split=True)))

    assert found
    if "data" not in path and path[-1] != "name":
        assert found[0].endswith(str(path[-1]))


@pytest.mark.parametrize("cut", [1, 700, 2050, 2699])
def test_another_split_of_the_same_data_is_a_note(cut: int) -> None:
    statistics, _ = large()
    whole = table(2700)
    merged = statistics_of(whole.slice(0, cut), whole.slice(cut))

    found = list(compare_with_data(statistics, merged, one_split=False))

    assert wrong(found) == []


def test_other_data_of_the_same_shape_is_wrong_whatever_the_split() -> None:
    statistics, _ = large()

    found = wrong(list(compare_with_data(statistics, statistics_of(table(2700, seed=8)), one_split=False)))

    assert any(place.endswith("mean") for place in found)


def test_a_sketch_of_other_values_is_wrong_whatever_the_split() -> None:
    statistics, _ = large()
    path = ("features", 1, "numerical_statistics", "distribution", "kll", "sketch", "data")
    damaged = Statistics.model_validate(
        changed(statistics.tree(), path, lambda levels: [[abs(item) for item in level] for level in levels])
    )

    found = list(compare_with_data(damaged, statistics, one_split=False))

    assert wrong(found) == ["statistics.json: features['price'].numerical_statistics.distribution.kll"]


def test_a_column_that_the_data_does_not_have_is_named() -> None:
    found = list(
        compare_with_data(large()[0], statistics_of(table(2700).drop_columns(["city"])), one_split=True)
    )

    assert "'city'" in str(found[0])
