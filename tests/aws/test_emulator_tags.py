"""Tags of schedules and definitions in the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]


def tags(client: SageMakerClient, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in client.list_tags(ResourceArn=arn)["Tags"]}


def tagged(**pairs: str) -> list[Any]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def test_tags_given_to_create_are_listed(
    sagemaker: SageMakerClient, definition: Build, inline: Build
) -> None:
    of_definition = sagemaker.create_model_bias_job_definition(
        JobDefinitionName="one", **definition("ModelBias"), Tags=tagged(team="fares")
    )["JobDefinitionArn"]
    of_schedule = sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s",
        MonitoringScheduleConfig={"MonitoringJobDefinition": inline()},
        Tags=tagged(team="taxis", cost="7"),
    )["MonitoringScheduleArn"]

    assert tags(sagemaker, of_definition) == {"team": "fares"}
    assert tags(sagemaker, of_schedule) == {"team": "taxis", "cost": "7"}


def test_tags_are_not_part_of_describe(sagemaker: SageMakerClient, definition: Build) -> None:
    sagemaker.create_data_quality_job_definition(
        JobDefinitionName="one", **definition(), Tags=tagged(team="fares")
    )

    assert "Tags" not in sagemaker.describe_data_quality_job_definition(JobDefinitionName="one")


def test_adding_overwrites_and_deleting_removes(sagemaker: SageMakerClient, schedule: str) -> None:
    arn = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)["MonitoringScheduleArn"]
    assert tags(sagemaker, arn) == {}

    sagemaker.add_tags(ResourceArn=arn, Tags=tagged(a="1", b="2"))
    sagemaker.add_tags(ResourceArn=arn, Tags=tagged(b="3", c="4"))
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a"])

    assert tags(sagemaker, arn) == {"b": "3", "c": "4"}


def test_keys_of_aws_are_refused(sagemaker: SageMakerClient, definition: Build) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        sagemaker.create_data_quality_job_definition(
            JobDefinitionName="one", **definition(), Tags=[{"Key": "aws:stack", "Value": "x"}]
        )

    assert sagemaker.list_data_quality_job_definitions()["JobDefinitionSummaries"] == []


def test_more_than_fifty_in_all_are_refused(sagemaker: SageMakerClient, definition: Build) -> None:
    arn = sagemaker.create_data_quality_job_definition(
        JobDefinitionName="one", **definition(), Tags=tagged(**{f"k{n}": "" for n in range(50)})
    )["JobDefinitionArn"]

    with pytest.raises(ClientError, match="ValidationException"):
        sagemaker.add_tags(ResourceArn=arn, Tags=tagged(one_more=""))

    assert len(tags(sagemaker, arn)) == 50


def test_what_is_gone_has_no_tags(sagemaker: SageMakerClient, definition: Build) -> None:
    arn = sagemaker.create_data_quality_job_definition(
        JobDefinitionName="one", **definition(), Tags=tagged(team="fares")
    )["JobDefinitionArn"]
    sagemaker.delete_data_quality_job_definition(JobDefinitionName="one")

    with pytest.raises(ClientError, match="ResourceNotFound"):
        sagemaker.list_tags(ResourceArn=arn)

    sagemaker.create_data_quality_job_definition(JobDefinitionName="one", **definition())
    assert tags(sagemaker, arn) == {}


def test_tags_of_other_resources_are_motos(sagemaker: SageMakerClient) -> None:
    arn = sagemaker.create_model_package_group(ModelPackageGroupName="g", Tags=tagged(team="fares"))

    assert tags(sagemaker, arn["ModelPackageGroupArn"]) == {"team": "fares"}
