"""What the constraints ask of a feature: switches and thresholds, with the feature's own settings over those for all.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-constraints.html for the members, files that
the container wrote for what holds where one is absent. That page spells a feature's own settings
`monitoringConfigOverrides`; Amazon's Python SDK writes `monitoring_config_overrides`, inside `string_constraints`. Both
spellings are read, in the feature and inside its constraints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from baselining.documents.constraints import (
    Constraints,
    DistributionConstraints,
    FeatureConstraints,
    MonitoringConfig,
)
from baselining.errors import DocumentError
from baselining.evaluation.violation import Measure, Method

OVERRIDES = ("monitoring_config_overrides", "monitoringConfigOverrides")
_DISTRIBUTION = "distribution_constraints"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for a feature.

    Attributes:
        evaluates: Are violations looked for at all?
        emits: Are metrics sent?
        type_share: The least share of present cells that must be of the expected type.
        domain_share: The least share of cells that must be in the domain.
        compares: Is drift looked for?
        threshold: The largest distance between numbers.
        category_threshold: The largest distance between categories.
        method: `Robust` or `Simple`.
        category_measure: `LInfinity` or `ChiSquared`.
    """

    evaluates: bool
    emits: bool
    type_share: float
    domain_share: float
    compares: bool
    threshold: float
    category_threshold: float
    method: Method
    category_measure: Measure


def rules_for_all(constraints: Constraints, name: str) -> Rules:
    """What holds for a feature that has no settings of its own; `name` is the file's, for messages.

    Raises:
        DocumentError: If a threshold cannot be.
    """
    return _rules(constraints.monitoring_config, f"{name}: monitoring_config")


def rules_of(feature: FeatureConstraints, constraints: Constraints, for_all: Rules, name: str) -> Rules:
    """What holds for this feature.

    Raises:
        DocumentError: If its completeness or one of its own settings cannot be.
    """
    place = f"{name}: features[{feature.name!r}]"
    _require(f"{place}.completeness", feature.completeness, most=1)
    config = None
    for member, own in _overrides(feature):
        config = _over(
            constraints.monitoring_config.tree() if config is None else config, own, f"{place}.{member}"
        )
    if config is None:
        return for_all
    try:
        return _rules(MonitoringConfig.model_validate(config), f"{place}: its own settings")
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise DocumentError(f"{place}: its own settings: at {path}: {first['msg']}.") from None


def _overrides(feature: FeatureConstraints) -> Iterator[tuple[str, Any]]:
    for part in (feature, feature.num_constraints, feature.string_constraints):
        members = part.model_extra or {} if part is not None else {}
        for member in OVERRIDES:
            if member in members:
                yield member, members[member]


def _over(config: Mapping[str, Any], own: Any, place: str) -> dict[str, Any]:
    if not isinstance(own, Mapping):
        raise DocumentError(f"{place} should be an object of settings, and is none.")
    merged = {**config, **own}
    if isinstance(config.get(_DISTRIBUTION), Mapping) and isinstance(own.get(_DISTRIBUTION), Mapping):
        merged[_DISTRIBUTION] = {**config[_DISTRIBUTION], **own[_DISTRIBUTION]}
    return merged


def _rules(config: MonitoringConfig, place: str) -> Rules:
    drift = config.distribution_constraints or DistributionConstraints()
    method: Method = drift.comparison_method or "Robust"
    measure: Measure = drift.categorical_drift_method or "LInfinity"
    threshold = _or(drift.comparison_threshold, 0.1)
    category_threshold = _or(drift.categorical_comparison_threshold, threshold)
    type_share, domain_share = (
        _or(config.datatype_check_threshold, 1.0),
        _or(config.domain_content_threshold, 1.0),
    )
    _require(f"{place}.datatype_check_threshold", type_share, most=1)
    _require(f"{place}.domain_content_threshold", domain_share, most=1)
    _require(f"{place}.{_DISTRIBUTION}.comparison_threshold", threshold, most=1)
    is_statistic = measure == "ChiSquared" and method == "Simple"
    _require(
        f"{place}.{_DISTRIBUTION}.categorical_comparison_threshold",
        category_threshold,
        most=None if is_statistic else 1,
    )
    return Rules(
        evaluates=config.evaluate_constraints != "Disabled",
        emits=config.emit_metrics != "Disabled",
        type_share=type_share,
        domain_share=domain_share,
        compares=drift.perform_comparison != "Disabled",
        threshold=threshold,
        category_threshold=category_threshold,
        method=method,
        category_measure=measure,
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else float(value)


def _require(place: str, value: float, *, most: float | None) -> None:
    if value < 0 or (most is not None and value > most):
        wanted = "a number of at least 0" if most is None else f"a share from 0 to {most}"
        raise DocumentError(
            f"{place} is {value:g}; it should be {wanted}.",
            hint="Correct the file. A check is switched off with `Disabled`, not by a threshold beyond reach.",
        )
