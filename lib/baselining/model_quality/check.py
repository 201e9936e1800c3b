"""Is what was read fit to be measured? What is not is refused with counts and shares, never values."""

from __future__ import annotations

from collections.abc import Iterator

from baselining.errors import DatasetError
from baselining.model_quality.matrix import ClassMatrix
from baselining.model_quality.measure import Quality
from baselining.states.model_quality.labels import are_one, number_of
from baselining.states.model_quality.question import Problem, Question, Trouble
from baselining.states.model_quality.rows import Rows


def check_rows(rows: Rows, question: Question, *, most_missing: float, where: str) -> tuple[str, ...]:
    """Refuse rows that are not of the problem.

    Args:
        rows: All of the dataset.
        question: What is to be measured.
        most_missing: The largest share of rows that may lack a cell.
        where: The dataset, for messages.

    Returns:
        What a person should know although it stops nothing.

    Raises:
        DatasetError: If there are no rows, cells that are wrong, too many missing ones, or labels of different sets.
    """
    if not rows.rows:
        raise DatasetError(f"The dataset at {where} has no rows of data.")
    wrong = [trouble for trouble in Trouble if rows.problems.get(trouble.name) and not trouble.is_missing]
    if wrong:
        raise DatasetError(
            f"{where} cannot be measured: {'; '.join(_sentence(rows, trouble) for trouble in wrong)}.",
            hint=_hint(wrong),
        )
    missing = [trouble for trouble in Trouble if rows.problems.get(trouble.name)]
    lacking = rows.rows - rows.performance.count
    if lacking > most_missing * rows.rows or not rows.performance.count:
        raise DatasetError(
            f"{where} lacks too much: {'; '.join(_sentence(rows, trouble) for trouble in missing)}. At most "
            f"{most_missing:.1%} may.",
            hint="Wait until ground truth is complete, or allow more: --most-missing SHARE "
            "(model_quality.most_missing).",
        )
    notes = [f"{_sentence(rows, trouble)}; they are left out" for trouble in missing]
    if question.problem.is_classification:
        notes += _notes_on_labels(rows, question)
    return (*notes, *_notes_on_slices(rows))


MOST_CHANGE = 1e-4
"""Of auc by bins; more is refused."""


def notes_on(quality: Quality, auc_bound: float) -> tuple[str, ...]:
    """What to know of metrics: which are not defined, and why, and by how much bins may have changed auc.

    Raises:
        DatasetError: If that may be more than `MOST_CHANGE`.
    """
    if auc_bound > MOST_CHANGE:
        raise DatasetError(
            f"There are too many distinct scores, crowded so that bins could change auc by {auc_bound:.1e}.",
            hint="Tell all scores apart: --exact (model_quality.exact), which takes 24 bytes for each distinct one.",
        )
    notes = []
    undefined = [name for name, value in quality.values.items() if value is None]
    if undefined:
        notes.append(f"not defined for these rows, hence null: {', '.join(undefined)}")
    if quality.matrix is not None:
        notes += _notes_on_classes(quality.matrix, quality.problem)
    if auc_bound:
        notes.append(
            f"there are too many distinct scores to tell all apart: bins change auc by at most {auc_bound:.1e} "
            "(--exact tells them apart, and needs memory)"
        )
    return tuple(notes)


def _notes_on_classes(matrix: ClassMatrix, problem: Problem) -> Iterator[str]:
    actual = matrix.counts.sum(axis=1)
    if int((actual > 0).sum()) > 1:
        return
    yield "the ground truth has one class only: metrics say little"
    if problem is Problem.BINARY and (matrix.positive < 0 or not actual[matrix.positive]):
        yield "no row is positive, so recall, precision, F and areas are 0.0, as the container has them"


def _sentence(rows: Rows, trouble: Trouble) -> str:
    count = rows.problems[trouble.name]
    return f"{count:,} of {rows.rows:,} rows ({count / rows.rows:.1%}) {trouble.value}"


def _hint(wrong: list[Trouble]) -> str:
    if any("PROBABILITY" in trouble.name for trouble in wrong):
        return "Name the column of the positive class's probability, from 0 to 1; not of percentages, logits or labels."
    return "Name the columns of numbers, or use --problem-type for classes; remove rows that the model could not score."


def _notes_on_labels(rows: Rows, question: Question) -> Iterator[str]:
    """Predicted labels that no actual one is; none may be of both, where spellings differ.

    Raises:
        DatasetError: If no predicted label occurs as an actual one, of several classes.
    """
    counts = rows.performance.confusion.counts
    actual = {actual for actual, _ in counts}
    strange = {guess for _, guess in counts if not any(are_one(guess, label) for label in actual)}
    if not strange or question.problem is Problem.BINARY:
        return
    affected = sum(count for (_, guess), count in counts.items() if guess in strange)
    if affected == rows.performance.count and len(actual) > 1:
        kinds = [
            "numbers" if all(number_of(x) is not None for x in side) else "text" for side in (actual, strange)
        ]
        spelt = (
            f": the ground truth has {kinds[0]}, the prediction {kinds[1]}" if kinds[0] != kinds[1] else ""
        )
        raise DatasetError(
            f"No predicted label in {question.inference!r} occurs in {question.ground_truth!r}{spelt}.",
            hint="Have both spell classes alike.",
        )
    yield (
        f"{affected:,} of {rows.performance.count:,} rows ({affected / rows.performance.count:.1%}) are predicted to "
        "be of a class that no ground truth is of"
    )


def _notes_on_slices(rows: Rows) -> list[str]:
    return [
        f"the column {name!r} has too many values to slice by"
        for name, parts in rows.slices.items()
        if parts is None
    ]
