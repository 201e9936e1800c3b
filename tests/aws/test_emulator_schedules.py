"""Monitoring schedules in the emulator: what is accepted, what is kept, and when."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from tests.aws.schedules import HOURLY, Build, Settle, all_schedules, referring, refused_with, status

from baselining_emulator import Emulator, Settings

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_sagemaker import SageMakerClient


# --- Create ---


def test_a_new_schedule_is_pending_once_and_then_scheduled(sagemaker: SageMakerClient, inline: Build) -> None:
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
    )

    assert [status(sagemaker, "s") for _ in range(3)] == ["Pending", "Scheduled", "Scheduled"]


@pytest.mark.parametrize("pending", [0, 3])
def test_how_long_it_is_pending_can_be_set(pending: int, aws_session: boto3.Session, inline: Build) -> None:
    with Emulator(settings=Settings(pending_describes=pending)) as emulator:
        client = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url)
        client.create_monitoring_schedule(
            MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
        )

        seen = [status(client, "s") for _ in range(pending + 1)]
        client.close()

    assert seen == ["Pending"] * pending + ["Scheduled"]


def test_describe_shows_the_arn_the_type_the_endpoint_and_the_configuration(
    sagemaker: SageMakerClient, schedule: str
) -> None:
    described = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)

    assert described["MonitoringScheduleArn"] == (
        "arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/fares-hourly"
    )
    assert described["MonitoringType"] == "DataQuality"
    assert described["EndpointName"] == "fares"
    assert described["MonitoringScheduleConfig"] == referring("fares-v1")
    assert "LastMonitoringExecutionSummary" not in described
    assert "FailureReason" not in described


def test_an_inline_definition_is_kept_and_names_the_endpoint(
    sagemaker: SageMakerClient, inline: Build
) -> None:
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s",
        MonitoringScheduleConfig={"ScheduleConfig": HOURLY, "MonitoringJobDefinition": inline()},
    )

    described = sagemaker.describe_monitoring_schedule(MonitoringScheduleName="s")

    assert described["EndpointName"] == "fares"
    assert described["MonitoringScheduleConfig"] == {
        "ScheduleConfig": HOURLY,
        "MonitoringJobDefinition": inline(),
        "MonitoringType": "DataQuality",  # filled in
    }


def test_the_service_fills_in_a_stopping_condition(sagemaker: SageMakerClient, inline: Build) -> None:
    body = inline()
    del body["StoppingCondition"]
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": body}
    )

    config = sagemaker.describe_monitoring_schedule(MonitoringScheduleName="s")["MonitoringScheduleConfig"]

    assert config["MonitoringJobDefinition"]["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}


def test_a_second_schedule_of_the_same_name_is_refused(
    sagemaker: SageMakerClient, schedule: str, inline: Build
) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=schedule, MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
        )

    assert refused_with(error) == "ResourceInUse"


@pytest.mark.parametrize("name", ["a" * 64, "with_underscore", "-a", "a-", "a.b"])
def test_a_name_that_is_not_letters_digits_and_inner_hyphens_is_refused(
    name: str, sagemaker: SageMakerClient, inline: Build
) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=name, MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
        )

    assert refused_with(error) == "ValidationException"


def test_a_name_of_63_characters_is_accepted(sagemaker: SageMakerClient, inline: Build) -> None:
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="a" * 63, MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
    )

    assert status(sagemaker, "a" * 63) == "Pending"


def test_neither_inline_nor_referenced_is_refused(sagemaker: SageMakerClient) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_monitoring_schedule(
            MonitoringScheduleName="s", MonitoringScheduleConfig={"ScheduleConfig": HOURLY}
        )

    assert refused_with(error) == "ValidationException"


def test_both_inline_and_referenced_is_refused(
    sagemaker: SageMakerClient, schedule: str, inline: Build
) -> None:
    config = referring("fares-v1", MonitoringJobDefinition=inline())

    with pytest.raises(ClientError) as error:
        sagemaker.create_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=config)

    assert refused_with(error) == "ValidationException"
    assert [s["MonitoringScheduleName"] for s in all_schedules(sagemaker)] == [schedule]


@pytest.mark.parametrize("kind", ["ModelQuality", "ModelBias", "ModelExplainability"])
def test_inline_is_for_data_quality_only(kind: str, sagemaker: SageMakerClient, inline: Build) -> None:
    config = {"MonitoringJobDefinition": inline(), "MonitoringType": kind}

    with pytest.raises(ClientError) as error:
        sagemaker.create_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=config)

    assert refused_with(error) == "ValidationException"


def test_a_type_that_does_not_exist_is_refused(sagemaker: SageMakerClient, schedule: str) -> None:
    config = referring("fares-v1", MonitoringType="Nope")

    with pytest.raises(ClientError) as error:
        sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)

    assert refused_with(error) == "ValidationException"


def test_a_reference_says_of_which_type(sagemaker: SageMakerClient, schedule: str) -> None:
    config = referring("fares-v1")
    del config["MonitoringType"]

    with pytest.raises(ClientError) as error:
        sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)

    assert refused_with(error) == "ValidationException"


def test_a_referenced_definition_must_exist_in_that_type(sagemaker: SageMakerClient, schedule: str) -> None:
    for config in (referring("missing"), referring("fares-v1", MonitoringType="ModelQuality")):
        with pytest.raises(ClientError) as error:
            sagemaker.create_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=config)
        assert refused_with(error) == "ResourceNotFound"
        with pytest.raises(ClientError) as error:
            sagemaker.update_monitoring_schedule(
                MonitoringScheduleName=schedule, MonitoringScheduleConfig=config
            )
        assert refused_with(error) == "ResourceNotFound"


# --- ScheduleConfig ---


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 * ? * * *)",
        "cron(0 0 ? * * *)",
        "cron(0 00 ? * * *)",
        "cron(0 23 ? * * *)",
        "cron(0 17/12 ? * * *)",
        "cron(0 0/24 ? * * *)",
    ],
)
def test_supported_expressions_are_accepted(
    expression: str, sagemaker: SageMakerClient, schedule: str
) -> None:
    config = referring("fares-v1", ScheduleConfig={"ScheduleExpression": expression})

    sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)

    described = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
    assert described["MonitoringScheduleConfig"] == config


@pytest.mark.parametrize(
    "expression",
    [
        "cron(30 * ? * * *)",
        "cron(0 24 ? * * *)",
        "cron(0 0/25 ? * * *)",
        "cron(0 0/0 ? * * *)",
        "cron(0 * * * * *)",
        "rate(1 hour)",
        "now",
        "cron(0 " + "0" * 250 + " ? * * *)",
    ],
)
def test_other_expressions_are_refused(expression: str, sagemaker: SageMakerClient, schedule: str) -> None:
    config = referring("fares-v1", ScheduleConfig={"ScheduleExpression": expression})

    with pytest.raises(ClientError) as error:
        sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)

    assert refused_with(error) == "ValidationException"


def test_an_expression_has_256_characters_at_most(sagemaker: SageMakerClient, schedule: str) -> None:
    config = referring("fares-v1", ScheduleConfig={"ScheduleExpression": "c" * 257})

    with pytest.raises(ClientError, match="length less than or equal to 256"):
        sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)


def test_now_needs_both_times_of_the_analysis(sagemaker: SageMakerClient, schedule: str) -> None:
    start, end = {"DataAnalysisStartTime": "-PT5H"}, {"DataAnalysisEndTime": "-PT1H"}
    now = {"ScheduleExpression": "NOW"}
    for incomplete in (now, now | start, now | end):
        with pytest.raises(ClientError) as error:
            sagemaker.update_monitoring_schedule(
                MonitoringScheduleName=schedule,
                MonitoringScheduleConfig=referring("fares-v1", ScheduleConfig=incomplete),
            )
        assert refused_with(error) == "ValidationException"

    sagemaker.update_monitoring_schedule(
        MonitoringScheduleName=schedule,
        MonitoringScheduleConfig=referring("fares-v1", ScheduleConfig=now | start | end),
    )


# --- Update ---


def test_an_update_replaces_and_does_not_merge(
    sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    daily = {"ScheduleExpression": "cron(0 5 ? * * *)"}
    sagemaker.update_monitoring_schedule(
        MonitoringScheduleName=schedule,
        MonitoringScheduleConfig=referring("fares-v1", ScheduleConfig=daily),
    )
    settled(schedule)
    without_expression = referring("fares-v1")
    del without_expression["ScheduleConfig"]

    sagemaker.update_monitoring_schedule(
        MonitoringScheduleName=schedule, MonitoringScheduleConfig=without_expression
    )

    assert settled(schedule)["MonitoringScheduleConfig"]["ScheduleConfig"] == HOURLY


def test_an_update_from_referenced_to_inline_frees_the_definition(
    sagemaker: SageMakerClient, schedule: str, inline: Build
) -> None:
    sagemaker.update_monitoring_schedule(
        MonitoringScheduleName=schedule, MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
    )

    sagemaker.delete_data_quality_job_definition(JobDefinitionName="fares-v1")

    described = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
    assert "MonitoringJobDefinitionName" not in described["MonitoringScheduleConfig"]


def test_after_an_update_the_schedule_is_pending_and_then_scheduled(
    sagemaker: SageMakerClient, schedule: str
) -> None:
    sagemaker.update_monitoring_schedule(
        MonitoringScheduleName=schedule, MonitoringScheduleConfig=referring("fares-v1")
    )

    assert [status(sagemaker, schedule) for _ in range(2)] == ["Pending", "Scheduled"]


def test_update_start_stop_and_delete_are_refused_while_pending(
    sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    config = referring("fares-v1")
    sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)

    for change in (
        lambda: sagemaker.update_monitoring_schedule(
            MonitoringScheduleName=schedule, MonitoringScheduleConfig=config
        ),
        lambda: sagemaker.start_monitoring_schedule(MonitoringScheduleName=schedule),
        lambda: sagemaker.stop_monitoring_schedule(MonitoringScheduleName=schedule),
        lambda: sagemaker.delete_monitoring_schedule(MonitoringScheduleName=schedule),
    ):
        with pytest.raises(ClientError) as error:
            change()
        assert refused_with(error) == "ValidationException"

    settled(schedule)
    sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=config)


def test_a_refused_update_changes_nothing(sagemaker: SageMakerClient, schedule: str) -> None:
    before = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)

    with pytest.raises(ClientError):
        sagemaker.update_monitoring_schedule(
            MonitoringScheduleName=schedule, MonitoringScheduleConfig=referring("missing")
        )

    after = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
    assert after | {"ResponseMetadata": {}} == before | {"ResponseMetadata": {}}


def test_the_time_of_the_last_change_advances_with_every_change(
    sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    seen = [settled(schedule)["LastModifiedTime"]]
    created = settled(schedule)["CreationTime"]
    for change in (
        lambda: sagemaker.update_monitoring_schedule(
            MonitoringScheduleName=schedule, MonitoringScheduleConfig=referring("fares-v1")
        ),
        lambda: sagemaker.stop_monitoring_schedule(MonitoringScheduleName=schedule),
        lambda: sagemaker.start_monitoring_schedule(MonitoringScheduleName=schedule),
    ):
        change()
        pending = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
        seen += [pending["LastModifiedTime"], settled(schedule)["LastModifiedTime"]]

    assert all(earlier < later for earlier, later in pairwise(seen))
    assert settled(schedule)["CreationTime"] == created


def test_looking_does_not_change_the_time_of_the_last_change(schedule: str, settled: Settle) -> None:
    assert settled(schedule)["LastModifiedTime"] == settled(schedule)["LastModifiedTime"]
