"""The documents of tests/golden as values: every member there is, in each of the three layouts."""

from __future__ import annotations

from pathlib import Path

from baselining.documents.constraints import (
    Constraints,
    DistributionConstraints,
    FeatureConstraints,
    MonitoringConfig,
    NumConstraints,
    StringConstraints,
)
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import (
    Categorical,
    CategoricalBucket,
    Common,
    DatasetFacts,
    Distribution,
    FeatureStatistics,
    Kll,
    KllBucket,
    NumericalStatistics,
    Sketch,
    SketchParameters,
    Statistics,
    StringStatistics,
)

ODD_NAME = 'Int\'l Größe "𝔘" \\ \x1f'
_GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def written_by_hand(version: FormatVersion, name: str) -> bytes:
    return (_GOLDEN / version.value / name).read_bytes()


def statistics(version: FormatVersion) -> Statistics:
    current = version is FormatVersion.CURRENT
    numerical = NumericalStatistics(
        common=Common(num_present=4, num_missing=1),
        mean=3600567235.0,
        sum=14402268940.0,
        std_dev=4.972724545902011e-17,
        min=-0.001,
        max=38e6,
        approximate_num_distinct_values=5097 if current else None,
        completeness=0.8 if current else None,
        distribution=Distribution(
            kll=Kll(
                buckets=[
                    KllBucket(lower_bound=-0.001, upper_bound=0.16334757970000002, count=3.0),
                    KllBucket(lower_bound=0.16334757970000002, upper_bound=38e6, count=1.0),
                ],
                sketch=Sketch(
                    parameters=SketchParameters(c=0.64, k=2048.0),
                    data=[[575000.0, -0.001], [], [9999999.0, 1e7]],
                ),
            )
        ),
    )
    text = StringStatistics(
        common=Common(num_present=5, num_missing=0),
        distinct_count=2.0,
        completeness=1.0 if current else None,
        distribution=Distribution(
            categorical=Categorical(
                buckets=[CategoricalBucket(value="New Mexico", count=4), CategoricalBucket(value="", count=1)]
            )
        ),
    )
    return Statistics(
        version=0.0,
        dataset=DatasetFacts(item_count=5),
        features=[
            FeatureStatistics(name="price", inferred_type="Fractional", numerical_statistics=numerical),
            FeatureStatistics(name=ODD_NAME, inferred_type="String", string_statistics=text),
            FeatureStatistics(name="nothing", inferred_type="Unknown"),
        ],
    )


def constraints(version: FormatVersion) -> Constraints:
    old = version is FormatVersion.V2020
    return Constraints(
        version=0.0,
        features=[
            FeatureConstraints(
                name="price",
                inferred_type="Fractional",
                completeness=0.8,
                num_constraints=NumConstraints(is_non_negative=False),
            ),
            FeatureConstraints(
                name=ODD_NAME,
                inferred_type="String",
                completeness=1.0,
                string_constraints=StringConstraints(domains=["New Mexico", ""]),
            ),
            FeatureConstraints(name="nothing", inferred_type="Unknown", completeness=0.0),
        ],
        monitoring_config=MonitoringConfig(
            evaluate_constraints="Enabled",
            emit_metrics="Enabled",
            datatype_check_threshold=1.0,
            domain_content_threshold=1.0,
            distribution_constraints=DistributionConstraints(
                perform_comparison="Enabled",
                comparison_threshold=0.1,
                comparison_method="Robust",
                categorical_comparison_threshold=None if old else 0.1,
                categorical_drift_method=None if old else "LInfinity",
            ),
        ),
    )
