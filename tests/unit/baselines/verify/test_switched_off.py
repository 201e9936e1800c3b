from __future__ import annotations

from typing import Any

import pytest
from tests.unit.baselines.verify.sound import small

from baselining.baselines.verify.finding import Grade
from baselining.baselines.verify.pair import verify_pair
from baselining.documents.constraints import Constraints

DRIFT = {"distribution_constraints": {"perform_comparison": "Disabled"}}


def notes(tree: dict[str, Any]) -> list[str]:
    findings = list(verify_pair(small()[0], Constraints.model_validate(tree)))
    assert {finding.grade for finding in findings} <= {Grade.NOTE}, "a check that is off is no damage"
    return [str(finding) for finding in findings]


@pytest.mark.parametrize(
    ("member", "value", "says"),
    [
        ("evaluate_constraints", "Disabled", "evaluate_constraints: Disabled: no constraint is checked"),
        ("emit_metrics", "Disabled", "emit_metrics: Disabled: no metrics are sent"),
        (
            "distribution_constraints",
            {"perform_comparison": "Disabled", "comparison_threshold": 0.1, "comparison_method": "Robust"},
            "distribution_constraints.perform_comparison: Disabled: drift is not looked for",
        ),
    ],
)
def test_a_check_that_is_off_for_all_features_is_told(member: str, value: Any, says: str) -> None:
    tree = small()[1].tree()
    tree["monitoring_config"][member] = value

    assert any(f"monitoring_config.{says}" in found for found in notes(tree))


@pytest.mark.parametrize("spelt", ["monitoring_config_overrides", "monitoringConfigOverrides"])
@pytest.mark.parametrize(
    "override", [{"evaluate_constraints": "Disabled"}, {"emit_metrics": "Disabled"}, DRIFT]
)
def test_a_check_that_is_off_for_one_feature_is_told_however_the_member_is_spelt(
    spelt: str, override: dict[str, Any]
) -> None:
    tree = small()[1].tree()
    tree["features"][1][spelt] = override
    path = ".".join([next(iter(override)), *(["perform_comparison"] if override is DRIFT else [])])

    assert [found for found in notes(tree) if "Disabled" in found] == [
        found for found in notes(tree) if f"features['price'].{spelt}.{path}: Disabled" in found
    ]
    assert any("Disabled" in found for found in notes(tree))


@pytest.mark.parametrize(
    "odd", [None, 3, "Disabled", {"evaluate_constraints": "Enabled"}, {"distribution_constraints": 1}]
)
def test_what_switches_nothing_off_is_not_told(odd: Any) -> None:
    tree = small()[1].tree()
    tree["features"][0]["monitoring_config_overrides"] = odd

    assert not any("Disabled:" in found for found in notes(tree))
