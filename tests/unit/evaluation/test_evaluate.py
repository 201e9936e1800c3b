"""The checks, and what decides which of them are made."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.evaluation.data import baseline, current, edited, found

from baselining.documents.constraints import Constraints
from baselining.errors import DocumentError
from baselining.evaluation import Check, Checks, Drift, How, current_of, evaluate

EXACT = How(drift=Drift.EXACT)
NUMBERS = [f"{i}.5" for i in range(100)]
OTHERS = [f"{i + 50}.25" for i in range(100)]
OVERRIDES = ["monitoring_config_overrides", "monitoringConfigOverrides"]


def ones(share: float) -> dict[str, list[str]]:
    """A column of 1,000 zeros and ones."""
    count = round(1000 * share)
    return {"flag": ["1"] * count + ["0"] * (1000 - count)}


def test_data_does_not_violate_its_own_baseline() -> None:
    data = {"n": NUMBERS, "i": [str(i) for i in range(100)], "t": ["a", "b"] * 50, "gone": ["", "7"] * 50}

    for how in (How(), EXACT, How(checks=Checks.ALL)):
        assert evaluate(current(data), *baseline(data), how).violations == ()


def test_of_a_column_of_zeros_and_ones_only_the_exact_distance_sees_drift() -> None:
    before, now = baseline(ones(0.1)), current(ones(0.9))

    silent = evaluate(now, *before)
    loud = evaluate(now, *before, EXACT)

    assert silent.violations == ()
    assert (silent.distances["flag"].baseline_size, silent.distances["flag"].current_size) == (2, 2)
    (violation,) = loud.violations
    assert violation.distance is not None
    assert (violation.distance.baseline_size, violation.distance.current_size) == (1000, 1000)
    assert violation.to_json() == {
        "feature_name": "flag",
        "constraint_check_type": "baseline_drift_check",
        "description": f"Baseline drift distance: {violation.distance.value} exceeds threshold: 0.1",
        "expected": 0.1,
        "seen": violation.distance.value,
        "distance": {
            "value": pytest.approx(0.8 - 1.8 * (2 / 1000) ** 0.5, abs=1e-15),
            "threshold": 0.1,
            "measure": "LInfinity",
            "method": "Robust",
            "counting": "exact",
            "is_p_value": False,
            "baseline_size": 1000,
            "current_size": 1000,
        },
    }


def test_the_simple_method_corrects_nothing() -> None:
    statistics, constraints = baseline({"n": NUMBERS})
    simple = edited(constraints, distribution_constraints={"comparison_method": "Simple"})

    (distance,) = evaluate(current({"n": OTHERS}), statistics, simple).distances.values()

    assert (distance.value, distance.method) == (0.5, "Simple")


@pytest.mark.parametrize(
    ("kind", "cells", "share"),
    [("Fractional", ["1", "2.5", "", ""], "50.0%"), ("String", ["a", "7", "true", ""], "66.66666666666666%")],
)
def test_the_type_is_checked_among_present_cells_and_exactly(kind: str, cells: list[str], share: str) -> None:
    constraints = baseline({"a": ["text"] if kind == "String" else ["1.5"], "b": ["1"]})[1]
    tree = constraints.tree()
    tree["features"][0] = {"name": "a", "inferred_type": kind, "completeness": 0.0}
    data = {"a": cells, "b": ["1"] * 4}

    (violation,) = evaluate(current(data), None, Constraints.model_validate(tree)).violations

    assert violation.description.endswith(f"Observed: Only {share} of data is {kind}.")


def test_a_column_without_any_cell_is_of_no_type() -> None:
    now = current({"a": ["", ""], "b": ["1", "2"]})

    violations = evaluate(now, None, baseline({"a": ["1"], "b": ["1"]})[1]).violations

    assert [each.seen for each in violations] == [0.0, 0.0]
    assert [each.check for each in violations] == [Check.DATA_TYPE, Check.COMPLETENESS]


def test_a_baseline_without_cells_asks_for_no_type() -> None:
    constraints = baseline({"a": ["", ""], "b": ["1", "2"]})[1]

    assert evaluate(current({"a": ["7", "x"], "b": ["1", "2"]}), None, constraints).violations == ()


def test_missing_cells_are_among_known_values_as_in_deequ() -> None:
    constraints = edited(baseline({"a": ["x", "y"], "b": ["1", "2"]})[1], feature={"completeness": 0.5})

    (violation,) = evaluate(
        current({"a": ["x", "z", "", ""], "b": list("1234")}), None, constraints
    ).violations

    assert violation.description == (
        "Categorical value match requirement is not met. Expected match: 100.0%. "
        "Observed: 75.0% of the values match the known values."
    )


def test_values_that_were_not_counted_are_told_and_not_held_against_a_domain() -> None:
    many = current({"a": [f"text {i}" for i in range(1000)]})
    constraints = baseline({"a": ["x", "y"]})[1]

    uncounted = evaluate(many, None, constraints)
    counted = evaluate(current_of(_profile(many), many.statistics, {"a": {"x": 0}}), None, constraints)

    assert found(uncounted) == []
    assert any("'a' were not counted" in note for note in uncounted.notes)
    assert found(counted) == [("a", "categorical_values_check")]


def _profile(data: Any) -> Any:
    from baselining.profile import ColumnProfile, DatasetProfile

    columns = {
        name: ColumnProfile(classes=classes, distinct=1000, numeric=None, categories=None)
        for name, classes in data.classes.items()
    }
    return DatasetProfile(item_count=1000, columns=columns)


def test_only_all_checks_look_at_signs_and_show_no_value() -> None:
    constraints = baseline({"a": ["1", "2"]})[1]
    negative = current({"a": ["-12345", "2"]})

    (violation,) = evaluate(negative, None, constraints, How(checks=Checks.ALL)).violations

    assert evaluate(negative, None, constraints).violations == ()
    assert violation.check is Check.NON_NEGATIVE
    assert "12345" not in str(violation.to_json())
    assert "The container does not check this" in violation.description


@pytest.mark.parametrize("member", OVERRIDES)
@pytest.mark.parametrize("part", ["", "num_constraints"])
def test_a_feature_s_own_settings_win_in_both_spellings_and_places(member: str, part: str) -> None:
    known = {"n": NUMBERS, "m": NUMBERS}
    statistics, constraints = baseline(known)
    own = {"distribution_constraints": {"comparison_threshold": 0.9}, "datatype_check_threshold": 0.25}
    feature = {"num_constraints": {"is_non_negative": True, member: own}} if part else {member: own}
    changed = edited(constraints, feature=feature)
    half = [cell if i % 2 else "7" for i, cell in enumerate(OTHERS)]

    violations = evaluate(current({"n": half, "m": half}), statistics, changed).violations

    assert {(each.feature, each.check) for each in violations} == {
        ("m", Check.DATA_TYPE),
        ("m", Check.BASELINE_DRIFT),
    }


def test_a_switch_that_is_off_is_off_and_told() -> None:
    statistics, constraints = baseline({"n": NUMBERS})
    now = current({"n": OTHERS})

    off = evaluate(now, statistics, edited(constraints, evaluate_constraints="Disabled"))
    no_drift = edited(constraints, distribution_constraints={"perform_comparison": "Disabled"})
    silent = edited(constraints, emit_metrics="Disabled")

    assert off.violations == ()
    assert any("evaluate_constraints is Disabled" in note for note in off.notes)
    assert off.distances["n"].is_drift
    assert evaluate(now, statistics, no_drift).distances == {}
    assert evaluate(now, statistics, silent).emitting == frozenset()


def test_a_feature_that_is_switched_on_alone_is_checked_alone() -> None:
    constraints = baseline({"a": ["1"], "b": ["1"]})[1]
    own = {"monitoring_config_overrides": {"evaluate_constraints": "Enabled"}}

    checked = edited(constraints, feature=own, evaluate_constraints="Disabled")

    assert found(evaluate(current({"a": ["x"], "b": ["x"]}), None, checked)) == [("a", "data_type_check")]


def test_what_old_constraints_do_not_say_is_as_the_container_writes_it_today() -> None:
    statistics, constraints = baseline({"n": NUMBERS, "t": ["a", "b"] * 50})
    tree = constraints.tree()
    tree["monitoring_config"] = {}
    now = current({"n": OTHERS, "t": ["b"] * 100})

    old = evaluate(now, statistics, Constraints.model_validate(tree))

    assert old == evaluate(now, statistics, constraints)
    assert [each.threshold for each in old.distances.values()] == [0.1, 0.1]


def test_without_statistics_all_but_drift_is_checked_and_told() -> None:
    constraints = baseline({"n": NUMBERS})[1]

    only = evaluate(current({"n": ["x", *OTHERS[1:]]}), None, constraints)

    assert found(only) == [("n", "data_type_check")]
    assert any("Without statistics" in note for note in only.notes)


def test_statistics_that_lack_a_feature_are_told() -> None:
    statistics, constraints = baseline({"n": NUMBERS, "m": NUMBERS})
    part = statistics.model_copy(update={"features": statistics.features[:1]})

    partly = evaluate(current({"n": OTHERS, "m": OTHERS}), part, constraints)

    assert list(partly.distances) == ["n"]
    assert partly.notes == ("The baseline has no statistics of 'm': drift was not looked for there.",)


def test_a_column_in_another_s_place_is_missing_and_the_rest_is_checked() -> None:
    constraints = baseline({"a": ["1"], "b": ["1"]})[1]

    renamed = evaluate(current({"a": ["x"], "B": ["1"]}), None, constraints)

    assert found(renamed) == [("a", "data_type_check"), ("b", "missing_column_check")]
    assert any("'B'" in note for note in renamed.notes)


def test_constraints_of_another_dataset_are_refused_once_and_not_column_by_column() -> None:
    constraints = baseline({f"c{i}": ["1"] for i in range(200)})[1]

    for columns in (200, 3):
        with pytest.raises(DocumentError, match="None of the"):
            evaluate(current({f"x{i}": ["1"] for i in range(columns)}), None, constraints)


def test_statistics_of_another_baseline_are_refused() -> None:
    with pytest.raises(DocumentError, match="not of one baseline"):
        evaluate(current({"a": ["1"]}), baseline({"b": ["1"]})[0], baseline({"a": ["1"]})[1])


CONTRADICTIONS: list[tuple[dict[str, Any], str]] = [
    ({"datatype_check_threshold": 7}, "datatype_check_threshold is 7; it should be a share from 0 to 1"),
    ({"domain_content_threshold": -0.5}, "domain_content_threshold is -0.5"),
    ({"distribution_constraints": {"comparison_threshold": 7}}, "comparison_threshold is 7"),
    (
        {"distribution_constraints": {"categorical_comparison_threshold": 1.5}},
        "categorical_comparison_threshold is 1.5",
    ),
    ({"feature": {"completeness": 1.5}}, r"features\['a'\].completeness is 1.5"),
    (
        {"feature": {"monitoringConfigOverrides": {"datatype_check_threshold": 7}}},
        r"features\['a'\]: its own settings.datatype_check_threshold is 7",
    ),
    (
        {"feature": {"monitoringConfigOverrides": {"evaluate_constraints": "Off"}}},
        r"features\['a'\]: its own settings: at evaluate_constraints",
    ),
    ({"feature": {"monitoring_config_overrides": 3}}, "should be an object of settings"),
]


@pytest.mark.parametrize(("change", "says"), CONTRADICTIONS, ids=[says for _, says in CONTRADICTIONS])
def test_a_threshold_that_cannot_be_is_refused_with_its_place(change: dict[str, Any], says: str) -> None:
    constraints = edited(baseline({"a": ["1"]})[1], **change)

    with pytest.raises(DocumentError, match=says):
        evaluate(current({"a": ["1"]}), None, constraints, name="c.json")


def test_a_chi_squared_statistic_may_have_any_threshold() -> None:
    statistics, constraints = baseline({"t": ["a", "b"] * 50})
    drift = {
        "categorical_drift_method": "ChiSquared",
        "comparison_method": "Simple",
        "categorical_comparison_threshold": 7,
    }

    (violation,) = evaluate(
        current({"t": ["a"] * 100}), statistics, edited(constraints, distribution_constraints=drift)
    ).violations

    assert violation.description == "Baseline drift distance: 100.0 exceeds threshold: 7.0"


def test_a_small_p_value_is_drift_and_a_large_one_is_none() -> None:
    statistics, constraints = baseline({"t": ["a", "b"] * 50})
    robust = edited(constraints, distribution_constraints={"categorical_drift_method": "ChiSquared"})

    (drifted,) = evaluate(current({"t": ["a"] * 100}), statistics, robust).violations
    same = evaluate(current({"t": ["a", "b"] * 40}), statistics, robust)

    assert drifted.description.startswith("Baseline drift p-value: ")
    assert drifted.description.endswith(" is below threshold: 0.1")
    assert same.violations == ()
    assert same.distances["t"].value == 1.0


def test_categories_drift_by_their_largest_share() -> None:
    statistics, constraints = baseline({"t": ["a", "b"] * 500})

    (violation,) = evaluate(current({"t": ["a"] * 900 + ["b"] * 100}), statistics, constraints).violations

    assert violation.distance is not None
    assert violation.distance.value == 0.4 - 1.8 * (2000 / 1_000_000) ** 0.5


def test_numbers_that_became_text_have_no_distance() -> None:
    statistics, constraints = baseline({"n": NUMBERS})

    assert evaluate(current({"n": ["x"] * 100}), statistics, constraints).distances == {}
