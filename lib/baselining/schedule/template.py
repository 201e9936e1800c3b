"""The change of a baseline as the owner's template has to say it: CloudFormation (YAML) or Terraform (HCL). Pure.

Sources: the CloudFormation template reference, `AWS::SageMaker::*JobDefinition` and `MonitoringSchedule` (every
baseline property there: "Update requires: Replacement"); the provider documentation of hashicorp/aws, which has
the data-quality definition only, and of hashicorp/awscc, which follows CloudFormation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import MonitoringType

_REPLACED = (
    "# The job definition is replaced: in a template it cannot have a JobDefinitionName of its own.\n"
    "# Refer to it from the schedule with !GetAtt, so that the schedule itself is only updated.\n"
)


def cloudformation(kind: MonitoringType, baseline: Baseline, *, inline: bool, logical_id: str | None) -> str:
    """The resource with the one property that changes.

    Args:
        kind: Of the schedule.
        baseline: What it should say.
        inline: Does the schedule hold its definition itself?
        logical_id: What the template calls the resource that changes; None if that is not known.
    """
    config = _config(kind, baseline)
    if inline:
        resource_type = "MonitoringSchedule"
        properties: dict[str, Any] = {
            "MonitoringScheduleConfig": {"MonitoringJobDefinition": {"BaselineConfig": config}}
        }
    else:
        resource_type = TYPE_NAMES[kind].definition
        properties = {TYPE_NAMES[kind].baseline_member: config}
    resource = {"Type": f"AWS::SageMaker::{resource_type}", "Properties": properties}
    tree = {"Resources": {logical_id or f"Your{resource_type}": resource}}
    return ("" if inline else _REPLACED) + str(yaml.safe_dump(tree, sort_keys=False, width=1000))


def terraform(kind: MonitoringType, baseline: Baseline, *, inline: bool) -> str:
    """The arguments that change, in a resource of the provider that has them."""
    config = {_snake(name): {"s3_uri": member["S3Uri"]} for name, member in _config(kind, baseline).items()}
    if inline:
        resource_type = "awscc_sagemaker_monitoring_schedule"
        arguments: dict[str, Any] = {
            "monitoring_schedule_config": {"monitoring_job_definition": {"baseline_config": config}}
        }
    else:
        provider = "aws" if kind == "DataQuality" else "awscc"
        resource_type = f"{provider}_sagemaker_{_snake(TYPE_NAMES[kind].definition)}"
        arguments = {_snake(TYPE_NAMES[kind].baseline_member): config}
    is_block = resource_type.startswith("aws_")
    lines = [f'resource "{resource_type}" "yours" {{', *_hcl(arguments, is_block=is_block, depth=1), "}"]
    return "\n".join(lines) + "\n"


def _config(kind: MonitoringType, baseline: Baseline) -> dict[str, dict[str, str | None]]:
    config = {"ConstraintsResource": {"S3Uri": baseline.constraints}}
    if TYPE_NAMES[kind].takes_statistics and baseline.statistics is not None:
        config["StatisticsResource"] = {"S3Uri": baseline.statistics}
    return config


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _hcl(members: Mapping[str, Any], *, is_block: bool, depth: int) -> list[str]:
    """Members as nested blocks (`a {`), as hashicorp/aws wants them, or as nested objects (`a = {`), as awscc."""
    indent, lines = "  " * depth, []
    for name, member in members.items():
        if isinstance(member, Mapping):
            equals = "" if is_block else "= "
            lines.append(f"{indent}{name} {equals}{{")
            lines += _hcl(member, is_block=is_block, depth=depth + 1)
            lines.append(f"{indent}}}")
        else:
            lines.append(f"{indent}{name} = {_quoted(member)}")
    return lines


def _quoted(text: str) -> str:
    """A string of HCL: `${` and `%{` would begin a template."""
    return re.sub(r"([$%])\{", r"\1\1{", json.dumps(text, ensure_ascii=False))
