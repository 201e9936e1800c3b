"""Monitoring schedules in the emulator: started, stopped, deleted and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from tests.aws.schedules import Build, Settle, all_schedules, refused_with, status

from baselining_emulator import Emulator, Settings

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_sagemaker import SageMakerClient


# --- Start, Stop, Delete ---


def test_stop_and_start_pass_through_pending(sagemaker: SageMakerClient, schedule: str) -> None:
    sagemaker.stop_monitoring_schedule(MonitoringScheduleName=schedule)
    assert [status(sagemaker, schedule) for _ in range(2)] == ["Pending", "Stopped"]

    sagemaker.start_monitoring_schedule(MonitoringScheduleName=schedule)
    assert [status(sagemaker, schedule) for _ in range(2)] == ["Pending", "Scheduled"]


def test_stopping_a_stopped_schedule_changes_nothing(
    sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    sagemaker.stop_monitoring_schedule(MonitoringScheduleName=schedule)
    stopped = settled(schedule)

    sagemaker.stop_monitoring_schedule(MonitoringScheduleName=schedule)

    again = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
    assert again["MonitoringScheduleStatus"] == "Stopped"
    assert again["LastModifiedTime"] == stopped["LastModifiedTime"]


@pytest.mark.parametrize(("restarts", "expected"), [(True, "Scheduled"), (False, "Stopped")])
def test_whether_an_update_restarts_a_stopped_schedule_can_be_set(
    restarts: bool, expected: str, aws_session: boto3.Session, inline: Build
) -> None:
    config = {"MonitoringJobDefinition": inline()}
    with Emulator(settings=Settings(update_restarts_stopped=restarts, pending_describes=0)) as emulator:
        client = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url)
        client.create_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=config)
        client.stop_monitoring_schedule(MonitoringScheduleName="s")

        client.update_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=config)

        assert status(client, "s") == expected
        client.close()


def test_what_does_not_exist_is_not_found(sagemaker: SageMakerClient, inline: Build) -> None:
    for call in (
        lambda: sagemaker.describe_monitoring_schedule(MonitoringScheduleName="s"),
        lambda: sagemaker.start_monitoring_schedule(MonitoringScheduleName="s"),
        lambda: sagemaker.stop_monitoring_schedule(MonitoringScheduleName="s"),
        lambda: sagemaker.delete_monitoring_schedule(MonitoringScheduleName="s"),
        lambda: sagemaker.update_monitoring_schedule(
            MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
        ),
    ):
        with pytest.raises(ClientError) as error:
            call()
        assert refused_with(error) == "ResourceNotFound"


def test_a_deleted_schedule_is_gone(sagemaker: SageMakerClient, schedule: str) -> None:
    sagemaker.delete_monitoring_schedule(MonitoringScheduleName=schedule)

    assert all_schedules(sagemaker) == []
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)


# --- List ---


def test_schedules_are_listed_by_definition_endpoint_status_type_and_name(
    sagemaker: SageMakerClient, schedule: str, inline: Build
) -> None:
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="other",
        MonitoringScheduleConfig={
            "MonitoringJobDefinition": inline(
                MonitoringInputs=[{"EndpointInput": {"EndpointName": "taxis", "LocalPath": "/in"}}]
            )
        },
    )

    def names(**filters: Any) -> list[str]:
        answer = sagemaker.list_monitoring_schedules(SortBy="Name", SortOrder="Ascending", **filters)
        return [summary["MonitoringScheduleName"] for summary in answer["MonitoringScheduleSummaries"]]

    first, second = sorted(all_schedules(sagemaker), key=lambda summary: summary["CreationTime"])
    assert names() == [schedule, "other"]
    assert names(MonitoringJobDefinitionName="fares-v1") == [schedule]
    assert names(MonitoringJobDefinitionName="unused") == []
    assert names(EndpointName="taxis") == ["other"]
    assert names(StatusEquals="Pending") == ["other"]
    assert names(StatusEquals="Scheduled") == [schedule]
    assert names(MonitoringTypeEquals="ModelBias") == []
    assert names(NameContains="hourly") == [schedule]
    assert names(CreationTimeAfter=first["CreationTime"]) == ["other"]
    assert names(CreationTimeBefore=second["CreationTime"]) == [schedule]


def test_a_page_that_was_never_given_out_is_refused(sagemaker: SageMakerClient) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.list_monitoring_schedules(NextToken="bogus")

    assert refused_with(error) == "ValidationException"


def test_listing_does_not_bring_a_schedule_nearer_to_its_status(
    sagemaker: SageMakerClient, inline: Build
) -> None:
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
    )

    for _ in range(3):
        assert all_schedules(sagemaker)[0]["MonitoringScheduleStatus"] == "Pending"
