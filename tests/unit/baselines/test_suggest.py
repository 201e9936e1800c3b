from __future__ import annotations

from typing import Any

import pytest

from baselining.baselines.suggest import explain, suggest
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import (
    Categorical,
    CategoricalBucket,
    Common,
    DatasetFacts,
    Distribution,
    FeatureStatistics,
    NumericalStatistics,
    Statistics,
    StringStatistics,
)


def constrained(feature: FeatureStatistics) -> dict[str, Any]:
    statistics = Statistics(version=0.0, dataset=DatasetFacts(item_count=3), features=[feature])
    (only,) = suggest(statistics).tree()["features"]
    return dict(only)


def numbers(minimum: float | None, *, present: int = 3, missing: int = 0) -> FeatureStatistics:
    statistics = NumericalStatistics(common=Common(num_present=present, num_missing=missing), min=minimum)
    return FeatureStatistics(name="n", inferred_type="Integral", numerical_statistics=statistics)


@pytest.mark.parametrize(
    ("minimum", "expected"), [(0.0, True), (-0.0, True), (5e-324, True), (-5e-324, False), (7.0, True)]
)
def test_a_column_is_non_negative_when_its_minimum_is(minimum: float, expected: bool) -> None:
    assert {"is_non_negative": expected} == constrained(numbers(minimum))["num_constraints"]


def test_numbers_without_a_minimum_have_no_sign() -> None:
    assert constrained(numbers(None)) == {"name": "n", "inferred_type": "Integral", "completeness": 1.0}


@pytest.mark.parametrize(
    ("present", "missing", "expected"), [(3, 0, 1.0), (2, 1, 2 / 3), (300, 3, 300 / 303), (0, 3, 0.0)]
)
def test_completeness_is_the_observed_one_unrounded(present: int, missing: int, expected: float) -> None:
    assert expected == constrained(numbers(1.0, present=present, missing=missing))["completeness"]


def test_completeness_of_no_cells_is_none() -> None:
    assert constrained(numbers(1.0, present=0))["completeness"] == 0.0
    assert constrained(FeatureStatistics(name="u", inferred_type="Unknown"))["completeness"] == 0.0


def test_texts_of_many_values_have_no_domain() -> None:
    text = StringStatistics(common=Common(num_present=1, num_missing=0), distinct_count=9999.0)
    feature = FeatureStatistics(name="s", inferred_type="String", string_statistics=text)

    assert constrained(feature) == {"name": "s", "inferred_type": "String", "completeness": 1.0}


@pytest.mark.parametrize(
    ("version", "has_drift"),
    [(FormatVersion.V2020, False), (FormatVersion.V2024_03, True), (FormatVersion.CURRENT, True)],
)
def test_settings_are_those_the_container_writes(version: FormatVersion, has_drift: bool) -> None:
    statistics = Statistics(version=0.0, dataset=DatasetFacts(item_count=0), features=[])
    drift = (
        {"categorical_comparison_threshold": 0.1, "categorical_drift_method": "LInfinity"}
        if has_drift
        else {}
    )

    assert {
        "version": 0.0,
        "features": [],
        "monitoring_config": {
            "evaluate_constraints": "Enabled",
            "emit_metrics": "Enabled",
            "datatype_check_threshold": 1.0,
            "domain_content_threshold": 1.0,
            "distribution_constraints": {
                "perform_comparison": "Enabled",
                "comparison_threshold": 0.1,
                "comparison_method": "Robust",
                **drift,
            },
        },
    } == suggest(statistics, version).tree()


def reasons(feature: FeatureStatistics) -> dict[str, str]:
    statistics = Statistics(version=0.0, dataset=DatasetFacts(item_count=3), features=[feature])
    found = explain(statistics)
    assert {each.feature for each in found} == {feature.name}
    return {each.rule: each.reason for each in found}


def texts(*values: str, present: int = 3, missing: int = 0) -> FeatureStatistics:
    buckets = [CategoricalBucket(value=value, count=1) for value in values]
    statistics = StringStatistics(
        common=Common(num_present=present, num_missing=missing),
        distribution=Distribution(categorical=Categorical(buckets=buckets)) if values else None,
    )
    return FeatureStatistics(name="s", inferred_type="String", string_statistics=statistics)


def test_each_constraint_of_numbers_has_a_reason_in_counts() -> None:
    assert reasons(numbers(-7.5, present=1960, missing=40)) == {
        "inferred_type": "All 1,960 present cells are whole numbers.",
        "completeness": "1,960 of 2,000 cells are present (98.0 %).",
        "is_non_negative": "At least one of the 1,960 numbers is negative.",
    }
    assert reasons(numbers(0.0))["is_non_negative"] == "None of the 3 numbers is negative."


def test_each_constraint_of_texts_has_a_reason_in_counts() -> None:
    assert reasons(texts("Rome", "Oslo", present=1200)) == {
        "inferred_type": "Not all of the 1,200 present cells are numbers.",
        "completeness": "1,200 of 1,200 cells are present (100 %).",
        "domains": "The 1,200 cells are of 2 categories, few enough to list all.",
    }
    assert reasons(texts("Rome"))["domains"] == "The 3 cells are of 1 category, few enough to list all."


def test_a_column_without_cells_has_reasons_too() -> None:
    assert reasons(FeatureStatistics(name="u", inferred_type="Unknown")) == {
        "inferred_type": "No cell is present that would tell the type.",
        "completeness": "No cell was counted.",
    }


@pytest.mark.parametrize(
    ("present", "missing", "share"),
    [(0, 5, "0 %"), (1, 99_999, "0.1 %"), (99_999, 1, "99.9 %"), (5, 0, "100 %"), (1, 2, "33.3 %")],
)
def test_a_share_is_all_or_nothing_only_where_it_is(present: int, missing: int, share: str) -> None:
    assert reasons(numbers(1.0, present=present, missing=missing))["completeness"].endswith(f"({share}).")


@pytest.mark.parametrize("feature", [texts("hush", "hush too"), numbers(-1234.5), numbers(98765.0)])
def test_reasons_hold_no_value_of_a_cell(feature: FeatureStatistics) -> None:
    told = " ".join(reasons(feature).values())

    assert not any(value in told for value in ("hush", "1234", "1,234", "98765", "98,765"))


@pytest.mark.parametrize(
    "feature",
    [numbers(1.0), numbers(None), texts("a"), texts(), FeatureStatistics(name="u", inferred_type="Unknown")],
)
def test_every_constraint_has_a_reason_and_every_reason_a_constraint(feature: FeatureStatistics) -> None:
    members = constrained(feature)
    rules = {
        "inferred_type",
        "completeness",
        *members.get("num_constraints", {}),
        *members.get("string_constraints", {}),
    }

    assert set(reasons(feature)) == rules
