"""SageMaker's monitoring schedules in memory, as strict as botocore's service model and AWS's pages say they are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from baselining.errors import MonitoringError, RequestRefusedError, ScheduleNotFoundError
from baselining.world.ports import Json, MonitoringType

Phase = Literal["before", "after"]
READS = frozenset(
    {
        "describe_schedule",
        "describe_definition",
        "tags",
        "list_schedules",
        "list_definitions",
        "list_executions",
        "describe_job",
    }
)
CHANGES = frozenset({"update_schedule", "stop_schedule", "create_definition", "delete_definition"})


class MemoryClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, tzinfo=timezone.utc)
        self.slept_s = 0.0

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept_s += seconds
        self.moment += timedelta(seconds=seconds)


@dataclass
class Schedule:
    """One schedule and how it behaves.

    `executing_looks` and `pending_looks` are numbers of describes until the state passes;
    `after_updates` are the statuses that successive updates lead to, the last one for ever.
    The next `stale_looks` describes answer `stale_answer`, whatever has changed since: see `lag`.
    """

    config: dict[str, Any]
    status: str = "Scheduled"
    execution: str | None = "Completed"
    executing_looks: int = 0
    pending_looks: int = 0
    next_status: str = "Scheduled"
    after_updates: list[str] = field(default_factory=lambda: ["Scheduled"])
    tags: dict[str, str] = field(default_factory=dict)
    updates: int = 0
    stale_looks: int = 0
    stale_answer: dict[str, Any] = field(default_factory=dict)


class MemoryMonitoring:
    """Schedules and definitions. `on_call(number, operation, phase)` may raise before or after the effect."""

    def __init__(self) -> None:
        self.schedules: dict[str, Schedule] = {}
        self.definitions: dict[tuple[str, str], dict[str, Any]] = {}
        self.definition_tags: dict[str, dict[str, str]] = {}
        self.on_call: Callable[[int, str, Phase], None] = lambda _number, _operation, _phase: None
        self.alter_update: Callable[[dict[str, Any]], None] = lambda _config: None
        self.pending_looks_after_update = 2
        self.calls: list[str] = []
        self.executions: list[dict[str, Any]] = []
        self.jobs: dict[str, dict[str, Any]] = {}

    def copy(self) -> MemoryMonitoring:
        """The same account, to be tried in another way; whoever is called at each call stays the same."""
        other = copy.copy(self)
        state = {name: value for name, value in vars(self).items() if not callable(value)}
        vars(other).update(_copied(state))
        return other

    def describe_schedule(self, name: str) -> Json:
        schedule = self._schedule(name)
        number = self._enter("describe_schedule")
        answer = self._answer(name, schedule)
        if schedule.stale_looks:
            schedule.stale_looks -= 1
            answer = _copied(schedule.stale_answer)
        self._pass_time(schedule)
        self._leave(number, "describe_schedule")
        return answer

    def lag(self, name: str, looks: int) -> None:
        """Let the next `looks` descriptions say what is so now, although it changes: reads may lag behind."""
        schedule = self._schedule(name)
        schedule.stale_answer = self._answer(name, schedule)
        schedule.stale_looks = looks

    def _answer(self, name: str, schedule: Schedule) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "MonitoringScheduleArn": f"arn:aws:sagemaker:eu-west-1:111122223333:monitoring-schedule/{name}",
            "MonitoringScheduleName": name,
            "MonitoringScheduleStatus": schedule.status,
            "CreationTime": datetime(2026, 1, 1, tzinfo=timezone.utc),
            "MonitoringScheduleConfig": _copied(schedule.config),
        }
        if schedule.status == "Failed":
            answer["FailureReason"] = "the baseline could not be read"
        if schedule.execution is not None:
            answer["LastMonitoringExecutionSummary"] = {"MonitoringExecutionStatus": schedule.execution}
        return answer

    def update_schedule(self, name: str, config: Json) -> None:
        number = self._enter("update_schedule")
        schedule = self._schedule(name)
        self._refuse_if_busy(schedule)
        if len({"MonitoringJobDefinition", "MonitoringJobDefinitionName"} & set(config)) != 1:
            raise RequestRefusedError("exactly one of the two definitions")
        definition = config.get("MonitoringJobDefinitionName")
        if definition is not None and (config["MonitoringType"], definition) not in self.definitions:
            raise ScheduleNotFoundError(f"Could not find {definition}.")
        replaced = _copied(config)
        replaced.setdefault("ScheduleConfig", {"ScheduleExpression": "cron(0 0 ? * * *)"})
        self.alter_update(replaced)
        schedule.config = replaced
        schedule.next_status = schedule.after_updates[min(schedule.updates, len(schedule.after_updates) - 1)]
        schedule.updates += 1
        self._begin_pending(schedule)
        self._leave(number, "update_schedule")

    def stop_schedule(self, name: str) -> None:
        number = self._enter("stop_schedule")
        schedule = self._schedule(name)
        self._refuse_if_busy(schedule)
        schedule.next_status = "Stopped"
        self._begin_pending(schedule)
        self._leave(number, "stop_schedule")

    def describe_definition(self, kind: MonitoringType, name: str) -> Json | None:
        number = self._enter("describe_definition")
        body = self.definitions.get((kind, name))
        answer = None
        if body is not None:
            answer = {
                "JobDefinitionArn": self.definition_arn(name),
                "JobDefinitionName": name,
                "CreationTime": datetime(2026, 1, 1, tzinfo=timezone.utc),
                "NetworkConfig": {},
                **_copied(body),
            }
        self._leave(number, "describe_definition")
        return answer

    def create_definition(self, kind: MonitoringType, name: str, body: Json, tags: Mapping[str, str]) -> bool:
        number = self._enter("create_definition")
        assert "JobDefinitionName" not in body
        assert not any(key.startswith("aws:") for key in tags)
        is_new = (kind, name) not in self.definitions
        if is_new:
            self.definitions[kind, name] = _copied(body)
            self.definition_tags[name] = dict(tags)
        self._leave(number, "create_definition")
        return is_new

    def delete_definition(self, kind: MonitoringType, name: str) -> None:
        number = self._enter("delete_definition")
        if any(
            schedule.config.get("MonitoringJobDefinitionName") == name for schedule in self.schedules.values()
        ):
            raise MonitoringError("Job definition is locked by schedule.")
        self.definitions.pop((kind, name), None)
        self.definition_tags.pop(name, None)
        self._leave(number, "delete_definition")

    def tags(self, arn: str) -> dict[str, str]:
        number = self._enter("tags")
        name = arn.rpartition("/")[2]
        found = self.schedules[name].tags if name in self.schedules else self.definition_tags[name]
        self._leave(number, "tags")
        return dict(found)

    def list_schedules(
        self,
        *,
        endpoint: str | None = None,
        definition: str | None = None,
        kind: MonitoringType | None = None,
    ) -> list[str]:
        number = self._enter("list_schedules")
        found = [
            name
            for name, schedule in sorted(self.schedules.items())
            if definition in (None, schedule.config.get("MonitoringJobDefinitionName"))
            and kind in (None, schedule.config.get("MonitoringType"))
            and (endpoint is None or endpoint == self._endpoint(schedule))
        ]
        self._leave(number, "list_schedules")
        return found

    def list_definitions(self, kind: MonitoringType, *, name_contains: str) -> list[str]:
        number = self._enter("list_definitions")
        found = sorted(name for of, name in self.definitions if of == kind and name_contains in name)
        self._leave(number, "list_definitions")
        return found

    def list_executions(self, schedule: str, *, since: datetime) -> list[Json]:
        number = self._enter("list_executions")
        found = [
            copy.deepcopy(run)
            for run in self.executions
            if run["MonitoringScheduleName"] == schedule and run["CreationTime"] > since
        ]
        self._leave(number, "list_executions")
        return sorted(found, key=lambda run: run["CreationTime"])

    def describe_job(self, name: str) -> Json:
        number = self._enter("describe_job")
        job = copy.deepcopy(self.jobs[name])
        self._leave(number, "describe_job")
        return job

    def _endpoint(self, schedule: Schedule) -> str:
        config = schedule.config
        if "MonitoringJobDefinition" in config:
            found = config["MonitoringJobDefinition"]["MonitoringInputs"][0]
        else:
            kind = config["MonitoringType"]
            found = self.definitions[kind, config["MonitoringJobDefinitionName"]][f"{kind}JobInput"]
        return str(found["EndpointInput"]["EndpointName"])

    @staticmethod
    def definition_arn(name: str) -> str:
        return f"arn:aws:sagemaker:eu-west-1:111122223333:data-quality-job-definition/{name}"

    def _schedule(self, name: str) -> Schedule:
        if name not in self.schedules:
            raise ScheduleNotFoundError(f"There is no monitoring schedule {name!r}.")
        return self.schedules[name]

    def _enter(self, operation: str) -> int:
        self.calls.append(operation)
        self.on_call(len(self.calls), operation, "before")
        return len(self.calls)

    def _leave(self, number: int, operation: str) -> None:
        self.on_call(number, operation, "after")

    def _begin_pending(self, schedule: Schedule) -> None:
        schedule.status = "Pending"
        schedule.pending_looks = self.pending_looks_after_update

    @staticmethod
    def _refuse_if_busy(schedule: Schedule) -> None:
        if schedule.status == "Pending":
            raise RequestRefusedError("The schedule is Pending.")
        if schedule.execution in {"Pending", "InProgress", "Stopping"}:
            raise RequestRefusedError("The schedule has an execution under way.")

    @staticmethod
    def _pass_time(schedule: Schedule) -> None:
        """Each look brings what is under way one step nearer to its end."""
        if schedule.status == "Pending":
            schedule.pending_looks -= 1
            if schedule.pending_looks <= 0:
                schedule.status = schedule.next_status
        if schedule.execution == "InProgress":
            schedule.executing_looks -= 1
            if schedule.executing_looks <= 0:
                schedule.execution = "Completed"


def _copied(value: Json) -> dict[str, Any]:
    """A copy of JSON, several times faster than `copy.deepcopy`."""
    found: dict[str, Any] = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    return found
