"""Violations on the hold-out and on traffic count beyond chance, and where the old baseline raises fewer."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.evaluation.data import current
from tests.unit.judgement.training_sets import documents, healthy

from baselining.calibration.thresholds import calibrate, with_thresholds
from baselining.evaluation.evaluate import evaluate
from baselining.evaluation.violation import Check
from baselining.judgement.facts import Facts
from baselining.judgement.judge import judge
from baselining.judgement.policy import Policy
from baselining.judgement.trial import Alarm, Trial, alarms_of

OLD, NEW = documents(healthy(1)), documents(healthy(2))


def alarm(feature: str, *, by_chance: bool = False) -> Alarm:
    return Alarm(feature=feature, check="completeness_check", expected=0.9, seen=0.8, by_chance=by_chance)


def rules(new: list[Alarm], old: list[Alarm] | None, data: Any, **keys: int) -> list[str]:
    trial = Trial(data=data, rows=100, new=tuple(new), old=None if old is None else tuple(old))
    return [each.rule for each in judge(NEW, OLD, Policy(**keys), facts=Facts(trials=(trial,))).refusals]


@pytest.mark.parametrize(
    ("data", "rule"), [("hold_out", "most_hold_out_violations"), ("traffic", "most_traffic_violations")]
)
def test_what_only_the_new_baseline_raises_beyond_chance_refuses(data: str, rule: str) -> None:
    assert rules([alarm("hour")], [], data) == [rule]
    assert rules([alarm("hour")], None, data) == [rule]
    assert rules([alarm("hour", by_chance=True)], [], data) == []
    assert rules([alarm("hour")], [alarm("hour")], data) == []
    assert rules([alarm("hour")], [], data, **{rule: 1}) == []


def test_on_traffic_the_new_one_may_raise_others_if_no_more() -> None:
    assert rules([alarm("hour")], [alarm("late")], "traffic") == []
    assert rules([alarm("hour")], [alarm("late")], "hold_out") == ["most_hold_out_violations"]


def test_what_appears_and_what_disappears_is_told_by_feature() -> None:
    both = [alarm("both")]
    trial = Trial(data="traffic", rows=9, new=(*both, alarm("new")), old=(*both, alarm("old")))

    found = {each["feature"]: each["baselines"] for each in trial.to_json()["violations"]}
    assert found == {"both": "both", "new": "new", "old": "old"}
    assert trial.lines()[1:] == [
        "  appears     new: completeness_check",
        "  disappears  old: completeness_check",
    ]


def test_healthy_samples_of_any_size_raise_nothing_beyond_chance_and_faulty_ones_do() -> None:
    for seed in range(10, 20):
        rows = current(healthy(seed, 300))
        evaluation = evaluate(rows, NEW.statistics, NEW.constraints)
        found = alarms_of(evaluation, rows.features, NEW.statistics)
        assert [each for each in found if not each.by_chance and each.check == "completeness_check"] == []

    faulty = current({**healthy(10, 300), "air_time": [""] * 150 + healthy(10, 300)["air_time"][150:]})
    evaluation = evaluate(faulty, NEW.statistics, NEW.constraints)
    found = alarms_of(evaluation, faulty.features, NEW.statistics)
    assert [each.feature for each in found if not each.by_chance and each.check == "completeness_check"] == [
        "air_time"
    ]


@pytest.mark.parametrize("feature", ["hour", "carrier"])
@pytest.mark.parametrize("cell", ["", "ZZ"])
def test_what_a_sample_may_lack_by_chance_does_not_count_until_there_is_much_of_it(
    feature: str, cell: str
) -> None:
    """The baseline has no missing cell of these, no text among the hours, and no such carrier."""

    def beyond_chance(strange: int) -> list[str]:
        columns = healthy(30, 1000)
        rows = current({**columns, feature: [cell] * strange + columns[feature][strange:]})
        found = alarms_of(evaluate(rows, NEW.statistics, NEW.constraints), rows.features, NEW.statistics)
        return [each.feature for each in found if not each.by_chance]

    assert beyond_chance(1) == []
    assert beyond_chance(100) == [feature]


def test_thresholds_that_are_meant_to_alarm_now_and_then_refuse_nothing_on_healthy_rows() -> None:
    thresholds = calibrate(NEW, rows=1000, alarms=0.5)
    constraints = with_thresholds(NEW.constraints, thresholds)
    drifted: list[int] = []

    def beyond_chance(columns: dict[str, list[str]], *, is_part: bool = False) -> set[str]:
        rows = current(columns)
        evaluation = evaluate(rows, NEW.statistics, constraints)
        drifted.append(sum(each.check is Check.BASELINE_DRIFT for each in evaluation.violations))
        found = alarms_of(evaluation, rows.features, NEW.statistics, is_part=is_part)
        return {each.feature for each in found if not each.by_chance and "drift" in each.check}

    assert beyond_chance(healthy(40, 300), is_part=True) == set()  # fewer rows than a batch: larger distances
    assert [beyond_chance(healthy(seed, 1000)) for seed in range(40, 45)] == [set()] * 5
    assert drifted[0] >= 1
    assert sum(drifted[1:]) >= 1
    assert beyond_chance({**healthy(40, 1000), "carrier": ["UA"] * 1000}) == {"carrier"}
