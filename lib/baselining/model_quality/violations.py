"""What a model missed, in the words of the container."""

from __future__ import annotations

from baselining.documents.java_double import double_text
from baselining.documents.model_quality import QualityConstraints, Threshold, Violation, Violations
from baselining.errors import DocumentError
from baselining.model_quality.measure import Quality
from baselining.model_quality.samples import LEAST_ROWS


def violations_of(quality: Quality, constraints: QualityConstraints) -> Violations:
    """The metrics that are on the wrong side of their thresholds, in the order of the constraints.

    A metric, or a threshold, that is null violates nothing.

    Raises:
        DocumentError: If the constraints are for another problem, or for a metric that was not measured.
    """
    if constraints.problem != quality.problem.value:
        raise DocumentError(
            f"The constraints are for {constraints.problem or 'no known problem'}, and {quality.problem.value} was "
            "measured.",
            hint="Use the --problem-type of the constraints, or other constraints.",
        )
    found = []
    for name, threshold in constraints.thresholds.items():
        if name not in quality.values:
            raise DocumentError(
                f"The constraints have a threshold of {name!r}, which was not measured.",
                hint="Name the --probability, if that is lacking, or remove the threshold.",
            )
        value = quality.values[name]
        if value is not None and threshold.threshold is not None and _is_violated(value, threshold):
            found.append(_violation(name, value, quality, threshold))
    return Violations(violations=found)


def _is_violated(value: float, threshold: Threshold) -> bool:
    assert threshold.threshold is not None  # noqa: S101 - asked before
    if threshold.comparison_operator == "LessThanThreshold":
        return value < threshold.threshold
    return value > threshold.threshold


def _violation(name: str, value: float, quality: Quality, threshold: Threshold) -> Violation:
    camel = camel_case(name)
    spread = quality.deviations[name]
    varies = "" if quality.count < LEAST_ROWS or spread is None else f" +/- {double_text(spread)}"
    assert threshold.threshold is not None  # noqa: S101 - asked before
    return Violation(
        constraint_check_type=threshold.comparison_operator,
        description=f"Metric {camel} with {double_text(value)}{varies} was {threshold.comparison_operator} "
        f"'{double_text(float(threshold.threshold))}'",
        metric_name=camel,
    )


def camel_case(name: str) -> str:
    """`true_positive_rate` as `truePositiveRate`; an underscore before a digit stays: `f0_5`, `weightedF0_5`."""
    first, *rest = name.split("_")
    return first + "".join(f"_{word}" if word[0].isdigit() else word.capitalize() for word in rest)
