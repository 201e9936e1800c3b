"""Edits by hand survive a retraining: the laws of the merge, and files that people edited."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden_data import golden
from tests.unit.evaluation.data import baseline

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.pair import Documents
from baselining.documents.statistics import Statistics
from baselining.edits.edit import Edit, are_texts
from baselining.edits.generated import generated_before
from baselining.edits.merge import Merged, edits_of, merge
from baselining.evaluation.rules import rules_for_all, rules_of

NAMES = ["a", "b", "c", "d"]
SPELLINGS = ["monitoring_config_overrides", "monitoringConfigOverrides"]
PLACES = [(part, name) for part in ("", "num_constraints", "string_constraints") for name in SPELLINGS]
THRESHOLDS = st.sampled_from([0.1, 0.2, 0.5, 1.0])
SWITCHES = st.sampled_from(["Enabled", "Disabled"])

SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "emit_metrics": SWITCHES,
        "evaluate_constraints": SWITCHES,
        "datatype_check_threshold": THRESHOLDS,
        "distribution_constraints": st.fixed_dictionaries(
            {}, optional={"comparison_threshold": THRESHOLDS, "perform_comparison": SWITCHES}
        ),
        "remark": st.sampled_from([None, "ours", ["x", "x"], {"by": "me"}]),
    },
)


@st.composite
def features(draw: st.DrawFn, name: str, most_places: int = 2) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name,
        "inferred_type": draw(st.sampled_from(["Integral", "Fractional", "String"])),
        "completeness": draw(THRESHOLDS),
    }
    if draw(st.booleans()):
        found["num_constraints"] = {"is_non_negative": draw(st.booleans())}
    if draw(st.booleans()):
        values = draw(st.lists(st.sampled_from("pqrst"), unique=draw(st.booleans()), max_size=5))
        found["string_constraints"] = {"domains": values}
    if draw(st.booleans()):
        found["remark"] = draw(st.sampled_from([None, "ours", {"by": "me"}, 3]))
    for part, spelling in draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=most_places)):
        holder = (
            found if not part else found.setdefault(part, {"is_non_negative": True} if "num" in part else {})
        )
        holder[spelling] = draw(SETTINGS)
    order = draw(st.permutations(list(found)))
    return {key: found[key] for key in order}


@st.composite
def documents(draw: st.DrawFn) -> Constraints:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    return Constraints.model_validate(
        {
            "version": 0.0,
            "features": [draw(features(name)) for name in names],
            "monitoring_config": draw(SETTINGS),
        }
    )


def text(constraints: Constraints) -> bytes:
    return to_bytes(constraints)


@given(documents(), documents())
def test_without_edits_the_new_constraints_come_out_byte_for_byte(x: Constraints, y: Constraints) -> None:
    assert merge(x, x, y) == Merged(constraints=y)
    assert text(merge(x, x, y).constraints) == text(y)


@given(documents(), documents())
def test_without_new_data_the_live_constraints_come_out_byte_for_byte(x: Constraints, y: Constraints) -> None:
    found = merge(x, y, x)

    assert text(found.constraints) == text(y)
    assert found.conflicts == ()
    assert (found.edits == ()) or x != y


@given(documents(), documents())
def test_what_both_changed_alike_is_no_conflict(x: Constraints, y: Constraints) -> None:
    found = merge(x, y, y)

    assert text(found.constraints) == text(y)
    assert found.conflicts == ()


@given(documents(), documents(), documents())
def test_merging_again_changes_nothing(x: Constraints, y: Constraints, z: Constraints) -> None:
    once = merge(x, y, z).constraints

    assert text(merge(z, once, z).constraints) == text(once)
    again = merge(
        x, once, z
    ).constraints  # an order that a person chose may show in features that are gone alone
    assert {each.name: each.tree() for each in again.features} == {
        each.name: each.tree() for each in once.features
    }
    assert again.monitoring_config == once.monitoring_config


def spread(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every value by its path; features by name, each text of a list by itself."""
    if isinstance(value, dict):
        inner = [spread(member, (*path, name)) for name, member in value.items()]
        return {key: found for each in inner for key, found in each.items()}
    return {path: value}


def of_feature(constraints: Constraints, name: str) -> dict[str, Any] | None:
    return next((each.tree() for each in constraints.features if each.name == name), None)


@given(documents(), documents(), documents())
def test_no_edit_is_lost_but_of_features_that_are_gone(
    x: Constraints, y: Constraints, z: Constraints
) -> None:
    found = merge(x, y, z)
    told = {(each.edit.feature, each.is_kept) for each in found.conflicts}

    for name in NAMES:
        before, live, new, out = (of_feature(each, name) for each in (x, y, z, found.constraints))
        if live is None:
            assert (out is None) if before is not None else (out == new)
            continue
        if out is None:
            assert new is None
            assert before is not None
            assert before == live or (name, False) in told or not edits_of_one(before, live)
            continue
        was, is_now, now = spread(before or {}), spread(live), spread(out)
        for path, value in is_now.items():
            if (path not in was or was[path] != value) and not moved(x, y, z, name):
                assert_kept(was.get(path), value, now[path])


def assert_kept(before: Any, live: Any, out: Any) -> None:
    """A domain keeps what a person did to it; anything else is as the person left it."""
    if are_texts(before) and are_texts(live) and are_texts(out):
        assert set(live) - set(before) <= set(out)
        assert not (set(before) - set(live)) & set(out)
    else:
        assert out == live


def edits_of_one(before: dict[str, Any], live: dict[str, Any]) -> tuple[Edit, ...]:
    def only(tree: dict[str, Any]) -> Constraints:
        return Constraints.model_validate({"version": 0.0, "features": [tree], "monitoring_config": {}})

    return edits_of(only(before), only(live))


def moved(x: Constraints, y: Constraints, z: Constraints, name: str) -> bool:
    """Do own settings of the feature stand in different places?"""

    def places(constraints: Constraints) -> set[tuple[str, ...]]:
        tree = of_feature(constraints, name) or {}
        return {path[:-1] for path in spread(tree) if any(spelling in path for spelling in SPELLINGS)}

    return len({frozenset(places(each)) for each in (x, y, z)}) > 1


OLD = {"age": [str(20 + row % 50) for row in range(400)], "who": ["x", "y", "x", "z"] * 100}
NEW = {
    "age": [str(30 + row % 50) if row > 7 else "" for row in range(400)],
    "who": ["x", "y", "w", "x"] * 100,
}


def edited(constraints: Constraints, **members: Any) -> Constraints:
    """With other members of features, `age={...}`; None removes the feature."""
    tree = copy.deepcopy(constraints.tree())
    tree["features"] = [
        {**each, **(members.get(each["name"]) or {})}
        for each in tree["features"]
        if members.get(each["name"], {}) is not None
    ]
    return Constraints.model_validate(tree)


def feature(constraints: Constraints, name: str) -> dict[str, Any]:
    found = of_feature(constraints, name)
    assert found is not None
    return found


def test_a_relaxed_completeness_is_kept_and_listed_where_the_new_data_says_otherwise() -> None:
    before, new = baseline(OLD)[1], baseline(NEW)[1]

    found = merge(before, edited(before, age={"completeness": 0.9}), new)

    assert feature(found.constraints, "age")["completeness"] == 0.9
    (conflict,) = found.conflicts
    assert conflict.suggested == pytest.approx(392 / 400)
    assert str(conflict) == (
        "completeness of `age`: 1.0 → 0.9; the new data suggests 0.98; the person's value is kept"
    )


def test_values_that_a_person_added_or_removed_stay_so_and_new_ones_come_in() -> None:
    before, new = baseline(OLD)[1], baseline(NEW)[1]
    live = edited(before, who={"string_constraints": {"domains": ["secret-by-hand", "y", "z"]}})

    found = merge(before, live, new)

    assert set(feature(found.constraints, "who")["string_constraints"]["domains"]) == {
        "secret-by-hand",
        "y",
        "w",
    }
    assert found.conflicts == ()
    (edit,) = found.edits
    assert str(edit) == "string_constraints.domains of `who`: values edited, 1 added, 1 removed"
    assert "secret" not in json.dumps(edit.to_json())


def test_a_feature_that_a_person_removed_stays_removed_without_a_conflict() -> None:
    before, new = baseline(OLD)[1], baseline(NEW)[1]

    found = merge(before, edited(before, age=None), new)

    assert [each.name for each in found.constraints.features] == ["who"]
    assert found.conflicts == ()
    assert [(each.feature, each.what) for each in found.edits] == [("age", "removed")]


def test_edits_of_a_feature_that_the_new_data_lacks_are_listed_as_lost() -> None:
    before, new = baseline(OLD)[1], baseline({"who": NEW["who"]})[1]

    found = merge(before, edited(before, age={"completeness": 0.5}), new)

    assert [each.name for each in found.constraints.features] == ["who"]
    assert [(str(each), each.is_kept) for each in found.conflicts] == [
        ("completeness of `age`: 1.0 → 0.5; the new data has no such feature, so this is lost", False)
    ]


@pytest.mark.parametrize("theirs", PLACES, ids="-".join)
@pytest.mark.parametrize("ours", PLACES, ids="-".join)
def test_own_settings_in_any_spelling_and_place_are_one_thing(
    ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    """A person wrote a threshold; the new constraints hold other settings, elsewhere."""

    def with_own(constraints: Constraints, place: tuple[str, str], settings: dict[str, Any]) -> Constraints:
        tree = feature(constraints, "who")
        holder = tree.setdefault(place[0], {"is_non_negative": True}) if place[0] else tree
        holder[place[1]] = settings
        return edited(constraints, who=tree)

    before, new = baseline(OLD)[1], baseline(NEW)[1]
    live = with_own(before, ours, {"distribution_constraints": {"comparison_threshold": 0.4}})
    calibrated = with_own(new, theirs, {"distribution_constraints": {"comparison_method": "Simple"}})

    found = merge(before, live, calibrated).constraints

    constraints = next(each for each in found.features if each.name == "who")
    rules = rules_of(constraints, found, rules_for_all(found, "x"), "x")
    assert (rules.threshold, rules.method) == (0.4, "Robust")  # a threshold is one of the method beside it
    assert text(found).count(b"verrides") == 1


def test_own_settings_among_constraints_on_numbers_survive_when_the_column_becomes_text() -> None:
    before = baseline({"a": [str(row) for row in range(400)]})[1]
    new = baseline({"a": ["x", "y"] * 200})[1]
    own = {"is_non_negative": True, "monitoring_config_overrides": {"emit_metrics": "Disabled"}}

    found = merge(before, edited(before, a={"num_constraints": own}), new).constraints

    assert feature(found, "a")["num_constraints"] == own
    assert feature(found, "a")["string_constraints"] == {"domains": ["x", "y"]}


def test_settings_for_all_features_are_merged_one_by_one() -> None:
    before, new = baseline(OLD)[1], baseline(NEW)[1]
    tree = before.tree()
    tree["monitoring_config"]["emit_metrics"] = "Disabled"
    tree["monitoring_config"]["distribution_constraints"]["comparison_threshold"] = 0.25
    tree["remark"] = "reviewed"

    found = merge(before, Constraints.model_validate(tree), new)

    assert found.constraints.tree()["monitoring_config"] == tree["monitoring_config"]
    assert found.constraints.tree()["remark"] == "reviewed"
    assert [str(each) for each in found.edits] == [
        "monitoring_config.emit_metrics: Enabled → Disabled",
        "monitoring_config.distribution_constraints.comparison_threshold: 0.1 → 0.25",
        "remark: added",
    ]


CONTAINER_S_OWN = [
    ("bank-cwzkevin", ""),
    ("boston-packt-learn2e", ""),
    ("cardio-oxayavongsa", ""),
    ("nodata-reviews-34450rows-3partitions", ""),
    ("nodata-weather-652652rows-4partitions", ""),
    ("packt-cookbook-ch07-monitoring-run", "baseline-"),
]


@pytest.mark.parametrize(("case", "prefix"), CONTAINER_S_OWN, ids=[case for case, _ in CONTAINER_S_OWN])
def test_what_the_container_generated_is_recomputed_from_its_statistics(case: str, prefix: str) -> None:
    raw = golden(f"{case}/{prefix}{CONSTRAINTS}").read_bytes()
    statistics = golden(f"{case}/{prefix}{STATISTICS}").read_bytes()
    live = Documents.from_files({CONSTRAINTS: raw, STATISTICS: statistics}, place=case)

    before = generated_before(live)

    assert before.tree() == live.constraints.tree()
    assert edits_of(before, live.constraints) == ()


def test_edits_of_a_file_of_amazon_s_own_tests_survive() -> None:
    """`constraints.bad.json` is the container's file, edited by the authors of Amazon's SDK."""
    case = "sdk-quality-check-100rows"
    statistics = from_bytes(Statistics, golden(f"{case}/{STATISTICS}").read_bytes(), name=STATISTICS)
    bad = from_bytes(Constraints, golden(f"{case}/constraints.bad.json").read_bytes(), name=CONSTRAINTS)
    before = generated_before(Documents(statistics=statistics, constraints=bad))

    edits = edits_of(before, bad)
    again = merge(before, bad, before)

    assert edits
    assert text(again.constraints) == text(bad)
    assert again.conflicts == ()


def test_the_layout_of_2019_is_merged_too() -> None:
    """Its file constrains a column that its statistics do not describe, as if a person had added it."""
    folder = golden("sdk-monitor-2019-format")
    live = Documents(
        statistics=from_bytes(Statistics, (folder / STATISTICS).read_bytes(), name=STATISTICS),
        constraints=from_bytes(Constraints, (folder / CONSTRAINTS).read_bytes(), name=CONSTRAINTS),
    )

    found = merge(generated_before(live), live.constraints, baseline(NEW)[1])

    assert {each.edit.feature for each in found.conflicts if not each.is_kept} == {"message"}
    assert [each.name for each in found.constraints.features] == ["second_message", "age", "who"]
    assert found.constraints.monitoring_config.distribution_constraints is not None
    assert found.constraints.monitoring_config.distribution_constraints.comparison_threshold == 1.0
