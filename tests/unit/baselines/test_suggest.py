from __future__ import annotations

from typing import Any

import pytest

from baselining.baselines.suggest import suggest
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import (
    Common,
    DatasetFacts,
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
