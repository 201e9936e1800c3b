"""Create, Describe, Update, Delete, Start, Stop and List of monitoring schedules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from baselining_emulator import definitions, executions, tags
from baselining_emulator.kinds import KINDS, SCHEDULE_RESOURCE, arn
from baselining_emulator.listing import fits, in_order, page
from baselining_emulator.records import Arguments, Region, Schedule
from baselining_emulator.refusals import in_use, not_found
from baselining_emulator.schedule_rules import (
    accepted_config,
    check_may_change,
    check_not_pending,
    last_execution,
)


def create(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CreateMonitoringSchedule; the new one ends up `Scheduled` (StartMonitoringSchedule's documentation)."""
    name = arguments["MonitoringScheduleName"]
    if name in region.records.schedules:
        raise in_use("Monitoring schedule", name)
    config = accepted_config(region, arguments["MonitoringScheduleConfig"])
    given_tags = tags.new_tags(arguments)
    now = region.clock.now()
    schedule = Schedule(
        name=name,
        arn=arn(region.name, SCHEDULE_RESOURCE, name),
        config=config,
        created=now,
        modified=now,
        status="Scheduled",
        pending_left=0,
    )
    region.records.tags[schedule.arn] = given_tags
    _change(region, schedule, status="Scheduled")
    return {"MonitoringScheduleArn": schedule.arn}


def describe(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeMonitoringSchedule; each one brings a `Pending` schedule nearer to its new status."""
    schedule = find(region, arguments["MonitoringScheduleName"])
    answer = _described(region, schedule)
    if schedule.pending_left:
        left = schedule.pending_left - 1
        # [unknown] whether reaching the new status is itself a modification
        modified = region.clock.now() if left == 0 else schedule.modified
        region.records.schedules[schedule.name] = replace(schedule, pending_left=left, modified=modified)
    return answer


def update(region: Region, arguments: Arguments) -> dict[str, Any]:
    """UpdateMonitoringSchedule: the new configuration replaces the old one whole."""
    schedule = find(region, arguments["MonitoringScheduleName"])
    check_may_change(region, schedule)
    config = accepted_config(region, arguments["MonitoringScheduleConfig"])
    stays_stopped = schedule.status == "Stopped" and not region.settings.update_restarts_stopped
    _change(region, replace(schedule, config=config), status="Stopped" if stays_stopped else "Scheduled")
    return {"MonitoringScheduleArn": schedule.arn}


def delete(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DeleteMonitoringSchedule: stops it as well, and keeps the history of executions (its documentation)."""
    schedule = find(region, arguments["MonitoringScheduleName"])
    check_may_change(region, schedule)
    del region.records.schedules[schedule.name]
    del region.records.tags[schedule.arn]
    return {}


def start(region: Region, arguments: Arguments) -> dict[str, Any]:
    """StartMonitoringSchedule."""
    return _switch(region, arguments["MonitoringScheduleName"], status="Scheduled")


def stop(region: Region, arguments: Arguments) -> dict[str, Any]:
    """StopMonitoringSchedule; allowed during an execution, which goes on ([unknown])."""
    return _switch(region, arguments["MonitoringScheduleName"], status="Stopped")


def list_(region: Region, arguments: Arguments) -> dict[str, Any]:
    """ListMonitoringSchedules."""
    name, status = "MonitoringScheduleName", "MonitoringScheduleStatus"
    summaries = [_summary(region, schedule) for schedule in region.records.schedules.values()]
    fitting = [summary for summary in summaries if fits(summary, arguments, name=name)]
    return page(
        in_order(fitting, arguments, name=name, status=status),
        arguments,
        member="MonitoringScheduleSummaries",
    )


def find(region: Region, name: str) -> Schedule:
    """The schedule of that name.

    Raises:
        RefusedCallError: `ResourceNotFound`.
    """
    found = region.records.schedules.get(name)
    if found is None:
        raise not_found("Monitoring schedule", name)
    return found


def _switch(region: Region, name: str, *, status: str) -> dict[str, Any]:
    schedule = find(region, name)
    check_not_pending(schedule)
    # [unknown] what starting a started schedule or stopping a stopped one does: accepted, and nothing changes
    if schedule.status != status:
        _change(region, schedule, status=status)
    return {}


def _change(region: Region, schedule: Schedule, *, status: str) -> None:
    """Store the changed schedule: `Pending` for a while, then `status` unless a fault wants otherwise."""
    fault = region.faults.strike_change(schedule.name)
    failed = fault is not None and fault.effect == "fails"
    region.records.schedules[schedule.name] = replace(
        schedule,
        modified=region.clock.now(),
        status="Failed" if failed else status,
        failure_reason=fault.reason if fault is not None and failed else "",
        pending_left=None
        if fault is not None and fault.effect == "never"
        else region.settings.pending_describes,
    )


def _described(region: Region, schedule: Schedule) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "MonitoringScheduleArn": schedule.arn,
        "MonitoringScheduleName": schedule.name,
        "MonitoringScheduleStatus": schedule.shown_status,
        "MonitoringType": schedule.config["MonitoringType"],
        "CreationTime": schedule.created,
        "LastModifiedTime": schedule.modified,
        "MonitoringScheduleConfig": schedule.config,
    }
    if schedule.shown_status == "Failed":
        answer["FailureReason"] = schedule.failure_reason
    endpoint = endpoint_name(region, schedule)
    if endpoint:
        answer["EndpointName"] = endpoint
    last = last_execution(region, schedule.name)
    if last is not None:
        answer["LastMonitoringExecutionSummary"] = executions.summary(last)
    return answer


def endpoint_name(region: Region, schedule: Schedule) -> str:
    """The endpoint that the schedule's definition names, empty for a batch transform."""
    inline = schedule.config.get("MonitoringJobDefinition")
    if inline is not None:
        return definitions.endpoint_name(inline["MonitoringInputs"][0])
    kind = KINDS[schedule.config["MonitoringType"]]
    definition = definitions.find(region, kind, schedule.config["MonitoringJobDefinitionName"])
    return definitions.endpoint_name(definition.body[kind.input_member])


def _summary(region: Region, schedule: Schedule) -> dict[str, Any]:
    summary = {
        "MonitoringScheduleName": schedule.name,
        "MonitoringScheduleArn": schedule.arn,
        "CreationTime": schedule.created,
        "LastModifiedTime": schedule.modified,
        "MonitoringScheduleStatus": schedule.shown_status,
        "MonitoringType": schedule.config["MonitoringType"],
        "EndpointName": endpoint_name(region, schedule),
        "MonitoringJobDefinitionName": schedule.config.get("MonitoringJobDefinitionName", ""),
    }
    return {member: value for member, value in summary.items() if value}
