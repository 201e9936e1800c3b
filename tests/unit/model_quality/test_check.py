from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of, rows_of

from baselining.errors import DatasetError
from baselining.model_quality.check import check_rows, notes_on
from baselining.states.model_quality.question import Question

NAN = float("nan")
PLAIN = replace(BINARY, probabilities=())


def _check(columns: dict[str, Any], question: Question, most_missing: float = 0.3) -> tuple[str, ...]:
    batch = pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in columns.items()})
    return check_rows(rows_of([batch], question), question, most_missing=most_missing, where="rows.csv")


@pytest.mark.parametrize(
    ("columns", "question", "sentence"),
    [
        (
            {"label": ["1.5", "a"], "prediction": ["1", "2"]},
            NUMBERS,
            "1 of 2 rows (50.0%) have a ground truth that is no",
        ),
        (
            {"label": [1.5, 2], "prediction": [NAN, 2]},
            NUMBERS,
            "1 of 2 rows (50.0%) have a prediction that is no finite",
        ),
        (
            {"label": [1.5, 2], "prediction": [float("inf"), 2]},
            NUMBERS,
            "a prediction that is no finite number",
        ),
        (
            {"label": [1, 0], "prediction": [NAN, 1.0], "probability": [0.5, 0.5]},
            BINARY,
            "a prediction that is no",
        ),
        ({"label": ["a", "b"], "prediction": ["NaN", "b"]}, CLASSES, "a prediction that is no"),
        (
            {"label": [1, 0], "prediction": [1, 0], "probability": [0.5, 1.2]},
            BINARY,
            "1 of 2 rows (50.0%) have a probability outside",
        ),
        (
            {"label": [1, 0], "prediction": [1, 0], "probability": [NAN, 1.0]},
            BINARY,
            "a probability that is no number",
        ),
        (
            {"label": [1, 0], "prediction": [1, 0], "probability": ["0.5", "high"]},
            BINARY,
            "a probability that is no number",
        ),
        (
            {"label": [1, None, None], "prediction": [1, 0, 1]},
            PLAIN,
            "2 of 3 rows (66.7%) have no ground truth. At most 30.0% may",
        ),
        (
            {"label": ["cat", "dog"], "prediction": ["Cat", "Dog"]},
            CLASSES,
            "No predicted label in 'prediction' occurs in 'label'",
        ),
        (
            {"label": ["a", "b"], "prediction": [0, 1]},
            CLASSES,
            "the ground truth has text, the prediction numbers",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_with_counts_and_shares(
    columns: dict[str, Any], question: Question, sentence: str
) -> None:
    with pytest.raises(DatasetError) as refused:
        _check(columns, question)

    assert sentence in refused.value.message
    assert refused.value.hint


def test_no_rows_are_refused() -> None:
    with pytest.raises(DatasetError, match="no rows"):
        check_rows(rows_of([], NUMBERS), NUMBERS, most_missing=0.1, where="rows.csv")


def test_few_rows_without_ground_truth_are_left_out_and_said() -> None:
    columns = {"label": [1, None, 0, 1], "prediction": [1, 0, 0, 1]}

    assert _check(columns, PLAIN) == ("1 of 4 rows (25.0%) have no ground truth; they are left out",)


def test_predicted_classes_that_no_row_is_of_are_said() -> None:
    columns = {"label": ["a", "b", "a"], "prediction": ["a", "c", "a"]}

    assert _check(columns, CLASSES) == (
        "1 of 3 rows (33.3%) are predicted to be of a class that no ground truth is of",
    )


def test_a_column_with_too_many_values_is_no_slice() -> None:
    columns = {"label": [1] * 201, "prediction": [1] * 201, "id": list(range(201))}

    notes = _check(columns, replace(PLAIN, slices=("id",)))

    assert notes == ("the column 'id' has too many values to slice by",)


def test_bins_that_could_change_auc_by_much_are_refused() -> None:
    quality = quality_of({"label": [1, 0], "prediction": [1, 0], "probability": [0.9, 0.1]}, BINARY)

    assert any("bins change auc by at most 1.0e-06" in note for note in notes_on(quality, 1e-6))
    with pytest.raises(DatasetError, match=r"could change auc by 2\.0e-04"):
        notes_on(quality, 2e-4)


def test_what_is_not_defined_is_said() -> None:
    quality = quality_of({"label": [1, 1], "prediction": [1, 1]}, PLAIN)

    assert notes_on(quality, 0.0) == (
        "not defined for these rows, hence null: true_negative_rate, false_positive_rate",
        "the ground truth has one class only: metrics say little",
    )


def test_zeros_of_rows_without_a_positive_one_are_said() -> None:
    quality = quality_of({"label": [0, 0], "prediction": [1, 0]}, PLAIN)

    assert quality.values["recall"] == 0.0
    assert notes_on(quality, 0.0)[-1].startswith(
        "no row is positive, so recall, precision, F and areas are 0.0"
    )
