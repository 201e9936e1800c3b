"""Statistics → the constraints document: what monitoring will hold new data against."""

from __future__ import annotations

from baselining.documents.constraints import (
    Constraints,
    DistributionConstraints,
    FeatureConstraints,
    MonitoringConfig,
    NumConstraints,
    StringConstraints,
)
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import FeatureStatistics, Statistics


def suggest(statistics: Statistics, version: FormatVersion = FormatVersion.CURRENT) -> Constraints:
    """The constraints that the container suggests for these statistics: types, completeness, signs, domains."""
    features = [_constrain(feature) for feature in statistics.features]
    return Constraints(version=0.0, features=features, monitoring_config=_monitoring_config(version))


def _constrain(feature: FeatureStatistics) -> FeatureConstraints:
    statistics = feature.numerical_statistics or feature.string_statistics
    completeness = 0.0
    if statistics is not None:
        common = statistics.common
        cells = common.num_present + common.num_missing
        completeness = common.num_present / cells if cells else 0.0
    return FeatureConstraints(
        name=feature.name,
        inferred_type=feature.inferred_type,
        completeness=completeness,
        num_constraints=_signs(feature),
        string_constraints=_domains(feature),
    )


def _signs(feature: FeatureStatistics) -> NumConstraints | None:
    numbers = feature.numerical_statistics
    if numbers is None or numbers.min is None:
        return None
    return NumConstraints(is_non_negative=numbers.min >= 0)


def _domains(feature: FeatureStatistics) -> StringConstraints | None:
    distribution = feature.string_statistics.distribution if feature.string_statistics else None
    if distribution is None or distribution.categorical is None:
        return None
    return StringConstraints(domains=[bucket.value for bucket in distribution.categorical.buckets])


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
