"""`constraints.json`: what monitoring holds new data against.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-constraints.html and files that the
container wrote, which differ from the page in the defaults (1.0, 1.0, `Robust`); the files are followed.
"""

from __future__ import annotations

from typing import Literal

from baselining.documents.part import Double, Number, Part
from baselining.documents.statistics import InferredType

Switch = Literal["Enabled", "Disabled"]


class NumConstraints(Part):
    """Of Integral and Fractional features. The container does not check it, but always writes it."""

    is_non_negative: bool


class StringConstraints(Part):
    """Of String features of few values: the values seen."""

    domains: list[str] | None = None


class FeatureConstraints(Part):
    """One feature. `completeness` is the least share of present cells, as observed, not rounded."""

    name: str
    inferred_type: InferredType
    completeness: Double
    num_constraints: NumConstraints | None = None
    string_constraints: StringConstraints | None = None


class DistributionConstraints(Part):
    """When a distribution counts as drifted. The `categorical_*` members appeared in 2024."""

    perform_comparison: Switch | None = None
    comparison_threshold: Number | None = None
    comparison_method: Literal["Robust", "Simple"] | None = None
    categorical_comparison_threshold: Number | None = None
    categorical_drift_method: Literal["LInfinity", "ChiSquared"] | None = None


class MonitoringConfig(Part):
    """Settings for all features; the 2019 layout has other members, so none is required."""

    evaluate_constraints: Switch | None = None
    emit_metrics: Switch | None = None
    datatype_check_threshold: Number | None = None
    domain_content_threshold: Number | None = None
    distribution_constraints: DistributionConstraints | None = None


class Constraints(Part):
    """The whole document; features in column order."""

    version: Number
    features: list[FeatureConstraints]
    monitoring_config: MonitoringConfig
