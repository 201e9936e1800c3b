"""The four kinds of Model Monitor monitoring, and what each calls its things in SageMaker's API.

Source: botocore's service model `sagemaker/2017-07-24`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from baselining.errors import ConfigError
from baselining.world.ports import MonitoringType

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):monitoring-schedule/(?P<name>[^/]+)"
)
NAME_LIMIT = 63
"""Longest name of a schedule or definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeNames:
    """How one monitoring type is spelt.

    Attributes:
        definition: The noun in `Create…`, `Describe…` and `Delete…`.
        baseline_member: Of the definition: where the baseline's locations are.
        takes_statistics: Does `baseline_member` have a `StatisticsResource`?
    """

    definition: str
    baseline_member: str
    takes_statistics: bool


TYPE_NAMES: dict[MonitoringType, TypeNames] = {
    "DataQuality": TypeNames(
        definition="DataQualityJobDefinition",
        baseline_member="DataQualityBaselineConfig",
        takes_statistics=True,
    ),
    "ModelQuality": TypeNames(
        definition="ModelQualityJobDefinition",
        baseline_member="ModelQualityBaselineConfig",
        takes_statistics=False,
    ),
    "ModelBias": TypeNames(
        definition="ModelBiasJobDefinition",
        baseline_member="ModelBiasBaselineConfig",
        takes_statistics=False,
    ),
    "ModelExplainability": TypeNames(
        definition="ModelExplainabilityJobDefinition",
        baseline_member="ModelExplainabilityBaselineConfig",
        takes_statistics=False,
    ),
}


def monitoring_type(text: object) -> MonitoringType | None:
    """The `MonitoringType` of this name; None if it is not one of the four."""
    for known in get_args(MonitoringType):
        if text == known:
            return known  # type: ignore[no-any-return]
    return None


def check_schedule_name(name: str) -> None:
    """Refuse a name that SageMaker would refuse; boto3 does not check it.

    Raises:
        ConfigError: If it is not 1 to 63 letters, digits and inner hyphens.
    """
    arn = _ARN.fullmatch(name)
    if arn is not None:
        raise ConfigError(
            f"Expected the name of a monitoring schedule, found an ARN, of the account {arn['account']} in "
            f"{arn['region']}.",
            hint=f"Use its name, {arn['name']}, with --region {arn['region']} and credentials of that account.",
        )
    if len(name) > NAME_LIMIT or not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} cannot be the name of a monitoring schedule.",
            hint=f"Use 1 to {NAME_LIMIT} letters, digits and hyphens, and no hyphen at either end.",
        )
