"""What SageMaker demands of a `MonitoringScheduleConfig` beyond its shape, and of the moment of a change."""

from __future__ import annotations

import re
from typing import Any

from baselining_emulator import definitions
from baselining_emulator.kinds import DATA_QUALITY, KINDS
from baselining_emulator.records import Arguments, Execution, Region, Schedule
from baselining_emulator.refusals import invalid

# What botocore documents as supported by ScheduleConfig$ScheduleExpression: hourly, daily at an hour,
# every n hours from an hour on, and NOW.
_HOUR = r"(?:0?\d|1\d|2[0-3])"
_EVERY = r"(?:0?[1-9]|1\d|2[0-4])"
_EXPRESSION = re.compile(rf"NOW|cron\(0 (?:\*|{_HOUR}(?:/{_EVERY})?) \? \* \* \*\)")

# What aws-controllers-k8s/sagemaker-controller waits out: pkg/resource/monitoring_schedule/hooks.go.
_UNDER_WAY = frozenset({"Pending", "InProgress", "Stopping"})


def accepted_config(region: Region, config: Arguments) -> dict[str, Any]:
    """The configuration as the service keeps it.

    Raises:
        RefusedCallError: `ValidationException`, or `ResourceNotFound` for a definition that does not exist.
            (That it is this code is [unknown]: it is modelled for Update, and not for Create.)
    """
    kept = dict(config)
    inline, referenced = kept.get("MonitoringJobDefinition"), kept.get("MonitoringJobDefinitionName")
    # That the two exclude each other: AWS page model-monitor-scp-rules.
    if (inline is None) == (referenced is None):
        raise invalid("Exactly one of MonitoringJobDefinition and MonitoringJobDefinitionName is required.")
    if inline is not None:
        kept = _with_inline(region, kept, inline)
    else:
        # [unknown] whether the service would search all kinds; every public caller says which one it means
        if "MonitoringType" not in kept:
            raise invalid("MonitoringType is required with MonitoringJobDefinitionName.")
        definitions.find(region, KINDS[kept["MonitoringType"]], str(referenced))
    # Replaced, not merged: aws/sagemaker-python-sdk PR 3655.
    kept.setdefault("ScheduleConfig", {"ScheduleExpression": region.settings.default_schedule_expression})
    _check_expression(kept["ScheduleConfig"])
    return kept


def _with_inline(region: Region, config: dict[str, Any], inline: dict[str, Any]) -> dict[str, Any]:
    kind = config.get("MonitoringType", DATA_QUALITY.name)
    # AWS page model-monitor-scp-rules: an inline definition can only be used for data quality.
    if kind != DATA_QUALITY.name:
        raise invalid(f"A schedule of type {kind} needs MonitoringJobDefinitionName.")
    filled = {**config, "MonitoringType": kind}
    if region.settings.fill_in_defaults:
        filled["MonitoringJobDefinition"] = {
            "StoppingCondition": definitions.SERVICE_STOPPING_CONDITION,
            **inline,
        }
    return filled


def _check_expression(schedule: Arguments) -> None:
    expression = schedule["ScheduleExpression"]
    if not _EXPRESSION.fullmatch(expression):
        raise invalid(f"The ScheduleExpression {expression} is not supported.")
    # Documentation of ScheduleConfig$DataAnalysisStartTime: required with NOW.
    if expression == "NOW" and not {"DataAnalysisStartTime", "DataAnalysisEndTime"} <= set(schedule):
        raise invalid("NOW needs DataAnalysisStartTime and DataAnalysisEndTime.")


def check_may_change(region: Region, schedule: Schedule) -> None:
    """May it be updated or deleted now?

    The two conditions are those of aws-controllers-k8s/sagemaker-controller, hooks.go; that the refusal is a
    `ValidationException` is seen in the integration tests of aws/sagemaker-python-sdk, for deletes.

    Raises:
        RefusedCallError: `ValidationException`.
    """
    check_not_pending(schedule)
    last = last_execution(region, schedule.name)
    if last is not None and last.status in _UNDER_WAY:
        raise invalid(
            f"Monitoring schedule {schedule.name} cannot be changed while its execution is {last.status}."
        )


def check_not_pending(schedule: Schedule) -> None:
    """Is no earlier change still being applied? For Start and Stop this rule is [unknown].

    Raises:
        RefusedCallError: `ValidationException`.
    """
    if schedule.is_pending:
        raise invalid(f"Monitoring schedule {schedule.name} cannot be changed while it is Pending.")


def last_execution(region: Region, schedule_name: str) -> Execution | None:
    """The execution added last."""
    of_schedule = [run for run in region.records.executions.values() if run.schedule_name == schedule_name]
    return of_schedule[-1] if of_schedule else None
