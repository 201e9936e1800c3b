"""What is asked of rows of predictions: which problem, and which columns say what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Problem(str, Enum):
    """`ProblemType` of SageMaker's API, by its values."""

    REGRESSION = "Regression"
    BINARY = "BinaryClassification"
    MULTICLASS = "MulticlassClassification"

    @property
    def is_classification(self) -> bool:
        """Are there classes?"""
        return self is not Problem.REGRESSION


class Trouble(str, Enum):
    """Why a row cannot be measured, in words that follow "rows"; the first that holds is counted."""

    NO_TRUTH = "have no ground truth"
    NO_PREDICTION = "have no prediction"
    NO_PROBABILITY = "have no probability"
    TRUTH_IS_NO_NUMBER = "have a ground truth that is no finite number"
    PREDICTION_IS_NO_NUMBER = "have a prediction that is no finite number"
    PROBABILITY_IS_NO_NUMBER = "have a probability that is no number"
    PROBABILITY_OUTSIDE = "have a probability outside 0 to 1"

    @property
    def is_missing(self) -> bool:
        """Is a cell missing, rather than wrong?"""
        return self in (Trouble.NO_TRUTH, Trouble.NO_PREDICTION, Trouble.NO_PROBABILITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to measure.

    Attributes:
        problem: The kind of model.
        ground_truth: Column of actual labels, or numbers.
        inference: Column of predicted ones; None: the probability and the threshold decide.
        probabilities: Columns of probabilities; the one of a binary problem is that of the positive class.
        threshold: Above it, a probability predicts the positive class.
        positive: Label of the positive class; None: 1, or true.
        slices: Columns by whose values the same is measured.
    """

    problem: Problem
    ground_truth: str
    inference: str | None = None
    probabilities: tuple[str, ...] = ()
    threshold: float | None = None
    positive: str | None = None
    slices: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns to read, each once."""
        inference = () if self.inference is None else (self.inference,)
        return tuple(dict.fromkeys((self.ground_truth, *inference, *self.probabilities, *self.slices)))

    @property
    def has_scores(self) -> bool:
        """Are there curves?"""
        return self.problem is Problem.BINARY and bool(self.probabilities)
