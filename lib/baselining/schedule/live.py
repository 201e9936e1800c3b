"""What is live now: a monitoring schedule, the job definition it refers to, and the tags of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.errors import InputError
from baselining.schedule.differences import differences
from baselining.schedule.ownership import Owner, owner_of
from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES, check_schedule_name, monitoring_type
from baselining.world.ports import Json, MonitoringClient, MonitoringType

# An execution in one of these blocks an update, says AWS's own Kubernetes controller
# (aws-controllers-k8s/sagemaker-controller, pkg/resource/monitoring_schedule/hooks.go).
_UNDER_WAY = frozenset({"Pending", "InProgress", "Stopping"})
_NOT_ACCEPTED_BACK = frozenset({"JobDefinitionArn", "JobDefinitionName", "CreationTime", "ResponseMetadata"})


def without_empty_members(value: Any) -> Any:
    """Drop `{}` and `[]` members at every depth: Describe may give what Create and Update refuse."""
    if isinstance(value, dict):
        members = ((name, without_empty_members(member)) for name, member in value.items())
        return {name: member for name, member in members if member or not isinstance(member, (dict, list))}
    if isinstance(value, list):
        return [without_empty_members(member) for member in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One look at a schedule.

    Attributes:
        config: The whole `MonitoringScheduleConfig`, without empty members.
        status: Pending, Failed, Scheduled or Stopped.
        execution: Status of the last execution; None if there was none yet.
        failure: SageMaker's reason when the status is Failed.
    """

    config: Json
    status: str
    execution: str | None = None
    failure: str = ""

    @classmethod
    def of(cls, answer: Json) -> Sighting:
        """Read the answer of `DescribeMonitoringSchedule`."""
        last = answer.get("LastMonitoringExecutionSummary") or {}
        return cls(
            config=without_empty_members(answer["MonitoringScheduleConfig"]),
            status=answer["MonitoringScheduleStatus"],
            execution=last.get("MonitoringExecutionStatus"),
            failure=answer.get("FailureReason", ""),
        )

    def has(self, config: Json) -> bool:
        """Is this the config, apart from defaults that SageMaker filled in?"""
        return not differences(config, self.config)

    @property
    def is_pending(self) -> bool:
        """SageMaker is still at work on an earlier request."""
        return self.status == "Pending"

    @property
    def is_executing(self) -> bool:
        """An execution of the schedule is under way."""
        return self.execution in _UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDefinition:
    """A job definition as it could be created again: without name, ARN and time, but with its own tags."""

    name: str
    body: Json
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSchedule:
    """A schedule as it was found.

    Attributes:
        definition: The job definition that it refers to; None if the config holds the definition inline.
        tags: Of the schedule itself.
    """

    name: str
    kind: MonitoringType
    sighting: Sighting
    definition: LiveDefinition | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Json:
        """The whole `MonitoringScheduleConfig`."""
        return self.sighting.config

    @property
    def owner(self) -> Owner | None:
        """The template that made it, from its tags."""
        return owner_of(self.tags)

    @property
    def takes_statistics(self) -> bool:
        """Does its baseline consist of statistics too, or of constraints only?"""
        return TYPE_NAMES[self.kind].takes_statistics

    @property
    def baseline_config(self) -> Json:
        """The member that says which baseline is used; empty if none is."""
        if self.definition is not None:
            found: Json = self.definition.body.get(TYPE_NAMES[self.kind].baseline_member, {})
        else:
            found = self.config["MonitoringJobDefinition"].get("BaselineConfig", {})
        return found

    @property
    def baseline(self) -> Baseline:
        """The baseline in use."""
        found = self.baseline_config
        return Baseline(
            constraints=found.get("ConstraintsResource", {}).get("S3Uri"),
            statistics=found.get("StatisticsResource", {}).get("S3Uri"),
            digest=self.definition.tags.get("baseline:digest", "") if self.definition else "",
        )

    def to_json(self) -> dict[str, Any]:
        """As it is shown in plans."""
        return {
            "schedule": self.name,
            "monitoring_type": self.kind,
            "status": self.sighting.status,
            "last_execution": self.sighting.execution,
            "definition": self.definition.name if self.definition else None,
            "baseline": self.baseline.to_json(),
        }


def read_schedule(client: MonitoringClient, name: str) -> LiveSchedule:
    """Look at a schedule and everything a switch has to keep. Changes nothing.

    Raises:
        ConfigError: If no schedule can have this name.
        ScheduleNotFoundError: If there is none of this name.
        InputError: If it is of a kind whose baseline cannot be switched.
        MonitoringError: If SageMaker refuses or does not answer.
    """
    check_schedule_name(name)
    answer = client.describe_schedule(name)
    sighting = Sighting.of(answer)
    kind = _kind(name, answer, sighting.config)
    tags = client.tags(answer["MonitoringScheduleArn"])
    return LiveSchedule(
        name=name,
        kind=kind,
        sighting=sighting,
        definition=_definition(client, kind, name, sighting.config.get("MonitoringJobDefinitionName")),
        tags=tags,
    )


def _kind(name: str, answer: Json, config: Json) -> MonitoringType:
    """Find the monitoring type; neither member is always there."""
    inline = "MonitoringJobDefinition" in config
    default = "DataQuality" if inline else None
    said = config.get("MonitoringType") or answer.get("MonitoringType") or default
    kind = monitoring_type(said)
    if kind is None:
        raise InputError(
            f"The schedule {name!r} is of the monitoring type {said!r}, which is not known here."
        )
    if inline and kind != "DataQuality":
        raise InputError(
            f"The schedule {name!r} holds an inline job definition of type {kind}; "
            "SageMaker has such for DataQuality only."
        )
    return kind


def _definition(
    client: MonitoringClient, kind: MonitoringType, schedule: str, name: str | None
) -> LiveDefinition | None:
    if name is None:
        return None
    answer = client.describe_definition(kind, name)
    if answer is None:
        raise InputError(
            f"The schedule {schedule!r} refers to the job definition {name!r}, which does not exist.",
            hint="Create the definition again, or point the schedule to another one.",
        )
    return LiveDefinition(
        name=name, body=definition_body(answer), tags=client.tags(answer["JobDefinitionArn"])
    )


def definition_body(answer: Json) -> Json:
    """Keep what `Create…JobDefinition` takes back of what `Describe…JobDefinition` says, but for the name."""
    body: Json = without_empty_members({k: v for k, v in answer.items() if k not in _NOT_ACCEPTED_BACK})
    return body
