"""From which problem and columns a baseline of model quality was computed, as manifests and job definitions say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What a baseline was computed from; None where that is not known, or there is nothing of the kind.

    Attributes:
        problem_type: SageMaker's `ProblemType`.
        inference, probability: Names of columns.
        threshold: Above it, a probability predicts the positive class.
        are_known: Is it known which columns there were? Else only the problem type is compared.
    """

    problem_type: str | None
    inference: str | None = None
    probability: str | None = None
    threshold: float | None = None
    are_known: bool = True

    @classmethod
    def of_facts(cls, problem_type: str | None, facts: Mapping[str, object]) -> Attributes:
        """As a manifest of ours has them."""
        threshold = facts.get("probability_threshold")
        texts = {name: facts.get(f"{name}_attribute") for name in ("inference", "probability")}
        return cls(
            problem_type=problem_type,
            inference=None if texts["inference"] is None else str(texts["inference"]),
            probability=None if texts["probability"] is None else str(texts["probability"]),
            threshold=None if threshold is None else float(str(threshold)),
            are_known="ground_truth_attribute" in facts,
        )
