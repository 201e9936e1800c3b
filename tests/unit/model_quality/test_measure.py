from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of

from baselining.documents.files import to_bytes
from baselining.errors import DatasetError
from baselining.model_quality.documents import constraints_of, statistics_of
from baselining.model_quality.measure import Quality


def _flips(rows: int) -> dict[str, Any]:
    random = np.random.default_rng(11)
    actual = random.integers(0, 2, rows)
    return {
        "label": actual,
        "prediction": np.where(random.random(rows) < 0.8, actual, 1 - actual),
        "probability": np.clip(actual * 0.3 + random.random(rows) * 0.7, 0, 1),
    }


def _deviations(quality: Quality) -> set[float | None]:
    return set(quality.deviations.values())


def test_there_are_deviations_from_200_rows_on() -> None:
    assert {None} == _deviations(quality_of(_flips(199), BINARY))
    assert None not in _deviations(quality_of(_flips(200), BINARY))


def test_the_same_rows_have_the_same_deviations_in_whatever_order() -> None:
    columns = _flips(500)
    turned = {name: values[::-1].copy() for name, values in columns.items()}

    assert quality_of(columns, BINARY).deviations == quality_of(turned, BINARY).deviations


def test_a_deviation_is_that_of_samples_of_four_fifths() -> None:
    """Half of the standard error: sqrt(0.2 / 0.8); a deviation of five samples is within a factor of three of it."""
    for rows in (500, 4000):
        quality = quality_of(_flips(rows), BINARY)
        accuracy, deviation = quality.values["accuracy"], quality.deviations["accuracy"]
        assert accuracy is not None
        assert deviation is not None
        expected = 0.5 * (accuracy * (1 - accuracy) / rows) ** 0.5
        assert expected / 3 < deviation < 3 * expected


def test_deviations_of_errors_are_those_of_samples_of_four_fifths() -> None:
    random = np.random.default_rng(4)
    label = random.normal(10, 3, 4000)
    quality = quality_of({"label": label, "prediction": label + random.normal(0, 1, 4000)}, NUMBERS)

    deviation = quality.deviations["mae"]
    assert deviation is not None
    expected = 0.5 * 0.603 / 4000**0.5  # the deviation of a half-normal distribution is 0.603
    assert expected / 3 < deviation < 3 * expected


@pytest.mark.parametrize(
    "spelling",
    [
        (["1", "0", "1"], [1.0, 0.0, 0.0]),
        (["1.0", "0", "true"], ["1", "0.0", "false"]),
        ([True, False, True], [1, 0, 0]),
        ([1, 0, 1], ["1", "-0", "0e0"]),
    ],
)
def test_labels_of_different_types_are_one_class(spelling: tuple[list[Any], list[Any]]) -> None:
    label, prediction = spelling
    columns = {
        "label": [str(x).lower() if isinstance(x, bool) else x for x in label],
        "prediction": prediction,
    }

    found = quality_of(columns, replace(BINARY, probabilities=()))

    assert found.matrix is not None
    assert found.matrix.tree() == {"1": {"1": 1, "0": 1}, "0": {"1": 0, "0": 1}}


def test_numbers_that_are_classes_are_written_as_doubles() -> None:
    found = quality_of({"label": ["6", "0"], "prediction": [6.0, 6.0]}, CLASSES)

    assert found.matrix is not None
    assert found.matrix.tree() == {"6.0": {"6.0": 1, "0.0": 0}, "0.0": {"6.0": 1, "0.0": 0}}


def test_labels_stay_as_they_are_where_one_is_text() -> None:
    found = quality_of({"label": ["6", "cat"], "prediction": ["6", "6"]}, CLASSES)

    assert found.matrix is not None
    assert found.matrix.classes == ("6", "cat")


def test_a_binary_problem_of_text_needs_the_name_of_its_positive_class() -> None:
    columns = {"label": ["yes", "no", "yes"], "prediction": ["yes", "yes", "no"]}
    question = replace(BINARY, probabilities=())

    with pytest.raises(DatasetError, match=r"3 of 3 rows \(100.0%\) have another one in 'label'") as refused:
        quality_of(columns, question)
    found = quality_of(columns, replace(question, positive="yes"))

    assert "--positive-label" in refused.value.hint
    assert "yes" not in refused.value.message
    assert found.matrix is not None
    assert found.matrix.tree() == {"yes": {"yes": 1, "no": 1}, "no": {"yes": 1, "no": 0}}
    assert found.values["recall"] == 0.5


def test_a_third_class_is_refused_with_a_count() -> None:
    columns = {"label": ["yes", "no", "perhaps"], "prediction": ["yes", "yes", "no"]}

    with pytest.raises(DatasetError, match="2 different labels"):
        quality_of(columns, replace(BINARY, probabilities=(), positive="yes"))


@pytest.mark.parametrize(("positive", "labels"), [(None, [0, 1, 1, 0]), ("yes", ["no", "yes", "yes", "no"])])
def test_a_threshold_predicts_the_positive_class_above_it(positive: str | None, labels: list[Any]) -> None:
    question = replace(BINARY, inference=None, threshold=0.5, positive=positive)

    found = quality_of({"label": labels, "probability": [0.1, 0.9, 0.5, 0.7]}, question)

    assert found.matrix is not None
    assert {name: found.values[name] for name in ("recall", "precision")} == {"recall": 0.5, "precision": 0.5}
    assert len(found.matrix.classes) == 2


def test_more_than_a_thousand_labels_are_no_classes() -> None:
    numbers = [str(i) for i in range(1001)]

    with pytest.raises(DatasetError, match="more than 1,000 different labels"):
        quality_of({"label": numbers, "prediction": numbers}, CLASSES)


def test_what_is_not_defined_is_null_in_both_documents() -> None:
    quality = quality_of({"label": [1, 1], "prediction": [1, 0]}, replace(BINARY, probabilities=()))
    metrics = json.loads(to_bytes(statistics_of(quality)))["binary_classification_metrics"]
    constraints = json.loads(to_bytes(constraints_of(quality)))["binary_classification_constraints"]

    assert metrics["true_negative_rate"] == {"value": None, "standard_deviation": None}
    assert constraints["false_positive_rate"]["threshold"] is None
    assert "auc" not in metrics
    assert "receiver_operating_characteristic_curve" not in metrics
    assert "auc" not in constraints


def test_ground_truth_that_does_not_vary_has_no_r2() -> None:
    assert quality_of({"label": [5.0, 5.0], "prediction": [4.0, 5.0]}, NUMBERS).values["r2"] is None


def test_errors_beyond_a_double_are_refused() -> None:
    with pytest.raises(DatasetError, match="beyond the range"):
        quality_of({"label": [1e200, 1.0], "prediction": [-1e200, 1.0]}, NUMBERS)


def test_the_best_constant_classifier_predicts_what_is_predicted_most_often() -> None:
    """107 predicted and 92 actual "0" of 201: golden/mq-printed-edge-cases, kaylawright26."""
    counts = {(0, 0): 87, (0, 1): 5, (1, 0): 20, (1, 1): 89}
    pairs = [pair for pair, count in counts.items() for _ in range(count)]
    columns = {"label": [a for a, _ in pairs], "prediction": [p for _, p in pairs]}

    found = quality_of(columns, replace(BINARY, probabilities=())).values

    assert found["accuracy_best_constant_classifier"] == 92 / 201
    assert (found["recall_best_constant_classifier"], found["f1_best_constant_classifier"]) == (0.0, 0.0)
