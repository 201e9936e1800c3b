"""The overrides file: it wins, it is strict, and it never shows a value."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.edits.test_merge import NEW, OLD, PLACES, edited, feature
from tests.unit.evaluation.data import baseline

from baselining.documents.constraints import Constraints
from baselining.edits.merge import merge
from baselining.edits.override import override
from baselining.edits.overrides_file import parse_overrides
from baselining.errors import ConfigError
from baselining.evaluation.rules import rules_for_all, rules_of

FILE = """
monitoring_config:
  distribution_constraints: {comparison_threshold: 0.2}
features:
  age:
    completeness: 0.9
    is_non_negative: false
    monitoring_config: {emit_metrics: Disabled, distribution_constraints: {comparison_threshold: 0.3}}
  who:
    domains: {add: [SECRET], remove: [z]}
"""


def overridden(text: str, constraints: Constraints | None = None) -> Constraints:
    given = baseline(OLD)[1] if constraints is None else constraints
    return override(given, parse_overrides(text, name="o.yaml"), name="o.yaml").constraints


def refusal(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        overridden(text)
    assert caught.value.message.startswith("o.yaml")
    assert "SECRET" not in str(caught.value)
    return caught.value


def rules(constraints: Constraints, name: str) -> Any:
    found = next(each for each in constraints.features if each.name == name)
    return rules_of(found, constraints, rules_for_all(constraints, "x"), "x")


def test_each_wish_of_the_file_is_in_the_constraints() -> None:
    found = overridden(FILE)

    age, who = feature(found, "age"), feature(found, "who")
    assert (age["completeness"], age["num_constraints"]) == (0.9, {"is_non_negative": False})
    assert set(who["string_constraints"]["domains"]) == {"x", "y", "SECRET"}
    assert (rules(found, "age").threshold, rules(found, "who").threshold) == (0.3, 0.2)
    assert (rules(found, "age").emits, rules(found, "who").emits) == (False, True)


def test_the_file_wins_over_what_a_person_edited_in_the_live_constraints() -> None:
    before, new = baseline(OLD)[1], baseline(NEW)[1]
    merged = merge(before, edited(before, age={"completeness": 0.5}), new).constraints

    assert feature(overridden(FILE, merged), "age")["completeness"] == 0.9


def test_overriding_again_changes_nothing() -> None:
    once = overridden(FILE)
    again = override(once, parse_overrides(FILE, name="o.yaml"), name="o.yaml")

    assert again.constraints == once
    assert again.edits == ()


def test_an_overridden_feature_that_was_removed_may_be_named_still() -> None:
    once = overridden("features: {age: {removed: true}}")

    assert [each.name for each in once.features] == ["who"]
    assert overridden("features: {age: {removed: true}}", once) == once


def test_what_the_file_changed_is_listed_without_values() -> None:
    found = override(baseline(OLD)[1], parse_overrides(FILE, name="o.yaml"), name="o.yaml")

    told = [str(each) for each in found.edits]
    assert "completeness of `age`: 1.0 → 0.9" in told
    assert "string_constraints.domains of `who`: values edited, 1 added, 1 removed" in told
    assert "SECRET" not in "".join(told)


@pytest.mark.parametrize("place", PLACES, ids="-".join)
def test_own_settings_go_where_the_feature_has_some(place: tuple[str, str]) -> None:
    constraints = baseline(OLD)[1]
    tree = feature(constraints, "age")
    holder = tree.setdefault(place[0], {}) if place[0] else tree
    holder[place[1]] = {
        "distribution_constraints": {"comparison_threshold": 0.9, "comparison_method": "Simple"}
    }

    found = overridden(FILE, edited(constraints, age=tree))

    assert (rules(found, "age").threshold, rules(found, "age").method) == (0.3, "Simple")
    assert str(feature(found, "age")).count("verrides") == 1


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("features: {agee: {completeness: 1}}", "no feature 'agee'", "Did you mean 'age'?"),
        ("features: {zzzzzz: {completeness: 1}}", "no feature 'zzzzzz'", "Remove it"),
        ("features: {age: {completenes: 1}}", "no key 'features.age.completenes'", "'completeness'?"),
        ("features: {age: {monitoring_config: {emit_metric: Enabled}}}", "no key", "'emit_metrics'?"),
        ("features: {age: {completeness: 2}}", "features.age.completeness", ""),
        ("features: {age: {completeness: true}}", "not true or false", ""),
        ("features: {age: {removed: true, completeness: 1}}", "`removed` and `completeness`", ""),
        ("features: {who: {domains: {values: [SECRET], add: [SECRET]}}}", "`add` and `remove` beside", ""),
        ("features: {who: {domains: {remove: [SECRET], add: [SECRET]}}}", "in `add` and in `remove`", ""),
        ("features: {who: {domains: {add: [1]}}}", "valid string", ""),
        ("features: {age: {domains: {add: [SECRET]}}}", "lists none there", "as `values`"),
        ("features: {age: {completeness: 1}, age: {}}", "the key 'age' stands twice", ""),
        ("monitoring_config: {emit_metrics: Off}", "monitoring_config.emit_metrics", ""),
        ("", "should hold `features:`", ""),
        ("{", "is not YAML", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(text: str, said: str, advised: str) -> None:
    found = refusal(text)

    assert said in found.message
    assert advised in found.hint
