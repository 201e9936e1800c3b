"""What was measured → metrics, each with how much it varies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from baselining.errors import DatasetError
from baselining.model_quality.classification import Values, binary_values, multiclass_values
from baselining.model_quality.curves import Curves, curves_of
from baselining.model_quality.matrix import ClassMatrix, Counts, matrix_of
from baselining.model_quality.regression import is_finite, regression_values
from baselining.model_quality.samples import LEAST_ROWS, deviation, samples_of
from baselining.states.model_quality.question import Problem, Question
from baselining.states.model_quality.rows import Performance
from baselining.states.model_quality.scores import Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What a model achieved.

    Attributes:
        count: Rows that were measured.
        values: By metric; None where it is not defined.
        deviations: By metric; None where the value is, and of few rows.
        matrix: Of a classification.
        curves: Of a binary one with probabilities.
    """

    problem: Problem
    count: int
    values: Values
    deviations: Values
    matrix: ClassMatrix | None = None
    curves: Curves | None = None


def measure(performance: Performance, question: Question, *, exact: bool = False) -> Quality:
    """The metrics of a problem.

    Args:
        performance: Of at least one row.
        exact: Without what the container rounds or bins.

    Raises:
        DatasetError: If labels are not those of the problem, or numbers are too large to be squared.
    """
    if question.problem is Problem.REGRESSION:
        return _regression(performance, exact=exact)
    matrix = matrix_of(performance.confusion, question)
    if question.problem is Problem.MULTICLASS:
        order = matrix.adding_order
        values = multiclass_values(matrix.counts, order)
        sampled = [multiclass_values(counts, order) for counts in _samples(matrix) if counts.sum()]
        return _quality(question.problem, performance.count, values, sampled, matrix)
    values = binary_values(matrix.counts, matrix.positive)
    sampled = [binary_values(counts, matrix.positive) for counts in _samples(matrix) if counts.sum()]
    quality = _quality(question.problem, performance.count, values, sampled, matrix)
    return _with_curves(quality, performance.scores, exact=exact) if question.has_scores else quality


def _regression(performance: Performance, *, exact: bool) -> Quality:
    vectors = performance.errors.vectors
    if not is_finite(vectors[0]):
        raise DatasetError(
            "The errors, or the ground truth, are so large that their squares are beyond the range of a double.",
            hint="Are there placeholders such as 1e300 among them?",
        )
    values = regression_values(vectors[0], exact=exact)
    sampled = [regression_values(vector, exact=exact) for vector in vectors[1:]]
    return _quality(Problem.REGRESSION, performance.count, values, sampled)


def _with_curves(quality: Quality, scores: Scores, *, exact: bool) -> Quality:
    curves = curves_of(scores, exact=exact)
    assert curves is not None  # noqa: S101 - there are rows
    areas = {"auc": curves.auc, "au_prc": curves.au_prc}
    sampled: list[Curves | None] = []
    if quality.count >= LEAST_ROWS:
        both = np.stack([scores.positives, scores.negatives])
        for positives, negatives in samples_of(both):
            there = positives + negatives > 0
            some = replace(
                scores, keys=scores.keys[there], positives=positives[there], negatives=negatives[there]
            )
            sampled.append(curves_of(some, exact=exact))
    drawn = [each for each in sampled if each is not None]
    deviations = {
        "auc": deviation([each.auc for each in drawn]),
        "au_prc": deviation([each.au_prc for each in drawn]),
    }
    return replace(
        quality,
        values={**quality.values, **areas},
        deviations={**quality.deviations, **deviations},
        curves=curves,
    )


def _samples(matrix: ClassMatrix) -> Iterator[Counts]:
    """Samples of the rows, the same whatever the order of classes is."""
    order = sorted(range(len(matrix.classes)), key=matrix.classes.__getitem__)
    back = np.argsort(order)
    for counts in samples_of(matrix.counts[np.ix_(order, order)]):
        yield counts[np.ix_(back, back)]


def _quality(
    problem: Problem,
    count: int,
    values: Values,
    sampled: Sequence[Mapping[str, float | None]],
    matrix: ClassMatrix | None = None,
) -> Quality:
    deviations = {
        name: deviation([each[name] for each in sampled])
        if value is not None and count >= LEAST_ROWS
        else None
        for name, value in values.items()
    }
    return Quality(problem=problem, count=count, values=values, deviations=deviations, matrix=matrix)
