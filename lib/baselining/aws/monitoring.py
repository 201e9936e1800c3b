"""SageMaker as the `MonitoringClient` port says."""

from __future__ import annotations

import difflib
import random
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, code_of, is_throttled, translate
from baselining.errors import MonitoringError, ScheduleNotFoundError
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import Clock, Json, MonitoringType
from baselining.world.redact import secrets_of

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

_ATTEMPTS = 6
_FIRST_PAUSE_S = 1.0
_NAMES_TO_COMPARE = 500


class SageMakerMonitoring:
    """Monitoring schedules and job definitions in SageMaker.

    Reads go through a client that repeats whatever fails. Changes go through one that repeats nothing: if
    botocore repeated an update whose answer was lost, the second attempt could fail in a way that hides that
    the first had its effect. Throttled changes have had none, so those are repeated here.

    Args:
        reading: A client with retries.
        changing: A client that makes one attempt.
        clock: To wait between attempts.
    """

    def __init__(self, *, reading: SageMakerClient, changing: SageMakerClient, clock: Clock) -> None:
        self._reading = reading
        self._changing = changing
        self._clock = clock

    def describe_schedule(self, name: str) -> Json:
        """As the port says; if there is none, names similar ones."""
        call = _call("DescribeMonitoringSchedule", f"the schedule {name!r}")
        try:
            return self._read(call, MonitoringScheduleName=name)
        except ClientError as error:
            if code_of(error) == "ResourceNotFound":
                raise ScheduleNotFoundError(
                    f"There is no monitoring schedule {name!r} in this account and the region "
                    f"{self._reading.meta.region_name}.",
                    hint=self._similar(name),
                ) from error
            raise translate(error, call) from error

    def update_schedule(self, name: str, config: Json) -> None:
        """As the port says."""
        hidden = secrets_of(config)
        call = _call("UpdateMonitoringSchedule", f"the schedule {name!r}", changes=True, hidden=hidden)
        self._change_schedule(call, MonitoringScheduleName=name, MonitoringScheduleConfig=config)

    def stop_schedule(self, name: str) -> None:
        """As the port says."""
        call = _call("StopMonitoringSchedule", f"the schedule {name!r}", changes=True)
        self._change_schedule(call, MonitoringScheduleName=name)

    def describe_definition(self, kind: MonitoringType, name: str) -> Json | None:
        """As the port says."""
        call = _call(f"Describe{TYPE_NAMES[kind].definition}", f"the job definition {name!r}")
        try:
            return self._read(call, JobDefinitionName=name)
        except ClientError as error:
            if code_of(error) == "ResourceNotFound":
                return None
            raise translate(error, call) from error

    def create_definition(self, kind: MonitoringType, name: str, body: Json, tags: Mapping[str, str]) -> bool:
        """As the port says."""
        pairs = [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
        operation = f"Create{TYPE_NAMES[kind].definition}"
        hidden = secrets_of({**body, "Tags": pairs})
        call = _call(operation, f"the job definition {name!r}", changes=True, hidden=hidden)
        try:
            self._change(call, JobDefinitionName=name, **body, Tags=pairs)
        except ClientError as error:
            if code_of(error) == "ResourceInUse":
                return False
            raise translate(error, call) from error
        return True

    def delete_definition(self, kind: MonitoringType, name: str) -> None:
        """As the port says."""
        call = _call(f"Delete{TYPE_NAMES[kind].definition}", f"the job definition {name!r}", changes=True)
        try:
            self._change(call, JobDefinitionName=name)
        except ClientError as error:
            if code_of(error) != "ResourceNotFound":
                raise translate(error, call) from error

    def tags(self, arn: str) -> dict[str, str]:
        """As the port says."""
        call = _call("ListTags", arn)
        try:
            pages = self._reading.get_paginator("list_tags").paginate(ResourceArn=arn)
            return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}
        except (ClientError, BotoCoreError) as error:
            raise translate(error, call) from error

    def list_schedules(
        self,
        *,
        endpoint: str | None = None,
        definition: str | None = None,
        kind: MonitoringType | None = None,
    ) -> list[str]:
        """As the port says."""
        filters = {
            "EndpointName": endpoint,
            "MonitoringJobDefinitionName": definition,
            "MonitoringTypeEquals": kind,
        }
        found = self._list("ListMonitoringSchedules", "MonitoringScheduleSummaries", filters)
        return sorted(entry["MonitoringScheduleName"] for entry in found)

    def list_definitions(self, kind: MonitoringType, *, name_contains: str) -> list[str]:
        """As the port says."""
        operation = f"List{TYPE_NAMES[kind].definition}s"
        found = self._list(operation, "JobDefinitionSummaries", {"NameContains": name_contains})
        return sorted(entry["MonitoringJobDefinitionName"] for entry in found)

    def list_executions(self, schedule: str, *, since: datetime) -> list[Json]:
        """As the port says."""
        filters = {
            "MonitoringScheduleName": schedule,
            "CreationTimeAfter": since,
            "SortBy": "CreationTime",
            "SortOrder": "Ascending",
        }
        return self._list("ListMonitoringExecutions", "MonitoringExecutionSummaries", filters)

    def describe_job(self, name: str) -> Json:
        """As the port says."""
        call = _call("DescribeProcessingJob", f"the processing job {name!r}")
        try:
            return self._read(call, ProcessingJobName=name)
        except ClientError as error:
            raise translate(error, call) from error

    def _list(self, operation: str, member: str, filters: Mapping[str, Any]) -> list[Json]:
        paginator = self._reading.get_paginator(xform_name(operation))  # type: ignore[call-overload]
        given = {name: value for name, value in filters.items() if value is not None}
        try:
            return [entry for page in paginator.paginate(**given) for entry in page[member]]
        except (ClientError, BotoCoreError) as error:
            raise translate(error, _call(operation, "this account and region")) from error

    def _read(self, call: Call, **arguments: Any) -> Json:
        try:
            return _send(self._reading, call, arguments)
        except BotoCoreError as error:
            raise translate(error, call) from error

    def _change_schedule(self, call: Call, **arguments: Any) -> None:
        try:
            self._change(call, **arguments)
        except ClientError as error:
            if code_of(error) == "ResourceNotFound":
                raise ScheduleNotFoundError(
                    f"{call.operation} on {call.subject}: the schedule or what it refers to does not exist."
                ) from error
            raise translate(error, call) from error

    def _change(self, call: Call, **arguments: Any) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                _send(self._changing, call, arguments)
            except ClientError as error:
                if not is_throttled(error) or attempt == _ATTEMPTS - 1:
                    raise
                jitter = random.uniform(0.5, 1.0)  # noqa: S311  nothing secret
                self._clock.sleep(_FIRST_PAUSE_S * 2**attempt * jitter)
            except BotoCoreError as error:
                raise translate(error, call) from error
            else:
                return

    def _similar(self, name: str) -> str:
        try:
            pages = self._reading.get_paginator("list_monitoring_schedules").paginate(
                PaginationConfig={"MaxItems": _NAMES_TO_COMPARE}
            )
            names = [
                found["MonitoringScheduleName"]
                for page in pages
                for found in page["MonitoringScheduleSummaries"]
            ]
        except (ClientError, BotoCoreError):  # not allowed to list: then there is just no hint
            return "Check the name, the region and the account."
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        if near:
            return f"Did you mean {' or '.join(near)}?"
        return (
            "Check the region and the account." if names else "There are no monitoring schedules here at all."
        )


def _call(
    operation: str, subject: str, *, changes: bool = False, hidden: frozenset[str] = frozenset()
) -> Call:
    return Call(
        operation=operation,
        action=f"sagemaker:{operation}",
        subject=subject,
        failure=MonitoringError,
        changes=changes,
        hidden=hidden,
    )


def _send(client: SageMakerClient, call: Call, arguments: Mapping[str, Any]) -> Json:
    answer: dict[str, Any] = getattr(client, xform_name(call.operation))(**arguments)
    answer.pop("ResponseMetadata", None)
    return answer
