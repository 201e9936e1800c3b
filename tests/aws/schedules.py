"""Schedules to be tried on the emulator, and how to look at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
Settle = Callable[[str], dict[str, Any]]
HOURLY = {"ScheduleExpression": "cron(0 * ? * * *)"}


def refused_with(error: pytest.ExceptionInfo[ClientError]) -> str:
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return error.value.response["Error"]["Code"]


def referring(name: str, **changed: Any) -> dict[str, Any]:
    config = {
        "ScheduleConfig": HOURLY,
        "MonitoringJobDefinitionName": name,
        "MonitoringType": "DataQuality",
    }
    return config | changed


def status(client: SageMakerClient, name: str) -> str:
    return client.describe_monitoring_schedule(MonitoringScheduleName=name)["MonitoringScheduleStatus"]


def all_schedules(client: SageMakerClient) -> list[Any]:
    return list(client.list_monitoring_schedules()["MonitoringScheduleSummaries"])
