"""Job definitions in the emulator are as strict as the service, where moto is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from baselining_emulator import Emulator, Settings

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
KINDS = {
    "DataQuality": "data_quality",
    "ModelQuality": "model_quality",
    "ModelBias": "model_bias",
    "ModelExplainability": "model_explainability",
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def call(client: SageMakerClient, verb: str, kind: str, **arguments: Any) -> dict[str, Any]:
    plural = "s" if verb == "list" else ""
    return dict(getattr(client, f"{verb}_{KINDS[kind]}_job_definition{plural}")(**arguments))


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@every_kind
def test_describe_gives_back_what_was_created(
    kind: str, sagemaker: SageMakerClient, definition: Build
) -> None:
    body = definition(kind)
    arn = call(sagemaker, "create", kind, JobDefinitionName="one", **body)["JobDefinitionArn"]

    described = call(sagemaker, "describe", kind, JobDefinitionName="one")

    for added in ("CreationTime", "ResponseMetadata"):
        del described[added]
    assert described == {"JobDefinitionArn": arn, "JobDefinitionName": "one", **body}


@every_kind
def test_the_arn_names_region_kind_and_name(kind: str, sagemaker: SageMakerClient, definition: Build) -> None:
    arn = call(sagemaker, "create", kind, JobDefinitionName="one", **definition(kind))["JobDefinitionArn"]

    resource = KINDS[kind].replace("_", "-") + "-job-definition"
    assert arn == f"arn:aws:sagemaker:us-east-1:123456789012:{resource}/one"


@every_kind
def test_a_second_one_of_the_same_name_is_refused_and_changes_nothing(
    kind: str, sagemaker: SageMakerClient, definition: Build
) -> None:
    call(sagemaker, "create", kind, JobDefinitionName="one", **definition(kind))
    other = definition(kind, RoleArn="arn:aws:iam::123456789012:role/other")

    with pytest.raises(ClientError) as error:
        call(sagemaker, "create", kind, JobDefinitionName="one", **other)

    assert refusal(error) == ("ResourceInUse", 400)
    assert call(sagemaker, "describe", kind, JobDefinitionName="one")["RoleArn"].endswith("/monitoring")


@every_kind
@pytest.mark.parametrize("verb", ["describe", "delete"])
def test_one_that_does_not_exist_is_not_found(verb: str, kind: str, sagemaker: SageMakerClient) -> None:
    with pytest.raises(ClientError) as error:
        call(sagemaker, verb, kind, JobDefinitionName="one")

    assert refusal(error) == ("ResourceNotFound", 400)


@every_kind
def test_a_deleted_one_is_gone_and_its_name_free(
    kind: str, sagemaker: SageMakerClient, definition: Build
) -> None:
    call(sagemaker, "create", kind, JobDefinitionName="one", **definition(kind))

    call(sagemaker, "delete", kind, JobDefinitionName="one")

    assert call(sagemaker, "list", kind)["JobDefinitionSummaries"] == []
    call(sagemaker, "create", kind, JobDefinitionName="one", **definition(kind))


def test_kinds_have_names_of_their_own(sagemaker: SageMakerClient, definition: Build) -> None:
    for kind in KINDS:
        call(sagemaker, "create", kind, JobDefinitionName="one", **definition(kind))

    for kind in KINDS:
        assert len(call(sagemaker, "list", kind)["JobDefinitionSummaries"]) == 1


def test_one_in_use_by_a_schedule_cannot_be_deleted(sagemaker: SageMakerClient, schedule: str) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.delete_data_quality_job_definition(JobDefinitionName="fares-v1")

    assert refusal(error) == ("ValidationException", 400)
    sagemaker.delete_monitoring_schedule(MonitoringScheduleName=schedule)
    sagemaker.delete_data_quality_job_definition(JobDefinitionName="fares-v1")


@pytest.mark.parametrize("name", ["a", "a" * 63, "a--b", "9"])
def test_names_of_letters_digits_and_inner_hyphens_are_accepted(
    name: str, sagemaker: SageMakerClient, definition: Build
) -> None:
    sagemaker.create_data_quality_job_definition(JobDefinitionName=name, **definition())

    found = sagemaker.list_data_quality_job_definitions()["JobDefinitionSummaries"]
    assert [summary["MonitoringJobDefinitionName"] for summary in found] == [name]


@pytest.mark.parametrize("name", ["a" * 64, "with_underscore", "-a", "a-", "a.b", "bad name", "é"])
def test_other_names_are_refused(name: str, sagemaker: SageMakerClient, definition: Build) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_data_quality_job_definition(JobDefinitionName=name, **definition())

    assert refusal(error) == ("ValidationException", 400)
    assert "jobDefinitionName" in error.value.response["Error"]["Message"]


def constraints_at(uri: str) -> dict[str, Any]:
    return {"DataQualityBaselineConfig": {"ConstraintsResource": {"S3Uri": uri}}}


def output_at(uri: str) -> dict[str, Any]:
    return {
        "DataQualityJobOutputConfig": {
            "MonitoringOutputs": [{"S3Output": {"S3Uri": uri, "LocalPath": "/out"}}]
        }
    }


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(constraints_at("s3://b/" + "k" * 1017), id="a baseline URI of 1024 characters"),
        pytest.param(constraints_at("https://b/k"), id="https"),
        pytest.param(output_at("s3://b/" + "k" * 505), id="an output URI of 512 characters"),
    ],
)
def test_values_at_the_limit_are_accepted(
    changed: dict[str, Any], sagemaker: SageMakerClient, definition: Build
) -> None:
    sagemaker.create_data_quality_job_definition(JobDefinitionName="one", **definition(**changed))

    described = dict(sagemaker.describe_data_quality_job_definition(JobDefinitionName="one"))
    assert {name: described[name] for name in changed} == changed


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (constraints_at("s3://b/" + "k" * 1018), "dataQualityBaselineConfig.constraintsResource.s3Uri"),
        (constraints_at("s3a://b/k"), "dataQualityBaselineConfig.constraintsResource.s3Uri"),
        (constraints_at("/local/file"), "dataQualityBaselineConfig.constraintsResource.s3Uri"),
        (
            output_at("s3://b/" + "k" * 506),
            "dataQualityJobOutputConfig.monitoringOutputs.1.member.s3Output.s3Uri",
        ),
        (
            {
                "JobResources": {
                    "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.none", "VolumeSizeInGB": 1}
                }
            },
            "jobResources.clusterConfig.instanceType",
        ),
        (
            {
                "JobResources": {
                    "ClusterConfig": {
                        "InstanceCount": 101,
                        "InstanceType": "ml.m5.large",
                        "VolumeSizeInGB": 1,
                    }
                }
            },
            "jobResources.clusterConfig.instanceCount",
        ),
        ({"RoleArn": "arn:aws:iam::1:role/too-short-account"}, "roleArn"),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": 86401}}, "stoppingCondition.maxRuntimeInSeconds"),
        ({"Tags": [{"Key": "k", "Value": "<"}]}, "tags.1.member.value"),
        (
            {"DataQualityAppSpecification": {"ImageUri": "i", "Environment": {"1bad": "v"}}},
            "dataQualityAppSpecification.environment.key",
        ),
    ],
)
def test_values_outside_the_model_are_refused_and_located(
    changed: dict[str, Any], where: str, sagemaker: SageMakerClient, definition: Build
) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_data_quality_job_definition(JobDefinitionName="one", **definition(**changed))

    assert refusal(error) == ("ValidationException", 400)
    assert f"at '{where}' failed" in error.value.response["Error"]["Message"]
    assert sagemaker.list_data_quality_job_definitions()["JobDefinitionSummaries"] == []


def test_an_input_is_an_endpoint_or_a_batch_transform(sagemaker: SageMakerClient, definition: Build) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_data_quality_job_definition(
            JobDefinitionName="one", **definition(DataQualityJobInput={})
        )

    assert refusal(error) == ("ValidationException", 400)


def test_the_service_fills_in_a_stopping_condition(sagemaker: SageMakerClient, definition: Build) -> None:
    body = definition()
    del body["StoppingCondition"]
    sagemaker.create_data_quality_job_definition(JobDefinitionName="one", **body)

    described = sagemaker.describe_data_quality_job_definition(JobDefinitionName="one")

    assert described["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}


def test_filling_in_can_be_turned_off(aws_session: boto3.Session, definition: Build) -> None:
    body = definition()
    del body["StoppingCondition"]
    with Emulator(settings=Settings(fill_in_defaults=False)) as emulator:
        client = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url)
        client.create_data_quality_job_definition(JobDefinitionName="one", **body)

        assert "StoppingCondition" not in client.describe_data_quality_job_definition(JobDefinitionName="one")
        client.close()


def test_lists_are_filtered_by_name_ordered_and_paged(sagemaker: SageMakerClient, definition: Build) -> None:
    for name in ("b-1", "a-1", "b-2", "b-3"):
        sagemaker.create_data_quality_job_definition(JobDefinitionName=name, **definition())

    first = sagemaker.list_data_quality_job_definitions(
        NameContains="b-", SortBy="Name", SortOrder="Ascending", MaxResults=2
    )
    second = sagemaker.list_data_quality_job_definitions(
        NameContains="b-", SortBy="Name", SortOrder="Ascending", MaxResults=2, NextToken=first["NextToken"]
    )

    names = [
        [summary["MonitoringJobDefinitionName"] for summary in answer["JobDefinitionSummaries"]]
        for answer in (first, second)
    ]
    assert names == [["b-1", "b-2"], ["b-3"]]
    assert "NextToken" not in second
    assert first["JobDefinitionSummaries"][0]["EndpointName"] == "fares"


def test_the_newest_comes_first_unless_asked_otherwise(sagemaker: SageMakerClient, definition: Build) -> None:
    for name in ("first", "second"):
        sagemaker.create_data_quality_job_definition(JobDefinitionName=name, **definition())

    found = sagemaker.list_data_quality_job_definitions()["JobDefinitionSummaries"]

    assert [summary["MonitoringJobDefinitionName"] for summary in found] == ["second", "first"]


def test_regions_do_not_see_each_other(
    emulator: Emulator, sagemaker: SageMakerClient, aws_session: boto3.Session, definition: Build
) -> None:
    sagemaker.create_data_quality_job_definition(JobDefinitionName="one", **definition())
    elsewhere = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url, region_name="eu-west-1")

    assert elsewhere.list_data_quality_job_definitions()["JobDefinitionSummaries"] == []
    arn = elsewhere.create_data_quality_job_definition(JobDefinitionName="one", **definition())
    elsewhere.close()
    assert ":eu-west-1:" in arn["JobDefinitionArn"]


def test_a_page_holds_ten_unless_asked_otherwise(sagemaker: SageMakerClient, definition: Build) -> None:
    for number in range(11):
        sagemaker.create_data_quality_job_definition(JobDefinitionName=f"d{number}", **definition())

    answer = sagemaker.list_data_quality_job_definitions()

    assert len(answer["JobDefinitionSummaries"]) == 10
    assert answer["NextToken"]
