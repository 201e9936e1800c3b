"""Statistics → the constraints document: what monitoring will hold new data against."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

from baselining.documents.constraints import (
    Constraints,
    DistributionConstraints,
    FeatureConstraints,
    MonitoringConfig,
    NumConstraints,
    StringConstraints,
)
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import FeatureStatistics, InferredType, Statistics

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """What a rule suggests for one feature, and why, in a sentence of counts and shares: never values of cells."""

    value: T
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a feature has a constraint.

    Attributes:
        feature: Its name.
        rule: The member of `constraints.json` that holds the constraint.
        reason: One sentence.
    """

    feature: str
    rule: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """What `--json` prints."""
        return asdict(self)


def suggest(statistics: Statistics, version: FormatVersion = FormatVersion.CURRENT) -> Constraints:
    """The constraints that the container suggests for these statistics: types, completeness, signs, domains."""
    features = [_constrain(feature) for feature in statistics.features]
    return Constraints(version=0.0, features=features, monitoring_config=_monitoring_config(version))


def explain(statistics: Statistics) -> tuple[Reason, ...]:
    """Why `suggest` suggests what it does, a reason for each constraint, in the order of the document."""
    return tuple(
        Reason(feature=feature.name, rule=name, reason=rule.reason)
        for feature in statistics.features
        for name, rule in (
            ("inferred_type", _type(feature)),
            ("completeness", _completeness(feature)),
            ("is_non_negative", _sign(feature)),
            ("domains", _domain(feature)),
        )
        if rule is not None
    )


def _constrain(feature: FeatureStatistics) -> FeatureConstraints:
    sign, domain = _sign(feature), _domain(feature)
    return FeatureConstraints(
        name=feature.name,
        inferred_type=_type(feature).value,
        completeness=_completeness(feature).value,
        num_constraints=None if sign is None else NumConstraints(is_non_negative=sign.value),
        string_constraints=None if domain is None else StringConstraints(domains=domain.value),
    )


def _counts(feature: FeatureStatistics) -> tuple[int, int]:
    """How many cells are present, and how many there are."""
    statistics = feature.numerical_statistics or feature.string_statistics
    if statistics is None:
        return 0, 0
    return statistics.common.num_present, statistics.common.num_present + statistics.common.num_missing


_TYPES = {
    "Integral": "All {present} are whole numbers.",
    "Fractional": "All {present} are numbers, and not only whole ones.",
    "String": "Not all of the {present} are numbers.",
    "Unknown": "No cell is present that would tell the type.",
}


def _type(feature: FeatureStatistics) -> Rule[InferredType]:
    kind = feature.inferred_type
    present, _ = _counts(feature)
    return Rule(kind, _TYPES[kind].format(present=f"{present:,} present cells"))


def _completeness(feature: FeatureStatistics) -> Rule[float]:
    present, cells = _counts(feature)
    if not cells:
        return Rule(0.0, "No cell was counted.")
    return Rule(present / cells, f"{present:,} of {cells:,} cells are present ({_percent(present, cells)}).")


def _percent(part: int, whole: int) -> str:
    """Never 100 % or 0 % unless it is exactly so."""
    tenths = min(max(round(1000 * part / whole), 1), 999)
    return f"{100 * part // whole} %" if part in (0, whole) else f"{tenths / 10} %"


def _sign(feature: FeatureStatistics) -> Rule[bool] | None:
    numbers = feature.numerical_statistics
    if numbers is None or numbers.min is None:
        return None
    is_non_negative = numbers.min >= 0
    seen = "None" if is_non_negative else "At least one"
    return Rule(is_non_negative, f"{seen} of the {_counts(feature)[0]:,} numbers is negative.")


def _domain(feature: FeatureStatistics) -> Rule[list[str]] | None:
    distribution = feature.string_statistics.distribution if feature.string_statistics else None
    if distribution is None or distribution.categorical is None:
        return None
    values = [bucket.value for bucket in distribution.categorical.buckets]
    cells = _counts(feature)[1]
    categories = "1 category" if len(values) == 1 else f"{len(values):,} categories"
    return Rule(values, f"The {cells:,} cells are of {categories}, few enough to list all.")


def _monitoring_config(version: FormatVersion) -> MonitoringConfig:
    """The defaults that the container writes, which are not those of its documentation."""
    return MonitoringConfig(
        evaluate_constraints="Enabled",
        emit_metrics="Enabled",
        datatype_check_threshold=1.0,
        domain_content_threshold=1.0,
        distribution_constraints=DistributionConstraints(
            perform_comparison="Enabled",
            comparison_threshold=0.1,
            comparison_method="Robust",
            categorical_comparison_threshold=0.1 if version.has_categorical_drift else None,
            categorical_drift_method="LInfinity" if version.has_categorical_drift else None,
        ),
    )
