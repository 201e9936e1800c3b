"""From which problem and columns a baseline of model quality was computed, as manifests and job definitions say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BETWEEN = ", "
"""Between the names of several columns, where a manifest has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What a baseline was computed from; None where that is not known, or there is nothing of the kind.

    Attributes:
        problem_type: SageMaker's `ProblemType`.
        inference: Name of the column of predictions.
        probabilities: Names of columns of probabilities.
        threshold: Above it, a probability predicts the positive class.
        has_auc: Is there a threshold of auc, which takes probabilities?
        are_known: Is it known which columns there were? Else only the problem type and auc are compared.
    """

    problem_type: str | None
    inference: str | None = None
    probabilities: tuple[str, ...] = ()
    threshold: float | None = None
    has_auc: bool = False
    are_known: bool = True

    @classmethod
    def of_facts(cls, problem_type: str | None, facts: Mapping[str, object]) -> Attributes:
        """As a manifest of ours has them."""
        threshold = facts.get("probability_threshold")
        inference, probability = (facts.get(f"{name}_attribute") for name in ("inference", "probability"))
        return cls(
            problem_type=problem_type,
            inference=None if inference is None else str(inference),
            probabilities=() if probability is None else tuple(str(probability).split(BETWEEN)),
            threshold=None if threshold is None else float(str(threshold)),
            are_known="ground_truth_attribute" in facts,
        )
