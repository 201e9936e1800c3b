"""`constraint_violations.json`: what a monitoring run found in current data.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-interpreting-violations.html (schema), and files
that the container wrote (layout, sentences).
"""

from __future__ import annotations

from baselining.documents.part import Part

VIOLATIONS = "constraint_violations.json"


class ConstraintViolation(Part):
    """One constraint that was not met; of numbers of columns the feature is `Missing columns` or `Extra columns`."""

    feature_name: str
    constraint_check_type: str
    description: str


class Violations(Part):
    """The whole document; empty when everything is as it should be."""

    violations: list[ConstraintViolation]
