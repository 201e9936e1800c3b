"""Start and end executions by hand: time does not pass by itself here, and no container runs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from baselining.errors import ConfigError
from baselining_emulator import definitions, schedules
from baselining_emulator.kinds import KINDS, Kind, arn
from baselining_emulator.model import string_values
from baselining_emulator.records import Execution, Region, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExecution:
    """An execution to add.

    Attributes:
        status: One of `MonitoringExecutionStatus`.
        scheduled: `ScheduledTime`, timezone-aware; None = the hour that has just begun.
        constraints_uri: The baseline it "used"; None = the one that the schedule names at this moment.
        statistics_uri: Likewise.
    """

    schedule: str
    status: str = "InProgress"
    scheduled: datetime | None = None
    constraints_uri: str | None = None
    statistics_uri: str | None = None
    failure_reason: str = ""
    exit_message: str = ""


def begin(region: Region, new: NewExecution) -> Execution:
    """Add it to the schedule's history.

    Raises:
        RefusedCallError: If there is no such schedule.
        ConfigError: If there is no such status.
    """
    _check_status(new.status)
    schedule = schedules.find(region, new.schedule)
    kind = KINDS[schedule.config["MonitoringType"]]
    baseline, app, resources = _definition_parts(region, schedule, kind)
    now = region.clock.now()
    scheduled = new.scheduled or now.replace(minute=0, second=0, microsecond=0)
    # The form of the names in the AWS page "Schema for Violations": model-monitoring-<yyyymmddhhmm>-<hex>.
    job_name = f"model-monitoring-{scheduled.astimezone(timezone.utc):%Y%m%d%H%M}-{uuid.uuid4().hex[:24]}"
    execution = Execution(
        schedule_name=schedule.name,
        schedule_arn=schedule.arn,
        job_name=job_name,
        job_arn=arn(region.name, "processing-job", job_name),
        kind=kind,
        definition_name=schedule.config.get("MonitoringJobDefinitionName", ""),
        endpoint_name=schedules.endpoint_name(region, schedule),
        app=app,
        resources=resources,
        constraints_uri=_uri(new.constraints_uri, baseline, "ConstraintsResource"),
        statistics_uri=_uri(new.statistics_uri, baseline, "StatisticsResource"),
        scheduled=scheduled,
        created=now,
        modified=now,
        status=new.status,
        failure_reason=new.failure_reason,
        exit_message=new.exit_message,
    )
    region.records.executions[job_name] = execution
    _touch(region, schedule)
    return execution


def end(
    region: Region, job_name: str, *, status: str, failure_reason: str = "", exit_message: str = ""
) -> Execution:
    """Give the execution another status.

    Raises:
        ConfigError: If there is no such execution or status.
    """
    _check_status(status)
    execution = region.records.executions.get(job_name)
    if execution is None:
        raise ConfigError(f"There is no execution with the job name {job_name!r} in {region.name}.")
    ended = replace(
        execution,
        status=status,
        failure_reason=failure_reason,
        exit_message=exit_message,
        modified=region.clock.now(),
    )
    region.records.executions[job_name] = ended
    schedule = region.records.schedules.get(execution.schedule_name)
    if schedule is not None:
        _touch(region, schedule)
    return ended


def _check_status(status: str) -> None:
    known = string_values("ExecutionStatus")
    if status not in known:
        raise ConfigError(f"An execution's status is one of {', '.join(known)}, found {status!r}.")


def _definition_parts(
    region: Region, schedule: Schedule, kind: Kind
) -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]:
    """Baseline, application and resources of what the schedule runs."""
    inline = schedule.config.get("MonitoringJobDefinition")
    if inline is not None:
        return (
            inline.get("BaselineConfig", {}),
            inline["MonitoringAppSpecification"],
            inline["MonitoringResources"],
        )
    body = definitions.find(region, kind, schedule.config["MonitoringJobDefinitionName"]).body
    return body.get(kind.baseline_member, {}), body[f"{kind.name}AppSpecification"], body["JobResources"]


def _uri(given: str | None, baseline: Mapping[str, Any], member: str) -> str:
    if given is not None:
        return given
    uri: str = baseline.get(member, {}).get("S3Uri", "")
    return uri


def _touch(region: Region, schedule: Schedule) -> None:
    if region.settings.execution_touches_schedule:
        region.records.schedules[schedule.name] = replace(schedule, modified=region.clock.now())
