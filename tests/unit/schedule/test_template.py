from __future__ import annotations

import re
from typing import get_args

import pytest
import yaml

from baselining.schedule.template import cloudformation, terraform
from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import MonitoringType

NEW = Baseline(constraints="s3://models/new/constraints.json", statistics="s3://models/new/statistics.json")
KINDS = get_args(MonitoringType)


@pytest.mark.parametrize("kind", KINDS)
def test_cloudformation_of_a_definition_holds_just_what_the_api_calls_the_baseline(
    kind: MonitoringType,
) -> None:
    text = cloudformation(kind, NEW, inline=False, logical_id="Fares")

    names = TYPE_NAMES[kind]
    expected = {"ConstraintsResource": {"S3Uri": NEW.constraints}}
    if names.takes_statistics:
        expected["StatisticsResource"] = {"S3Uri": NEW.statistics}
    assert yaml.safe_load(text) == {
        "Resources": {
            "Fares": {
                "Type": f"AWS::SageMaker::{names.definition}",
                "Properties": {names.baseline_member: expected},
            }
        }
    }
    assert "cannot have a JobDefinitionName" in text


def test_cloudformation_of_an_inline_definition_changes_the_schedule() -> None:
    resource = yaml.safe_load(cloudformation("DataQuality", NEW, inline=True, logical_id=None))["Resources"]

    found = resource["YourMonitoringSchedule"]["Properties"]["MonitoringScheduleConfig"]
    assert found["MonitoringJobDefinition"]["BaselineConfig"] == {
        "ConstraintsResource": {"S3Uri": NEW.constraints},
        "StatisticsResource": {"S3Uri": NEW.statistics},
    }


def test_terraform_of_data_quality_is_in_blocks_of_the_aws_provider() -> None:
    assert terraform("DataQuality", NEW, inline=False) == (
        'resource "aws_sagemaker_data_quality_job_definition" "yours" {\n'
        "  data_quality_baseline_config {\n"
        "    constraints_resource {\n"
        '      s3_uri = "s3://models/new/constraints.json"\n'
        "    }\n"
        "    statistics_resource {\n"
        '      s3_uri = "s3://models/new/statistics.json"\n'
        "    }\n"
        "  }\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("kind", "inline", "resource"),
    [
        ("ModelQuality", False, "awscc_sagemaker_model_quality_job_definition"),
        ("ModelBias", False, "awscc_sagemaker_model_bias_job_definition"),
        ("ModelExplainability", False, "awscc_sagemaker_model_explainability_job_definition"),
        ("DataQuality", True, "awscc_sagemaker_monitoring_schedule"),
    ],
)
def test_terraform_of_the_rest_is_in_objects_of_the_awscc_provider(
    kind: MonitoringType, inline: bool, resource: str
) -> None:
    text = terraform(kind, NEW, inline=inline)

    assert text.startswith(f'resource "{resource}" "yours" {{\n')
    assert "baseline_config = {\n" in text
    assert text.count("{") == text.count("}")
    assert ("statistics_resource" in text) is (kind == "DataQuality")


def test_what_terraform_would_take_for_a_template_is_escaped() -> None:
    odd = Baseline(constraints='s3://models/${x}/%{y}/"z"/constraints.json')

    text = terraform("ModelBias", odd, inline=False)

    assert 's3_uri = "s3://models/$${x}/%%{y}/\\"z\\"/constraints.json"' in text
    assert not re.search(r"(?<!\$)\$\{", text)
