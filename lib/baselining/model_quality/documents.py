"""Metrics → the two documents, with thresholds at the values themselves or with slack."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from baselining.documents.model_quality import (
    CONSTRAINED,
    CONSTRAINTS_OF,
    METRICS_OF,
    MeasuredDataset,
    Metric,
    PrecisionRecallCurve,
    QualityConstraints,
    QualityStatistics,
    RocCurve,
    Threshold,
)
from baselining.documents.quality_pair import QualityDocuments
from baselining.errors import DocumentError
from baselining.model_quality.classification import BETAS, CONSTANT, Values
from baselining.model_quality.curves import Curves
from baselining.model_quality.measure import Quality
from baselining.model_quality.slack import NO_SLACK, Slack, threshold_of
from baselining.states.model_quality.question import Problem

_MATRIX, _ROC, _PR = "confusion_matrix", "receiver_operating_characteristic_curve", "precision_recall_curve"
_RATES = ("recall", "precision", "accuracy")
_BOTH_RATES = ("true_positive_rate", "true_negative_rate", "false_positive_rate", "false_negative_rate")
_WEIGHTED = ("accuracy", "weighted_recall", "weighted_precision", *(f"weighted_{name}" for name in BETAS))
_OF_REGRESSION = ("mae", "mse", "rmse", "r2")

MEMBERS: dict[Problem, tuple[str, ...]] = {
    Problem.REGRESSION: _OF_REGRESSION,
    Problem.BINARY: (
        _MATRIX,
        *_RATES,
        *(f"{name}{CONSTANT}" for name in _RATES),
        *_BOTH_RATES,
        _ROC,
        _PR,
        "auc",
        "au_prc",
        *BETAS,
        *(f"{name}{CONSTANT}" for name in BETAS),
    ),
    Problem.MULTICLASS: (_MATRIX, *_WEIGHTED, *(f"{name}{CONSTANT}" for name in _WEIGHTED)),
}
"""Of statistics, in the container's order; those of curves only where there are probabilities."""


def statistics_of(quality: Quality) -> QualityStatistics:
    """`statistics.json`."""
    found = {
        name: member for name in MEMBERS[quality.problem] if (member := _member(quality, name)) is not None
    }
    return QualityStatistics.model_validate(
        {
            "version": 0.0,
            "dataset": MeasuredDataset(item_count=quality.count),
            METRICS_OF[quality.problem.value]: found,
        }
    )


def constraints_of(quality: Quality, slack: Slack = NO_SLACK) -> QualityConstraints:
    """`constraints.json`."""
    return _constraints(quality.problem.value, quality.values, quality.deviations, slack)


def constraints_from(documents: QualityDocuments, slack: Slack = NO_SLACK) -> QualityConstraints:
    """What follows from the statistics of a baseline, whoever computed them.

    Raises:
        DocumentError: If a metric of the statistics has no value that is a number, or null.
        ConfigError: If slack is wanted in deviations that are not known.
    """
    values: Values = {}
    deviations: Values = {}
    for name in CONSTRAINED[documents.problem]:
        if name in documents.metrics:
            try:
                metric = Metric.model_validate(documents.metrics[name])
            except ValidationError:
                raise DocumentError(f"The statistics of the old baseline have no number as {name}.") from None
            values[name], deviations[name] = metric.value, metric.standard_deviation
    return _constraints(documents.problem, values, deviations, slack)


def _constraints(problem: str, values: Values, deviations: Values, slack: Slack) -> QualityConstraints:
    thresholds = {
        name: Threshold(
            threshold=threshold_of(name, values[name], deviations[name], slack),
            comparison_operator=slack.operator_of(name),
        )
        for name in CONSTRAINED[problem]
        if name in values
    }
    return QualityConstraints.model_validate({"version": 0.0, CONSTRAINTS_OF[problem]: thresholds})


def _member(quality: Quality, name: str) -> Any:
    if name == _MATRIX and quality.matrix is not None:
        return quality.matrix.tree()
    if name in (_ROC, _PR):
        return None if quality.curves is None else _curve(quality.curves, name)
    if name not in quality.values:
        return None
    return Metric(value=quality.values[name], standard_deviation=quality.deviations[name])


def _curve(curves: Curves, name: str) -> RocCurve | PrecisionRecallCurve:
    if name == _ROC:
        return RocCurve(
            false_positive_rates=curves.false_positive_rates.tolist(),
            true_positive_rates=curves.true_positive_rates.tolist(),
        )
    return PrecisionRecallCurve(precisions=curves.precisions.tolist(), recalls=curves.recalls.tolist())
