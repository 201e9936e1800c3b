"""Violations → `constraint_violations.json`."""

from __future__ import annotations

from collections.abc import Sequence

from baselining.documents.violations import ConstraintViolation, Violations
from baselining.evaluation.violation import Violation


def document_of(violations: Sequence[Violation]) -> Violations:
    """The document, in this order."""
    return Violations(
        violations=[
            ConstraintViolation(
                feature_name=each.feature,
                constraint_check_type=each.check.value,
                description=each.description,
            )
            for each in violations
        ]
    )
