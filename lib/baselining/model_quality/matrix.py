"""Counts by labels as they are written → the matrix of classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baselining.documents.java_double import double_text
from baselining.documents.scala_doubles import in_label_order
from baselining.documents.scala_order import in_map_order
from baselining.errors import DatasetError
from baselining.states.model_quality.confusion import MOST_LABELS, Confusion
from baselining.states.model_quality.labels import are_one, number_of, truth_of
from baselining.states.model_quality.question import Problem, Question

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassMatrix:
    """Rows by class.

    Attributes:
        classes: Their names, in the order of the document.
        counts: By place of the actual class, then of the predicted one.
        positive: The place of the positive class of a binary problem; -1 where there is no row of it.
    """

    classes: tuple[str, ...]
    counts: Counts
    positive: int = -1

    @property
    def adding_order(self) -> list[int]:
        """The places of all classes as Spark adds them up, where labels are numbers, as it wants them."""
        numbers = [number_of(name) for name in self.classes]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return list(range(len(numbers)))
        places = zip(*(axis.tolist() for axis in np.nonzero(self.counts)), strict=True)
        pairs = [(known[actual], known[predicted]) for actual, predicted in places]
        order = [known.index(number) for number in in_label_order(pairs)]
        return order + [place for place in range(len(known)) if place not in order]

    def tree(self) -> dict[str, dict[str, int]]:
        """As the document has it."""
        return {
            actual: dict(zip(self.classes, row, strict=True))
            for actual, row in zip(self.classes, self.counts.tolist(), strict=True)
        }


def matrix_of(confusion: Confusion, question: Question) -> ClassMatrix:
    """The matrix of classes, whatever their spellings.

    Raises:
        DatasetError: If there are too many labels, or, of a binary problem, others than two.
    """
    if confusion.labels is None:
        raise DatasetError(
            f"{question.ground_truth!r} and the prediction have more than {MOST_LABELS:,} different labels: these are "
            "numbers or identifiers, not classes.",
            hint="Use --problem-type Regression, or name the columns that hold labels.",
        )
    names = _binary_names(confusion, question) if question.problem is Problem.BINARY else _names(confusion)
    classes = tuple(in_map_order(dict.fromkeys(names[label] for label in confusion.labels)))
    places = {name: place for place, name in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), np.int64)
    for (actual, predicted), count in confusion.counts.items():
        counts[places[names[actual]], places[names[predicted]]] += count
    positive = "1" if question.positive is None else question.positive
    return ClassMatrix(
        classes, counts, places.get(positive, -1) if question.problem is Problem.BINARY else -1
    )


def _names(confusion: Confusion) -> dict[str, str]:
    """Labels as the container writes them: doubles if all are numbers (`6.0`), else as they are."""
    numbers = {label: number_of(label) for label in confusion.labels or ()}
    return {
        label: label if number is None or None in numbers.values() else double_text(number)
        for label, number in numbers.items()
    }


def _binary_names(confusion: Confusion, question: Question) -> dict[str, str]:
    labels = confusion.labels or ()
    if question.positive is None:
        strange = [label for label in labels if truth_of(label) not in (0.0, 1.0)]
        if strange:
            raise DatasetError(_not_binary(confusion, strange, question), hint=_NAME_IT)
        return {label: "1" if truth_of(label) else "0" for label in labels}
    return _named(confusion, question, question.positive)


_NAME_IT = (
    "Name the label of the positive class with --positive-label (model_quality.positive_label), or use --problem-type "
    "MulticlassClassification."
)


def _named(confusion: Confusion, question: Question, positive: str) -> dict[str, str]:
    """Names where the positive class is named: all other labels must be one class."""
    labels = confusion.labels or ()
    others = [label for label in labels if not are_one(label, positive)]
    if (
        question.inference is None
    ):  # predictions are by threshold: the other class has no label of its own there
        actual = {label for label, _ in confusion.counts}
        others = [label for label in others if label in actual]
    if any(not are_one(label, others[0]) for label in others):
        raise DatasetError(
            f"A binary problem has two classes: beside the positive label, {question.ground_truth!r} and the "
            f"prediction have {len(others):,} different labels.",
            hint="Use --problem-type MulticlassClassification, or clean the labels.",
        )
    other = others[0] if others else "0"
    return {label: positive if are_one(label, positive) else other for label in labels}


def _not_binary(confusion: Confusion, strange: list[str], question: Question) -> str:
    total = confusion.total
    sides: list[str] = []
    for place, name in enumerate((question.ground_truth, question.inference)):
        rows = _rows_with(confusion.counts, strange, place)
        if rows and name is not None:
            sides.append(f"{rows:,} of {total:,} rows ({rows / total:.1%}) have another one in {name!r}")
    return f"Labels of a binary problem are 0 and 1, or false and true; {', and '.join(sides)}."


def _rows_with(counts: Mapping[tuple[str, str], int], labels: list[str], place: int) -> int:
    return sum(count for pair, count in counts.items() if pair[place] in labels)
