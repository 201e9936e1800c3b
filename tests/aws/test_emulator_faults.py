"""Every failure that can be asked of the emulator, as boto3 sees it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from baselining.errors import ConfigError
from baselining_emulator import Emulator
from baselining_emulator.faults import (
    access_denied,
    dropped_after,
    dropped_before,
    fails_after_change,
    internal_failure,
    never_settles,
    slow,
    throttling,
    validation_error,
)
from baselining_emulator.s3_faults import s3_access_denied, s3_conflict, s3_precondition_failed, s3_slow_down

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

Settle = Callable[[str], dict[str, Any]]
CONFIG = {
    "ScheduleConfig": {"ScheduleExpression": "cron(0 7 ? * * *)"},
    "MonitoringJobDefinitionName": "fares-v1",
    "MonitoringType": "DataQuality",
}


def answered(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def update(client: SageMakerClient, name: str) -> None:
    client.update_monitoring_schedule(MonitoringScheduleName=name, MonitoringScheduleConfig=CONFIG)


def is_updated(described: dict[str, Any]) -> bool:
    return bool(described["MonitoringScheduleConfig"] == CONFIG)


# --- SageMaker ---


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        (throttling, "ThrottlingException", 400),
        (access_denied, "AccessDeniedException", 400),
        (internal_failure, "InternalFailure", 500),
        (lambda operation: validation_error(operation, "busy"), "ValidationException", 400),
    ],
)
def test_a_refused_call_has_no_effect(
    fault: Callable[[str], Any],
    code: str,
    status: int,
    emulator: Emulator,
    sagemaker: SageMakerClient,
    schedule: str,
    settled: Settle,
) -> None:
    emulator.faults.add(fault("UpdateMonitoringSchedule"))

    with pytest.raises(ClientError) as error:
        update(sagemaker, schedule)

    assert answered(error) == (code, status)
    assert not is_updated(settled(schedule))


def test_throttling_ends_after_as_many_calls_as_asked(emulator: Emulator, sagemaker: SageMakerClient) -> None:
    emulator.faults.add(throttling("ListMonitoringSchedules", times=2))

    for _ in range(2):
        with pytest.raises(ClientError, match="ThrottlingException"):
            sagemaker.list_monitoring_schedules()

    assert sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []
    assert emulator.faults.all() == ()


def test_boto3_itself_gets_over_throttling(emulator: Emulator, aws_session: boto3.Session) -> None:
    emulator.faults.add(throttling("ListMonitoringSchedules", times=1))
    patient = aws_session.client(
        "sagemaker",
        endpoint_url=emulator.endpoint_url,
        config=Config(retries={"total_max_attempts": 2, "mode": "standard"}),
    )

    assert patient.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []
    patient.close()
    assert emulator.calls.operations() == ["ListMonitoringSchedules"] * 2


def test_denied_access_lasts_names_the_permission_and_spares_other_operations(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    emulator.faults.add(access_denied("UpdateMonitoringSchedule"))

    for _ in range(3):
        with pytest.raises(
            ClientError, match="not authorized to perform: sagemaker:UpdateMonitoringSchedule"
        ):
            update(sagemaker, schedule)

    sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
    emulator.faults.clear()
    update(sagemaker, schedule)


def test_a_pattern_strikes_all_operations_it_fits(emulator: Emulator, sagemaker: SageMakerClient) -> None:
    emulator.faults.add(access_denied("List*"))

    with pytest.raises(ClientError, match="perform: sagemaker:ListMonitoringSchedules on"):
        sagemaker.list_monitoring_schedules()
    with pytest.raises(ClientError, match="perform: sagemaker:ListMonitoringExecutions on"):
        sagemaker.list_monitoring_executions()


def test_faults_also_strike_operations_that_are_motos(emulator: Emulator, sagemaker: SageMakerClient) -> None:
    emulator.faults.add(throttling("ListModels"))

    with pytest.raises(ClientError, match="ThrottlingException"):
        sagemaker.list_models()

    assert sagemaker.list_models()["Models"] == []


def test_faults_strike_in_the_order_in_which_they_were_added(
    emulator: Emulator, sagemaker: SageMakerClient
) -> None:
    operation = "ListMonitoringSchedules"
    emulator.faults.add(throttling(operation), dropped_before(operation), internal_failure(operation))

    with pytest.raises(ClientError, match="ThrottlingException"):
        sagemaker.list_monitoring_schedules()
    with pytest.raises(ConnectionClosedError):
        sagemaker.list_monitoring_schedules()
    with pytest.raises(ClientError, match="InternalFailure"):
        sagemaker.list_monitoring_schedules()


@pytest.mark.parametrize(("fault", "took_effect"), [(dropped_before, False), (dropped_after, True)])
def test_an_answer_is_dropped_before_or_after_the_call_took_effect(
    fault: Callable[[str], Any],
    took_effect: bool,
    emulator: Emulator,
    sagemaker: SageMakerClient,
    schedule: str,
    settled: Settle,
) -> None:
    emulator.faults.add(fault("UpdateMonitoringSchedule"))

    with pytest.raises(ConnectionClosedError):
        update(sagemaker, schedule)

    assert is_updated(settled(schedule)) is took_effect


def test_a_slow_answer_comes(emulator: Emulator, sagemaker: SageMakerClient) -> None:
    emulator.faults.add(slow("ListMonitoringSchedules", 0.2))

    begun = time.monotonic()
    sagemaker.list_monitoring_schedules()

    assert time.monotonic() - begun >= 0.2


def test_a_call_answered_too_late_took_effect(
    emulator: Emulator, aws_session: boto3.Session, schedule: str, settled: Settle
) -> None:
    emulator.faults.add(slow("UpdateMonitoringSchedule", 30))
    hasty = aws_session.client(
        "sagemaker",
        endpoint_url=emulator.endpoint_url,
        config=Config(retries={"total_max_attempts": 1}, read_timeout=0.2),
    )

    with pytest.raises(ReadTimeoutError):
        update(hasty, schedule)

    hasty.close()
    assert is_updated(settled(schedule))


# --- what becomes of a schedule ---


def test_a_schedule_fails_after_the_next_update_and_can_be_updated_again(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    emulator.faults.add(fails_after_change(schedule, "No such role"))

    update(sagemaker, schedule)

    pending = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)
    assert pending["MonitoringScheduleStatus"] == "Pending"
    assert "FailureReason" not in pending
    failed = settled(schedule)
    assert (failed["MonitoringScheduleStatus"], failed["FailureReason"]) == ("Failed", "No such role")

    update(sagemaker, schedule)
    mended = settled(schedule)
    assert mended["MonitoringScheduleStatus"] == "Scheduled"
    assert "FailureReason" not in mended


def test_a_schedule_stays_pending_for_good(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    emulator.faults.add(never_settles(schedule))

    update(sagemaker, schedule)

    seen = {
        sagemaker.describe_monitoring_schedule(MonitoringScheduleName=schedule)["MonitoringScheduleStatus"]
        for _ in range(20)
    }
    assert seen == {"Pending"}


def test_a_refused_update_does_not_use_up_the_failure(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    emulator.faults.add(fails_after_change(schedule, "No such role"))
    with pytest.raises(ClientError):
        sagemaker.update_monitoring_schedule(MonitoringScheduleName=schedule, MonitoringScheduleConfig={})

    update(sagemaker, schedule)

    assert settled(schedule)["MonitoringScheduleStatus"] == "Failed"


def test_other_schedules_are_spared(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str, settled: Settle
) -> None:
    emulator.faults.add(fails_after_change("another", "No such role"))

    update(sagemaker, schedule)

    assert settled(schedule)["MonitoringScheduleStatus"] == "Scheduled"


# --- S3 ---


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        (s3_access_denied("PutObject"), "AccessDenied", 403),
        (s3_conflict(), "ConditionalRequestConflict", 409),
        (s3_precondition_failed(), "PreconditionFailed", 412),
        (s3_slow_down("PutObject"), "SlowDown", 503),
    ],
)
def test_a_refused_put_stores_nothing(
    fault: Any, code: str, status: int, emulator: Emulator, s3: S3Client
) -> None:
    s3.create_bucket(Bucket="monitoring")
    emulator.faults.add(fault)

    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket="monitoring", Key="k", Body=b"x", IfNoneMatch="*")

    assert answered(error) == (code, status)
    assert "Contents" not in s3.list_objects_v2(Bucket="monitoring")


def test_denied_access_is_to_one_operation_on_one_bucket(emulator: Emulator, s3: S3Client) -> None:
    for bucket in ("mine", "theirs"):
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    emulator.faults.add(s3_access_denied("GetObject", bucket="theirs"))

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket="theirs", Key="k")

    s3.put_object(Bucket="theirs", Key="k", Body=b"y")
    assert s3.get_object(Bucket="mine", Key="k")["Body"].read() == b"x"


def test_a_denied_head_has_a_status_and_no_body(emulator: Emulator, s3: S3Client) -> None:
    s3.create_bucket(Bucket="mine")
    emulator.faults.add(s3_access_denied("HeadObject"))

    with pytest.raises(ClientError) as error:
        s3.head_object(Bucket="mine", Key="k")

    assert answered(error) == ("403", 403)


@pytest.mark.parametrize(("fault", "stored"), [(dropped_before, []), (dropped_after, ["k"])])
def test_the_answer_to_a_put_is_dropped_before_or_after_it_was_stored(
    fault: Callable[..., Any], stored: list[str], emulator: Emulator, s3: S3Client
) -> None:
    s3.create_bucket(Bucket="mine")
    emulator.faults.add(fault("PutObject", bucket="mine"))

    with pytest.raises(ConnectionClosedError):
        s3.put_object(Bucket="mine", Key="k", Body=b"x")

    found = s3.list_objects_v2(Bucket="mine").get("Contents", [])
    assert [entry["Key"] for entry in found] == stored


# --- faults that could never strike ---


def test_a_misspelt_operation_is_the_tests_own_mistake(emulator: Emulator) -> None:
    with pytest.raises(ConfigError, match="'UpdateMonitorSchedule'"):
        emulator.faults.add(throttling("UpdateMonitorSchedule"))


def test_a_fault_that_strikes_zero_times_is_the_tests_own_mistake(emulator: Emulator) -> None:
    with pytest.raises(ConfigError, match="times=0"):
        emulator.faults.add(throttling("ListMonitoringSchedules", times=0))


def test_what_nobody_emulates_is_refused_rather_than_retried(
    emulator: Emulator, aws_session: boto3.Session
) -> None:
    patient = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url)

    with pytest.raises(ClientError, match="UnknownOperationException"):
        patient.list_monitoring_alerts(MonitoringScheduleName="s")

    patient.close()
    assert emulator.calls.operations() == ["ListMonitoringAlerts"]
