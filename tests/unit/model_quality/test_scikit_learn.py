"""scikit-learn as the oracle of exact metrics, on random rows and on its own data with a small model."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn import datasets, metrics
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of

from baselining.model_quality.measure import Quality

TOLERANCE = 1e-12

BOUNDED = st.floats(-1e6, 1e6)
ZERO = {"zero_division": 0.0}


def assert_close(expected: dict[str, float | None], found: Quality) -> None:
    for name, value in expected.items():
        mine = found.values[name]
        if value is None:
            assert mine is None, name
        else:
            assert mine is not None, name
            assert isclose(value, mine, rel_tol=TOLERANCE, abs_tol=TOLERANCE), name


def binary_by_sklearn(actual: Any, guess: Any, probabilities: Any) -> dict[str, float | None]:
    matrix = metrics.confusion_matrix(actual, guess, labels=[0, 1])
    negatives, positives = matrix.sum(axis=1)
    both = bool(positives and negatives)
    return {
        "recall": metrics.recall_score(actual, guess, **ZERO),
        "precision": metrics.precision_score(actual, guess, **ZERO),
        "accuracy": metrics.accuracy_score(actual, guess),
        "true_positive_rate": metrics.recall_score(actual, guess, **ZERO),
        "true_negative_rate": metrics.recall_score(actual, guess, pos_label=0) if negatives else None,
        "false_positive_rate": matrix[0, 1] / negatives if negatives else None,
        "f0_5": metrics.fbeta_score(actual, guess, beta=0.5, **ZERO),
        "f1": metrics.f1_score(actual, guess, **ZERO),
        "f2": metrics.fbeta_score(actual, guess, beta=2.0, **ZERO),
        **(
            {"auc": metrics.roc_auc_score(actual, probabilities), "au_prc": _au_prc(actual, probabilities)}
            if both
            else {}
        ),
    }


def _au_prc(actual: Any, probabilities: Any) -> float:
    """By scikit-learn's own counts; its curve begins with precision 1 and ends at full recall, Spark's do not."""
    thresholds = np.unique(probabilities)[::-1]
    points = [
        (
            metrics.recall_score(actual, probabilities >= t, **ZERO),
            metrics.precision_score(actual, probabilities >= t, **ZERO),
        )
        for t in thresholds
    ]
    points = [(0.0, points[0][1]), *points]
    return float(metrics.auc(*zip(*points, strict=True)))


def classes_by_sklearn(actual: Any, guess: Any) -> dict[str, float | None]:
    how: Any = {"average": "weighted", **ZERO}
    return {
        "accuracy": metrics.accuracy_score(actual, guess),
        "weighted_recall": metrics.recall_score(actual, guess, **how),
        "weighted_precision": metrics.precision_score(actual, guess, **how),
        **{
            f"weighted_f{name}": metrics.fbeta_score(actual, guess, beta=beta, **how)
            for name, beta in (("0_5", 0.5), ("1", 1.0), ("2", 2.0))
        },
    }


def numbers_by_sklearn(actual: Any, guess: Any) -> dict[str, float | None]:
    return {
        "mae": metrics.mean_absolute_error(actual, guess),
        "mse": metrics.mean_squared_error(actual, guess),
        "rmse": metrics.root_mean_squared_error(actual, guess),
        "r2": metrics.r2_score(actual, guess) if np.ptp(actual) else None,
    }


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 1), st.integers(0, 1), st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0]))
        ),
        min_size=1,
        max_size=50,
    )
)
def test_binary_metrics_are_scikit_learn_s(rows: list[tuple[int, int, float]]) -> None:
    actual, guess, probabilities = (list(column) for column in zip(*rows, strict=True))

    found = quality_of(
        {"label": actual, "prediction": guess, "probability": probabilities}, BINARY, exact=True
    )

    assert_close(binary_by_sklearn(np.array(actual), np.array(guess), np.array(probabilities)), found)


@given(
    rows=st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdexy")), min_size=1, max_size=60)
)
def test_metrics_of_classes_are_scikit_learn_s(rows: list[tuple[str, str]]) -> None:
    actual, guess = (list(column) for column in zip(*rows, strict=True))

    found = quality_of({"label": actual, "prediction": guess}, CLASSES, exact=True)

    assert_close(classes_by_sklearn(actual, guess), found)


@given(rows=hnp.arrays(np.float64, st.tuples(st.integers(2, 40), st.just(2)), elements=BOUNDED))
def test_metrics_of_numbers_are_scikit_learn_s(rows: np.ndarray) -> None:
    actual, guess = np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])
    expected = numbers_by_sklearn(actual, guess)
    if expected["r2"] is not None and np.var(actual) < 1e-12 * (1 + np.mean(actual) ** 2):
        del expected["r2"]  # rounding decides whether such labels vary at all, scikit-learn's as well

    found = quality_of({"label": actual, "prediction": guess}, NUMBERS, exact=True)

    for name, value in expected.items():
        mine = found.values[name]
        assert (value is None) == (mine is None), name
        if value is not None and mine is not None:
            assert isclose(value, mine, rel_tol=TOLERANCE, abs_tol=TOLERANCE), name


def _cancer() -> tuple[Any, Any, Any]:
    x, y = datasets.load_breast_cancer(return_X_y=True)
    return _fitted(LogisticRegression(max_iter=200), x, y)


def _digits() -> tuple[Any, Any, Any]:
    x, y = datasets.load_digits(return_X_y=True)
    return _fitted(LogisticRegression(max_iter=200), x, y)


def _diabetes() -> tuple[Any, Any, Any]:
    x, y = datasets.load_diabetes(return_X_y=True)
    return _fitted(LinearRegression(), x, y)


def _fitted(model: Any, x: Any, y: Any) -> tuple[Any, Any, Any]:
    old, new, known, actual = train_test_split(StandardScaler().fit_transform(x), y, random_state=0)
    model.fit(old, known)
    probabilities = model.predict_proba(new)[:, 1] if hasattr(model, "predict_proba") else None
    return actual, model.predict(new), probabilities


@pytest.mark.parametrize(
    ("data", "question", "expected"),
    [
        (_cancer, BINARY, binary_by_sklearn),
        (_digits, CLASSES, lambda actual, guess, _: classes_by_sklearn(actual, guess)),
        (_diabetes, NUMBERS, lambda actual, guess, _: numbers_by_sklearn(actual, guess)),
    ],
)
def test_real_models_have_scikit_learn_s_metrics(
    data: Callable[[], tuple[Any, Any, Any]], question: Any, expected: Any
) -> None:
    actual, guess, probabilities = data()
    columns = {"label": actual, "prediction": guess}
    if question.probabilities:
        columns["probability"] = probabilities

    found = quality_of(columns, question, exact=True)

    assert found.count == len(actual)
    assert_close(expected(actual, guess, probabilities), found)
