"""The two documents of a model-quality baseline, which belong together; of one problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes
from baselining.documents.model_quality import (
    CONSTRAINTS_OF,
    METRICS_OF,
    QualityConstraints,
    QualityStatistics,
)
from baselining.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityDocuments:
    """What a model achieved, and what it is held against.

    Attributes:
        problem: SageMaker's `ProblemType`, of both.
        statistics: None where there are none: Model Monitor needs the constraints only.
    """

    problem: str
    statistics: QualityStatistics | None
    constraints: QualityConstraints

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], *, place: str) -> QualityDocuments:
        """Read both documents.

        Args:
            files: Bytes by name; other files are not looked at.
            place: Where they lie, for messages.

        Raises:
            DocumentError: If there are no constraints, or a document is damaged, or they are of different problems.
        """
        if CONSTRAINTS not in files:
            raise DocumentError(f"There is no readable {CONSTRAINTS} in {place!r}.")
        constraints = from_bytes(QualityConstraints, files[CONSTRAINTS], name=f"{place}/{CONSTRAINTS}")
        statistics = (
            from_bytes(QualityStatistics, files[STATISTICS], name=f"{place}/{STATISTICS}")
            if STATISTICS in files
            else None
        )
        problem = constraints.problem
        if problem is None or (statistics and getattr(statistics, METRICS_OF[problem]) is None):
            raise DocumentError(
                f"{CONSTRAINTS} in {place!r} is for {problem or 'no one problem'}, and {STATISTICS} is not."
            )
        return cls(problem=problem, statistics=statistics, constraints=constraints)

    @property
    def metrics(self) -> Mapping[str, Any]:
        """The statistics' metrics by name, as they were read; empty without statistics."""
        return {} if self.statistics is None else getattr(self.statistics, METRICS_OF[self.problem])


def are_of_quality(constraints: bytes) -> bool:
    """Are these constraints of model quality, by the names of their members?"""
    return any(f'"{member}"'.encode() in constraints for member in CONSTRAINTS_OF.values())
