"""Executions in the emulator: added by hand, seen through SageMaker's own operations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from baselining.errors import ConfigError
from baselining_emulator import Emulator, Settings

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
CONFIG = {"MonitoringJobDefinitionName": "fares-v1", "MonitoringType": "DataQuality"}
TEN = datetime(2026, 11, 24, 10, tzinfo=timezone.utc)


def runs(client: SageMakerClient, **filters: Any) -> list[Any]:
    return list(client.list_monitoring_executions(**filters)["MonitoringExecutionSummaries"])


def baseline_used(client: SageMakerClient, job_name: str) -> dict[str, str]:
    inputs = client.describe_processing_job(ProcessingJobName=job_name)["ProcessingInputs"]
    return {given["InputName"]: given["S3Input"]["S3Uri"] for given in inputs}


def test_an_execution_is_listed_and_is_the_schedules_last(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    emulator.add_execution(schedule, status="Completed", scheduled=TEN - timedelta(hours=1))
    job = emulator.add_execution(schedule, scheduled=TEN)

    described = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)

    last = described["LastMonitoringExecutionSummary"]
    assert last == runs(sagemaker)[0]
    assert len(runs(sagemaker)) == 2
    assert last["MonitoringExecutionStatus"] == "InProgress"
    assert last["ScheduledTime"] == TEN
    assert last["ProcessingJobArn"] == f"arn:aws:sagemaker:us-east-1:123456789012:processing-job/{job}"
    assert last["MonitoringScheduleName"] == schedule
    assert last["MonitoringJobDefinitionName"] == "fares-v1"
    assert last["MonitoringType"] == "DataQuality"
    assert last["EndpointName"] == "fares"


def test_its_job_shows_the_baseline_of_the_schedule_at_that_moment(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str, definition: Build
) -> None:
    old = emulator.add_execution(schedule, status="Completed")
    new_baseline = {
        "ConstraintsResource": {"S3Uri": "s3://monitoring/new/constraints.json"},
        "StatisticsResource": {"S3Uri": "s3://monitoring/new/statistics.json"},
    }
    sagemaker.create_data_quality_job_definition(
        JobDefinitionName="fares-v2", **definition(DataQualityBaselineConfig=new_baseline)
    )
    sagemaker.update_monitoring_schedule(
        MonitoringScheduleName=schedule,
        MonitoringScheduleConfig=CONFIG | {"MonitoringJobDefinitionName": "fares-v2"},
    )

    new = emulator.add_execution(schedule)

    assert baseline_used(sagemaker, old) == {
        "baseline": "s3://monitoring/baseline/statistics.json",
        "constraints": "s3://monitoring/baseline/constraints.json",
    }
    assert baseline_used(sagemaker, new) == {
        "baseline": "s3://monitoring/new/statistics.json",
        "constraints": "s3://monitoring/new/constraints.json",
    }


def test_its_job_shows_the_baseline_of_an_inline_definition(
    emulator: Emulator, sagemaker: SageMakerClient, inline: Build
) -> None:
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
    )

    job = emulator.add_execution("s")

    assert baseline_used(sagemaker, job)["constraints"] == "s3://monitoring/baseline/constraints.json"


def test_a_model_quality_job_has_constraints_only(
    emulator: Emulator, sagemaker: SageMakerClient, definition: Build
) -> None:
    sagemaker.create_model_quality_job_definition(JobDefinitionName="mq", **definition("ModelQuality"))
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="s",
        MonitoringScheduleConfig={
            "MonitoringJobDefinitionName": "mq",
            "MonitoringType": "ModelQuality",
        },
    )

    job = emulator.add_execution("s")

    assert baseline_used(sagemaker, job) == {"constraints": "s3://monitoring/baseline/constraints.json"}


def test_another_baseline_can_be_claimed(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    job = emulator.add_execution(schedule, constraints_uri="s3://x/c.json", statistics_uri="s3://x/s.json")

    assert baseline_used(sagemaker, job) == {"baseline": "s3://x/s.json", "constraints": "s3://x/c.json"}


def test_a_job_names_its_schedule_and_mounts_the_baseline_as_the_service_does(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    job = sagemaker.describe_processing_job(ProcessingJobName=emulator.add_execution(schedule))

    assert job["MonitoringScheduleArn"].endswith(f":monitoring-schedule/{schedule}")
    assert [given["S3Input"]["LocalPath"] for given in job["ProcessingInputs"]] == [
        "/opt/ml/processing/baseline/stats",
        "/opt/ml/processing/baseline/constraints",
    ]
    assert {given["S3Input"]["S3DataType"] for given in job["ProcessingInputs"]} == {"S3Prefix"}


@pytest.mark.parametrize(
    ("status", "job_status"),
    [
        ("Completed", "Completed"),
        ("CompletedWithViolations", "Completed"),
        ("Failed", "Failed"),
        ("Pending", "InProgress"),
    ],
)
def test_an_execution_ends_as_told(
    status: str, job_status: str, emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    job = emulator.add_execution(schedule)

    emulator.end_execution(job, status=status, failure_reason="No data", exit_message="Said so")

    assert runs(sagemaker)[0]["MonitoringExecutionStatus"] == status
    assert runs(sagemaker)[0]["FailureReason"] == "No data"
    described = sagemaker.describe_processing_job(ProcessingJobName=job)
    assert described["ProcessingJobStatus"] == job_status
    assert described["ExitMessage"] == "Said so"
    assert described["LastModifiedTime"] > described["CreationTime"]


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Stopping"])
def test_update_and_delete_are_refused_while_an_execution_is_under_way(
    status: str, emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    job = emulator.add_execution(schedule, status=status)

    for change in (
        lambda: sagemaker.update_monitoring_schedule(
            MonitoringScheduleName=schedule, MonitoringScheduleConfig=CONFIG
        ),
        lambda: sagemaker.delete_monitoring_schedule(MonitoringScheduleName=schedule),
    ):
        with pytest.raises(ClientError, match="ValidationException"):
            change()

    emulator.end_execution(job)
    sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=CONFIG)


@pytest.mark.parametrize("status", ["Completed", "CompletedWithViolations", "Failed", "Stopped"])
def test_update_is_accepted_after_an_execution_ended(
    status: str, emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    emulator.add_execution(schedule, status=status)

    sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig=CONFIG)

    assert emulator.calls.operations()[-1] == "UpdateMonitoringSchedule"


def test_a_schedule_may_be_stopped_during_an_execution(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str, settled: Callable[[str], dict[str, Any]]
) -> None:
    emulator.add_execution(schedule)

    sagemaker.stop_monitoring_schedule(MonitoringScheduleName=schedule)

    assert settled(schedule)["MonitoringScheduleStatus"] == "Stopped"


def test_executions_are_listed_by_schedule_definition_status_and_time(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    emulator.add_execution(schedule, status="Failed", scheduled=TEN)
    emulator.add_execution(schedule, status="Completed", scheduled=TEN + timedelta(hours=1))

    def hours(**filters: Any) -> list[int]:
        return [run["ScheduledTime"].hour for run in runs(sagemaker, **filters)]

    assert hours(SortBy="ScheduledTime", SortOrder="Ascending") == [10, 11]
    assert hours(SortBy="ScheduledTime") == [11, 10]
    assert hours(StatusEquals="Failed") == [10]
    assert hours(ScheduledTimeAfter=TEN) == [11]
    assert hours(ScheduledTimeBefore=TEN + timedelta(hours=1)) == [10]
    assert hours(MonitoringScheduleName=schedule, MonitoringJobDefinitionName="fares-v1") == [11, 10]
    assert hours(MonitoringJobDefinitionName="other") == []
    assert hours(MonitoringScheduleName="other") == []


def test_the_history_outlives_the_schedule(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    emulator.add_execution(schedule, status="Completed")

    sagemaker.delete_monitoring_schedule(MonitoringScheduleName=schedule)

    assert len(runs(sagemaker, MonitoringScheduleName=schedule)) == 1


@pytest.mark.parametrize("touches", [True, False])
def test_whether_an_execution_modifies_the_schedule_can_be_set(
    touches: bool, aws_session: boto3.Session, inline: Build
) -> None:
    settings = Settings(execution_touches_schedule=touches, pending_describes=0)
    with Emulator(settings=settings) as emulator:
        client = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url)
        client.create_monitoring_schedule(
            MonitoringScheduleName="s", MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
        )
        before = client.describe_monitoring_schedule(MonitoringScheduleName="s")["LastModifiedTime"]

        emulator.add_execution("s")

        after = client.describe_monitoring_schedule(MonitoringScheduleName="s")["LastModifiedTime"]
        client.close()

    assert (after > before) is touches


def test_jobs_that_are_no_executions_are_told_apart_from_them(sagemaker: SageMakerClient) -> None:
    sagemaker.create_processing_job(
        ProcessingJobName="suggest-baseline",
        ProcessingResources={
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}
        },
        AppSpecification={"ImageUri": "image"},
        RoleArn="arn:aws:iam::123456789012:role/monitoring",
    )

    job = sagemaker.describe_processing_job(ProcessingJobName="suggest-baseline")
    assert job["ProcessingJobName"] == "suggest-baseline"


def test_a_misspelt_status_or_job_is_the_tests_own_mistake(emulator: Emulator, schedule: str) -> None:
    with pytest.raises(ConfigError, match="'Done'"):
        emulator.add_execution(schedule, status="Done")
    with pytest.raises(ConfigError, match="'nothing'"):
        emulator.end_execution("nothing")
