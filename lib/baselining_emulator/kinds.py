"""The four kinds of monitoring, which differ in spelling and in whether a baseline has statistics.

Member names and shapes: botocore's `sagemaker/2017-07-24`. ARN spellings: "Actions, resources, and condition
keys for Amazon SageMaker" in the service authorization reference.
"""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNT = "123456789012"  # moto's own default, so that all ARNs of one emulator agree
SCHEDULE_RESOURCE = "monitoring-schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of monitoring.

    Attributes:
        name: As in `MonitoringType`, and the prefix of the members of its job definition.
        resource: Its job definition's spelling in ARNs.
        has_statistics: Does its baseline hold `StatisticsResource` besides `ConstraintsResource`?
    """

    name: str
    resource: str
    has_statistics: bool

    @property
    def baseline_member(self) -> str:
        """The member of the job definition that holds the baseline."""
        return f"{self.name}BaselineConfig"

    @property
    def input_member(self) -> str:
        """The member of the job definition that names the endpoint."""
        return f"{self.name}JobInput"


DATA_QUALITY = Kind(name="DataQuality", resource="data-quality-job-definition", has_statistics=True)
KINDS = {
    kind.name: kind
    for kind in (
        DATA_QUALITY,
        Kind(name="ModelQuality", resource="model-quality-job-definition", has_statistics=False),
        Kind(name="ModelBias", resource="model-bias-job-definition", has_statistics=False),
        Kind(
            name="ModelExplainability", resource="model-explainability-job-definition", has_statistics=False
        ),
    )
}


def arn(region: str, resource: str, name: str) -> str:
    """The ARN of a schedule, definition or job. Whether the service lower-cases the name is [unknown]."""
    return f"arn:aws:sagemaker:{region}:{ACCOUNT}:{resource}/{name}"
