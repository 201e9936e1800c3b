"""What the container printed, digit by digit."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from tests.golden_data import golden
from tests.unit.model_quality.measuring import BINARY, quality_of, rows_of_csv

from baselining.documents.files import from_bytes, to_bytes
from baselining.documents.model_quality import CONSTRAINTS_OF, METRICS_OF, QualityConstraints, Violations
from baselining.model_quality.documents import constraints_of, statistics_of
from baselining.model_quality.measure import measure
from baselining.model_quality.violations import camel_case

BANK = ("mq-bank-cwzkevin", "prediction_baseline.csv", "printed-outputs")
CHURN = ("mq-churn-aws", "validation_with_predictions.csv")
PHARMA = "mq-pharma-one-class"
CASES = [
    BANK,
    (*CHURN, "printed-aws-d843a36d"),
    (*CHURN, "printed-aws-2292cee3"),
    (*CHURN, "printed-adshyam-329458d5"),
    (PHARMA, "validation_with_predictions.class0.csv", "printed-class0"),
    (PHARMA, "validation_with_predictions.class1.csv", "printed-class1"),
]
each_case = pytest.mark.parametrize(("case", "data", "printed"), CASES, ids=[case[2] for case in CASES])
_THRESHOLD = re.compile(r"Metric (\w+) with .* was (\w+) '(.*)'")


def _documents(case: str, data: str) -> tuple[dict[str, Any], dict[str, Any]]:
    quality = measure(rows_of_csv(golden(f"{case}/{data}"), BINARY).performance, BINARY)
    statistics, constraints = json.loads(to_bytes(statistics_of(quality))), to_bytes(constraints_of(quality))
    return statistics[METRICS_OF["BinaryClassification"]], json.loads(constraints)[
        CONSTRAINTS_OF["BinaryClassification"]
    ]


def _as_printed(value: float | None, printed: str | None) -> str | None:
    """Rounded to as many digits as were printed."""
    if value is None or printed in (None, "None"):
        return None if value is None else str(value)
    digits = len(printed.partition(".")[2]) if printed is not None else 0
    return f"{value:.{digits}f}"


@each_case
def test_printed_metrics_are_the_container_s_in_all_printed_digits(
    case: str, data: str, printed: str
) -> None:
    facts = json.loads(golden(f"{case}/{printed}.facts.json").read_bytes())
    metrics, _ = _documents(case, data)

    mine = {
        name: _as_printed(metrics[name]["value"], each["value"]) for name, each in facts["metrics"].items()
    }
    assert {name: each["value"] for name, each in facts["metrics"].items()} == mine
    assert facts["confusion_matrix"] == metrics["confusion_matrix"]
    assert list(facts["confusion_matrix"]) == list(metrics["confusion_matrix"])


@each_case
def test_members_stand_in_the_container_s_order(case: str, data: str, printed: str) -> None:
    facts = json.loads(golden(f"{case}/{printed}.facts.json").read_bytes())
    metrics, constraints = _documents(case, data)

    assert list(facts["metrics"]) == [name for name in metrics if name in facts["metrics"]]
    assert list(facts["constraints"]) == list(constraints)


@each_case
def test_thresholds_are_the_container_s_in_all_digits(case: str, data: str, printed: str) -> None:
    facts = json.loads(golden(f"{case}/{printed}.facts.json").read_bytes())
    _, constraints = _documents(case, data)

    for name, each in facts["constraints"].items():
        assert each["comparison_operator"] == constraints[name]["comparison_operator"]
        assert each["threshold"] == (_as_printed(constraints[name]["threshold"], each["threshold"]) or "None")
    by_camel = {re.sub(r"_([a-z])", lambda m: m[1].upper(), name): each for name, each in constraints.items()}
    for text in facts.get("violations", ()):
        name, operator, threshold = _THRESHOLD.fullmatch(text).groups()  # type: ignore[union-attr]
        assert (operator, threshold) == (
            by_camel[name]["comparison_operator"],
            str(by_camel[name]["threshold"]),
        )


@each_case
def test_curves_are_the_container_s_as_far_as_they_were_printed(case: str, data: str, printed: str) -> None:
    facts = json.loads(golden(f"{case}/{printed}.facts.json").read_bytes())
    metrics, _ = _documents(case, data)

    for place, points in facts["curves"].items():
        curve, _, member = place.partition(".")
        start = member.removesuffix("...")
        found = next(values for name, values in metrics[curve].items() if name.startswith(start))
        assert [float(point) for point in points] == found[: len(points)]


def test_the_curve_of_many_scores_has_the_container_s_number_of_points() -> None:
    metrics, _ = _documents(*BANK[:2])

    curve = metrics["receiver_operating_characteristic_curve"]
    assert [len(points) for points in curve.values()] == [1047, 1047]  # 1,045 groups, and two ends
    assert metrics["auc"]["value"] == 0.7701214220800956


@pytest.mark.parametrize("printed", ["kaylawright26-8d509582", "carson-edmonds-4e615228"])
def test_metrics_of_a_printed_matrix_are_the_printed_ones(printed: str) -> None:
    facts = json.loads(golden(f"mq-printed-edge-cases/{printed}.facts.json").read_bytes())
    pairs = [
        (int(actual), int(guess))
        for actual, row in facts["confusion_matrix"].items()
        for guess, count in row.items()
        for _ in range(count)
    ]
    columns = {"label": [actual for actual, _ in pairs], "prediction": [guess for _, guess in pairs]}
    values = quality_of(columns, replace(BINARY, probabilities=())).values

    known = {name: each["value"] for name, each in facts["metrics"].items() if name in values}
    assert len(known) == 16
    assert known == {name: _as_printed(values[name], value) for name, value in known.items()}
    thresholds = {
        found[1]: found[3] for text in facts.get("violations", ()) if (found := _THRESHOLD.fullmatch(text))
    }
    for name, value in values.items():
        assert thresholds.get(camel_case(name), str(value)) == str(value)


@pytest.mark.parametrize(
    ("name", "kind"), [("constraints", QualityConstraints), ("constraint_violations", Violations)]
)
def test_documents_that_the_container_wrote_come_back_byte_for_byte(name: str, kind: Any) -> None:
    raw = golden(f"mq-multiclass-payalpt/MQ_{name}.json").read_bytes().rstrip(b"\n")

    assert raw == to_bytes(from_bytes(kind, raw, name=name))
