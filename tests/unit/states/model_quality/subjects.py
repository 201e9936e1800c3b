"""The states of model quality, with rows that are hard on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from tests.unit.states.laws import Rows, Subject

from baselining.fold.model_quality.performance import PerformanceBuilder
from baselining.fold.model_quality.rows import RowsBuilder
from baselining.fold.model_quality.scores import ScoresBuilder
from baselining.kernels.errors import fold_errors
from baselining.states.model_quality import confusion, errors, scores
from baselining.states.model_quality.confusion import Confusion
from baselining.states.model_quality.errors import COUNT, LABELS, Errors
from baselining.states.model_quality.question import Problem, Question
from baselining.states.model_quality.rows import Rows as RowsState
from baselining.states.model_quality.rows import RowStates
from baselining.states.model_quality.scores import Scores

LABELS_OF_ROWS = st.sampled_from(["0", "1", "1.0", "cat", "é"])
PROBABILITIES = st.one_of(
    st.floats(0.0, 1.0), st.sampled_from([0.0, -0.0, 1.0, 0.5, np.nextafter(1.0, 0.0), 5e-324])
)
NUMBERS = st.one_of(st.floats(-1e60, 1e60), st.sampled_from([0.0, -0.0, 1.5]))


def _lists(rows: st.SearchStrategy[object]) -> st.SearchStrategy[Rows]:
    return st.lists(rows, max_size=60)


def fold_scores(batches: Sequence[Rows], most: int) -> Scores:
    has_table = most & (most - 1) == 0  # a table has a power of two of places
    builder = PerformanceBuilder(ScoresBuilder(most, 7, has_table=has_table))
    for batch in batches:
        builder.add_scores(
            np.array([score for score, _ in batch], np.float64),
            np.array([mark for _, mark in batch], np.bool_),
        )
    return builder.performance().scores


def _fold_confusion(batches: Sequence[Rows]) -> Confusion:
    return fold_rows(batches, QUESTIONS["classes"]).performance.confusion


def _fold_errors(batches: Sequence[Rows]) -> Errors:
    vectors = Errors().vectors
    for batch in batches:
        actual, predicted = (np.array([row[i] for row in batch], np.float64) for i in (0, 1))
        fold_errors(vectors, actual, predicted)
    return Errors(vectors=vectors)


def assert_same_errors(expected: Errors, actual: Errors) -> None:
    """Of all rows to rounding; which rows a sample has depends on how splits are cut."""
    whole, other = expected.vectors[0], actual.vectors[0]
    np.testing.assert_array_equal(whole[[COUNT, LABELS]], other[[COUNT, LABELS]])
    np.testing.assert_allclose(other, whole, rtol=1e-9, atol=1e-9 * max(np.abs(whole).max(), 1.0))
    assert (actual.vectors[1:, COUNT] <= whole[COUNT]).all()


QUESTIONS = {
    "classes": Question(problem=Problem.MULTICLASS, ground_truth="truth", inference="guess"),
    "binary": Question(
        problem=Problem.BINARY, ground_truth="truth", inference="guess", probabilities=("p",), slices=("s",)
    ),
    "numbers": Question(problem=Problem.REGRESSION, ground_truth="truth", inference="guess"),
}


def fold_rows(batches: Sequence[Rows], question: Question, kind: RowStates = RowStates()) -> RowsState:  # noqa: B008 - a value
    kinds = {"p": pa.float64()}
    builder = RowsBuilder(question, kind)
    for batch in batches:
        columns = list(question.columns)
        arrays = [
            pa.array([row[i] for row in batch], kinds.get(name, pa.string()))
            for i, name in enumerate(columns)
        ]
        builder.add(pa.RecordBatch.from_arrays(arrays, columns))
    return builder.rows()


_PROBABLE_OR_NOT = st.one_of(st.none(), PROBABILITIES, st.sampled_from([1.5, float("nan")]))
_BINARY_ROWS = st.tuples(
    st.one_of(st.none(), LABELS_OF_ROWS), LABELS_OF_ROWS, _PROBABLE_OR_NOT, st.sampled_from(["a", "b", None])
)

MODEL_QUALITY = (
    Subject(
        name="confusion",
        fold=_fold_confusion,
        merge=confusion.merge,
        rows=_lists(st.tuples(LABELS_OF_ROWS, LABELS_OF_ROWS)),
    ),
    *(
        Subject(
            name=f"scores, at most {most}",
            fold=partial(fold_scores, most=most),
            merge=partial(scores.merge, most=most),
            rows=_lists(st.tuples(PROBABILITIES, st.booleans())),
        )
        for most in (1, 5, scores.MOST)
    ),
    Subject(
        name="errors",
        fold=_fold_errors,
        merge=errors.merge,
        rows=_lists(st.tuples(NUMBERS, NUMBERS)),
        assert_same=assert_same_errors,
    ),
    Subject(
        name="rows of predictions",
        fold=partial(fold_rows, question=QUESTIONS["binary"]),
        merge=RowStates().merge,
        rows=_lists(_BINARY_ROWS),
    ),
)
