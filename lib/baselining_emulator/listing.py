"""Filters, order and pages, which all List operations share.

Names and defaults from botocore's `sagemaker/2017-07-24`: by `CreationTime`, descending, ten to a page.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from baselining_emulator.records import Arguments
from baselining_emulator.refusals import invalid

Summary = dict[str, Any]


def fits(summary: Summary, arguments: Arguments, *, name: str) -> bool:
    """Does this summary pass every filter of the request? `name` is the member that `NameContains` applies to."""
    return (
        arguments.get("NameContains", "") in summary[name]
        and _equal(summary, arguments)
        and all(
            _within(summary, arguments, time)
            for time in ("CreationTime", "LastModifiedTime", "ScheduledTime")
        )
    )


def _equal(summary: Summary, arguments: Arguments) -> bool:
    wanted = {
        "EndpointName": arguments.get("EndpointName"),
        "MonitoringScheduleName": arguments.get("MonitoringScheduleName"),
        "MonitoringJobDefinitionName": arguments.get("MonitoringJobDefinitionName"),
        "MonitoringType": arguments.get("MonitoringTypeEquals"),
        "MonitoringScheduleStatus": arguments.get("StatusEquals"),
        "MonitoringExecutionStatus": arguments.get("StatusEquals"),
    }
    if "MonitoringScheduleStatus" in summary:
        del wanted["MonitoringExecutionStatus"]
    else:
        del wanted["MonitoringScheduleStatus"]
    return all(value is None or summary.get(member) == value for member, value in wanted.items())


def _within(summary: Summary, arguments: Arguments, time: str) -> bool:
    after, before = arguments.get(f"{time}After"), arguments.get(f"{time}Before")
    if after is None and before is None:
        return True
    moment = summary[time].timestamp()
    return (after is None or moment > after) and (before is None or moment < before)


def in_order(summaries: Sequence[Summary], arguments: Arguments, *, name: str, status: str) -> list[Summary]:
    """Sorted as the request asks; `name` and `status` are the members that `SortBy` calls so."""
    by: str = arguments.get("SortBy", "CreationTime")
    member: str = {"Name": name, "Status": status}.get(by, by)

    def key(summary: Summary) -> tuple[Any, datetime]:
        return summary[member], summary["CreationTime"]

    return sorted(summaries, key=key, reverse=arguments.get("SortOrder", "Descending") == "Descending")


def page(
    items: Sequence[dict[str, Any]], arguments: Arguments, *, member: str, default_size: int = 10
) -> dict[str, Any]:
    """One page, and where the next begins."""
    start = _start(arguments.get("NextToken"))
    end = start + arguments.get("MaxResults", default_size)
    answer: dict[str, Any] = {member: list(items[start:end])}
    if end < len(items):
        answer["NextToken"] = base64.urlsafe_b64encode(f"from:{end}".encode()).decode()
    return answer


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("from:"))
    except ValueError as error:
        raise invalid("The NextToken is not one that this service gave out.") from error
