"""The documents of model-quality monitoring: what a model achieved, what it is held against, what it missed.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-metrics.html and files and printed
outputs of the container; docs/model-quality.md says which rule rests on which. Members stand in the container's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from baselining.documents.part import Count, Double, Number, Part

ComparisonOperator = Literal["LessThanThreshold", "GreaterThanThreshold"]

METRICS_OF = {
    "Regression": "regression_metrics",
    "BinaryClassification": "binary_classification_metrics",
    "MulticlassClassification": "multiclass_classification_metrics",
}
CONSTRAINTS_OF = {problem: name.replace("metrics", "constraints") for problem, name in METRICS_OF.items()}
"""The one member, beside version and dataset, that a document has, by SageMaker's `ProblemType`."""

CONSTRAINED = {
    "Regression": ("mae", "mse", "rmse", "r2"),
    "BinaryClassification": (
        *("recall", "precision", "accuracy", "true_positive_rate", "true_negative_rate"),
        *("false_positive_rate", "false_negative_rate", "auc", "f0_5", "f1", "f2"),
    ),
    "MulticlassClassification": (
        *("accuracy", "weighted_recall", "weighted_precision", "weighted_f0_5", "weighted_f1", "weighted_f2"),
    ),
}
"""Metrics that have thresholds, in their order; never curves, the area below precision, or constant classifiers."""


class Explicit(Part):
    """A part whose members, where they were given, are written even if they are null."""

    def tree(self) -> dict[str, Any]:
        """The members as plain JSON values, null included."""
        names = dict.fromkeys([*self._order, *type(self).model_fields, *(self.model_extra or {})])
        members = {**vars(self), **(self.model_extra or {})}
        given = self.model_fields_set | (self.model_extra or {}).keys()
        return {name: _plain(members[name]) for name in names if name in given}


class Metric(Explicit):
    """A number and how much it varies: the deviation over five samples of four fifths of the rows.

    `value` is null where it is not defined, such as a rate of negatives without negatives; `standard_deviation` also
    below 200 rows.
    """

    value: Double | None
    standard_deviation: Double | None = None


class RocCurve(Explicit):
    """Points of the receiver operating characteristic, from (0, 0) to (1, 1)."""

    false_positive_rates: list[float]
    true_positive_rates: list[float]


class PrecisionRecallCurve(Explicit):
    """Points of precision over recall, the first at recall 0 with the precision of the next."""

    precisions: list[float]
    recalls: list[float]


Matrix = dict[str, dict[str, int]]
"""Rows by actual label, then by predicted label."""


class MeasuredDataset(Explicit):
    """The rows that were measured. Monitoring runs carry times, too, which survive as members of no name here."""

    item_count: Count


class QualityStatistics(Explicit):
    """`statistics.json`. One of the three members is there."""

    version: Number
    dataset: MeasuredDataset
    regression_metrics: dict[str, Any] | None = None
    binary_classification_metrics: dict[str, Any] | None = None
    multiclass_classification_metrics: dict[str, Any] | None = None


class Threshold(Explicit):
    """What a metric is held against; null where it was not defined, and then nothing is."""

    threshold: Number | None
    comparison_operator: ComparisonOperator


class QualityConstraints(Explicit):
    """`constraints.json`. One of the three members is there."""

    version: Number
    regression_constraints: dict[str, Threshold] | None = None
    binary_classification_constraints: dict[str, Threshold] | None = None
    multiclass_classification_constraints: dict[str, Threshold] | None = None

    @property
    def problem(self) -> str | None:
        """SageMaker's `ProblemType`; None if there is no member, or more than one."""
        found = [problem for problem, member in CONSTRAINTS_OF.items() if getattr(self, member) is not None]
        return found[0] if len(found) == 1 else None

    @property
    def thresholds(self) -> Mapping[str, Threshold]:
        """By metric."""
        return {} if self.problem is None else getattr(self, CONSTRAINTS_OF[self.problem])


class Violation(Explicit):
    """A metric that is on the wrong side of its threshold."""

    constraint_check_type: ComparisonOperator
    description: str
    metric_name: str


class Violations(Explicit):
    """`constraint_violations.json` of model quality."""

    violations: list[Violation]


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.tree()
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], Part):
        return [item.tree() for item in value]
    return value
