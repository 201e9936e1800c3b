"""Metrics of classes, from counts, in the order of operations of Spark's `MulticlassMetrics`.

Source: mllib/src/main/scala/org/apache/spark/mllib/evaluation/MulticlassMetrics.scala.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from baselining.model_quality.matrix import Counts

Values = dict[str, float | None]
"""By metric; None where it is not defined."""

BETAS = {"f0_5": 0.5, "f1": 1.0, "f2": 2.0}
CONSTANT = "_best_constant_classifier"


@dataclass(frozen=True, slots=True)
class _Class:
    """One class: how many rows of it were found, predicted, and are there."""

    true: int
    predicted: int
    actual: int

    @property
    def recall(self) -> float:
        return self.true / self.actual if self.actual else 0.0

    @property
    def precision(self) -> float:
        return self.true / self.predicted if self.predicted else 0.0

    def f(self, beta: float) -> float:
        square = beta * beta
        precision, recall = self.precision, self.recall
        if precision + recall == 0:
            return 0.0
        return (1.0 + square) * precision * recall / (square * precision + recall)


def most_predicted(counts: Counts) -> int:
    """The place of the class that is predicted most often: the first of several.

    It is the prediction of the best constant classifier, as the container has it; the actual class that is most
    frequent would be a better guess.
    """
    return int(np.argmax(counts.sum(axis=0)))


def always(counts: Counts, place: int) -> Counts:
    """The same rows, all predicted to be of one class."""
    constant = np.zeros_like(counts)
    constant[:, place] = counts.sum(axis=1)
    return constant


def binary_values(counts: Counts, positive: int) -> Values:
    """All scalar metrics of a binary problem that need no probabilities.

    Args:
        counts: Not empty.
        positive: The place of the positive class; -1 where there is no row of it.
    """
    rates = _binary(counts, positive)
    constant = _binary(always(counts, most_predicted(counts)), positive)
    return {
        **rates,
        **{f"{name}{CONSTANT}": constant[name] for name in ("recall", "precision", "accuracy", *BETAS)},
    }


def _binary(counts: Counts, positive: int) -> Values:
    found = _class_at(counts, positive) if positive >= 0 else _Class(0, 0, 0)
    total = int(counts.sum())
    negatives = total - found.actual
    false_rate = (found.predicted - found.true) / negatives if negatives else None
    return {
        "recall": found.recall,
        "precision": found.precision,
        "accuracy": _accuracy(counts),
        "true_positive_rate": found.recall,
        "true_negative_rate": None if false_rate is None else 1.0 - false_rate,
        "false_positive_rate": false_rate,
        "false_negative_rate": 1.0 - found.recall,
        **{name: found.f(beta) for name, beta in BETAS.items()},
    }


def multiclass_values(counts: Counts, order: Sequence[int] | None = None) -> Values:
    """All scalar metrics of a problem of several classes.

    Args:
        counts: Not empty.
        order: Places of all classes, as they are added up; it decides the last digit.
    """
    order = range(len(counts)) if order is None else order
    constant = _multiclass(always(counts, most_predicted(counts)), order)
    return {**_multiclass(counts, order), **{f"{name}{CONSTANT}": value for name, value in constant.items()}}


def _multiclass(counts: Counts, order: Sequence[int]) -> Values:
    classes = [_class_at(counts, place) for place in order]
    total = int(counts.sum())

    def weighted(values: Iterable[float]) -> float:
        found = 0.0
        for value, each in zip(values, classes, strict=True):  # newer Pythons' sum() rounds otherwise
            found += value * each.actual / total
        return found

    return {
        "accuracy": _accuracy(counts),
        "weighted_recall": weighted(each.recall for each in classes),
        "weighted_precision": weighted(each.precision for each in classes),
        **{f"weighted_{name}": weighted(each.f(beta) for each in classes) for name, beta in BETAS.items()},
    }


def _accuracy(counts: Counts) -> float:
    return int(np.trace(counts)) / int(counts.sum())


def _class_at(counts: Counts, place: int) -> _Class:
    return _Class(int(counts[place, place]), int(counts[:, place].sum()), int(counts[place].sum()))
