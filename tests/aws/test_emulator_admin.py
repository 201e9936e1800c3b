"""Another process steers the emulator and reads its log over HTTP."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from baselining_emulator import CallFault, Emulator, Fault, SettlingFault
from baselining_emulator.faults import dropped_after, fails_after_change, fault_to_json, throttling
from baselining_emulator.s3_faults import s3_access_denied

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient


def admin(emulator: Emulator, method: str, path: str, document: Any = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(str(urlsplit(emulator.endpoint_url).netloc), timeout=5)
    try:
        connection.request(method, f"/_emulator/{path}", None if document is None else json.dumps(document))
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


@pytest.mark.parametrize(
    "fault",
    [
        throttling("ListMonitoringSchedules", times=3),
        dropped_after("UpdateMonitoringSchedule"),
        s3_access_denied("PutObject", bucket="mine"),
        fails_after_change("s", "No such role"),
    ],
)
def test_a_fault_arrives_as_it_was_built(fault: Fault, emulator: Emulator) -> None:
    status, answer = admin(emulator, "POST", "faults", fault_to_json(fault))

    assert status == 200
    assert emulator.faults.all() == (fault,)
    assert answer == {"faults": [fault_to_json(fault)]} == admin(emulator, "GET", "faults")[1]


def test_what_has_a_default_may_be_left_out(emulator: Emulator) -> None:
    admin(emulator, "POST", "faults", {"effect": "drop_before", "operation": "PutObject"})
    admin(emulator, "POST", "faults", {"effect": "never", "schedule": "s"})

    assert emulator.faults.all() == (
        CallFault(operation="PutObject", effect="drop_before"),
        SettlingFault(schedule="s", effect="never"),
    )


def test_a_fault_added_over_http_strikes_and_can_be_cleared(
    emulator: Emulator, sagemaker: SageMakerClient
) -> None:
    admin(emulator, "POST", "faults", fault_to_json(throttling("ListMonitoringSchedules", times=None)))
    with pytest.raises(ClientError, match="ThrottlingException"):
        sagemaker.list_monitoring_schedules()

    admin(emulator, "DELETE", "faults")

    assert sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []


@pytest.mark.parametrize(
    "document",
    [
        {"effect": "explode", "operation": "PutObject"},
        {"effect": "error"},
        {"effect": "error", "operation": "PutObjekt"},
        {"effect": "error", "operation": "PutObject", "colour": "red"},
        {"effect": "error", "operation": "PutObject", "times": 0},
        ["error"],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(document: Any, emulator: Emulator) -> None:
    status, answer = admin(emulator, "POST", "faults", document)

    assert status == 400
    assert list(answer) == ["error"]
    assert emulator.faults.all() == ()


def test_calls_are_logged_with_their_arguments_even_if_refused(
    emulator: Emulator, sagemaker: SageMakerClient, s3: S3Client
) -> None:
    s3.create_bucket(Bucket="monitoring")
    with pytest.raises(ClientError):
        sagemaker.describe_monitoring_schedule(MonitoringScheduleName="s")

    assert admin(emulator, "GET", "calls")[1] == {
        "calls": [
            {
                "service": "s3",
                "operation": "CreateBucket",
                "region": "us-east-1",
                "method": "PUT",
                "path": "/monitoring",
                "arguments": {},
                "signer": "test-key",
            },
            {
                "service": "sagemaker",
                "operation": "DescribeMonitoringSchedule",
                "region": "us-east-1",
                "method": "POST",
                "path": "/",
                "arguments": {"MonitoringScheduleName": "s"},
                "signer": "test-key",
            },
        ]
    }
    only = admin(emulator, "GET", "calls?operation=CreateBucket")[1]["calls"]
    assert [call["operation"] for call in only] == ["CreateBucket"]


def test_the_log_can_be_cleared(emulator: Emulator, s3: S3Client) -> None:
    s3.list_buckets()

    admin(emulator, "DELETE", "calls")

    assert admin(emulator, "GET", "calls")[1] == {"calls": []}
    assert emulator.calls.all() == ()


def test_steering_is_not_logged(emulator: Emulator) -> None:
    admin(emulator, "GET", "faults")

    assert emulator.calls.all() == ()


def test_an_execution_is_added_and_ended(
    emulator: Emulator, sagemaker: SageMakerClient, schedule: str
) -> None:
    status, answer = admin(
        emulator,
        "POST",
        "executions",
        {
            "schedule": schedule,
            "scheduled": "2026-11-24T10:00:00Z",
            "constraints_uri": "s3://x/constraints.json",
        },
    )
    assert status == 200

    status, _ = admin(
        emulator,
        "PATCH",
        f"executions/{answer['job_name']}",
        {"status": "Failed", "failure_reason": "No data"},
    )

    assert status == 200
    (run,) = sagemaker.list_monitoring_executions()["MonitoringExecutionSummaries"]
    assert (run["MonitoringExecutionStatus"], run["FailureReason"]) == ("Failed", "No data")
    assert run["ScheduledTime"].isoformat().startswith("2026-11-24T10:00:00")
    inputs = sagemaker.describe_processing_job(ProcessingJobName=answer["job_name"])["ProcessingInputs"]
    assert inputs[1]["S3Input"]["S3Uri"] == "s3://x/constraints.json"


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("POST", "executions", {"schedule": "missing"}),
        ("POST", "executions", {}),
        ("POST", "executions", {"schedule": "fares-hourly", "colour": "red"}),
        ("POST", "executions", {"schedule": "fares-hourly", "status": "Done"}),
        ("POST", "executions", {"schedule": "fares-hourly", "scheduled": "noon"}),
        ("PATCH", "executions/missing", {"status": "Completed"}),
        ("PATCH", "executions/missing", {}),
    ],
)
@pytest.mark.usefixtures("schedule")
def test_an_execution_that_makes_no_sense_is_refused(
    method: str, path: str, document: Any, emulator: Emulator, sagemaker: SageMakerClient
) -> None:
    status, answer = admin(emulator, method, path, document)

    assert status == 400
    assert list(answer) == ["error"]
    assert sagemaker.list_monitoring_executions()["MonitoringExecutionSummaries"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "nothing"), ("PUT", "faults"), ("POST", "calls"), ("GET", "reset"), ("PATCH", "executions")],
)
def test_other_paths_and_methods_are_not_found(method: str, path: str, emulator: Emulator) -> None:
    assert admin(emulator, method, path)[0] == 404


def test_a_reset_forgets_everything(
    emulator: Emulator, sagemaker: SageMakerClient, s3: S3Client, schedule: str
) -> None:
    s3.create_bucket(Bucket="monitoring")
    emulator.add_execution(schedule)
    emulator.faults.add(throttling("ListMonitoringSchedules"))

    assert admin(emulator, "POST", "reset") == (200, {})

    assert emulator.calls.all() == ()
    assert emulator.faults.all() == ()
    assert sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []
    assert sagemaker.list_monitoring_executions()["MonitoringExecutionSummaries"] == []
    assert sagemaker.list_data_quality_job_definitions()["JobDefinitionSummaries"] == []
    assert s3.list_buckets()["Buckets"] == []
