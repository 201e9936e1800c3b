"""Decide which calls change the baseline of a schedule and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from baselining.errors import InputError
from baselining.schedule.live import LiveDefinition, LiveSchedule
from baselining.world.digests import canonical_json, sha256
from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.planned import PlannedCall
from baselining.world.ports import Json
from baselining.world.s3uri import S3Uri

_TAG_LIMIT = 50
DIGEST_TAG = "baseline:digest"
PREVIOUS_TAG = "baseline:previous-definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The schedule uses the wanted baseline already: there is nothing to do.

    Attributes:
        interrupted: Somebody asked to stop meanwhile: the caller should stop now.
    """

    schedule: str
    baseline: Baseline
    interrupted: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is shown by `--plan` and as a result."""
        return {"schedule": self.schedule, "changed": False, "baseline": self.baseline.to_json(), "calls": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPlan:
    """A switch as data: what is live, what shall be, and the calls in between.

    Attributes:
        before: The schedule as it was found; what failing goes back to.
        wanted: The baseline to switch to.
        config: The whole `MonitoringScheduleConfig` to send.
        definition: The job definition to create first; None for a schedule with an inline definition.
        definition_exists: It is there already, as when going back; then it is compared instead of created.
        warnings: What people should know, although it does not stop anything.
        records: Where the lease, the history and the probe for conditional writes are written; None if that is not
            decided yet.
    """

    before: LiveSchedule
    wanted: Baseline
    config: Json
    definition: LiveDefinition | None
    definition_exists: bool = False
    warnings: tuple[str, ...] = ()
    records: S3Uri | None = None

    @property
    def schedule(self) -> str:
        """The schedule's name."""
        return self.before.name

    @property
    def baseline_config(self) -> Json:
        """The member with the baseline's locations, as it will be; empty if there will be none."""
        found: Json
        if self.definition is None:
            found = self.config["MonitoringJobDefinition"].get("BaselineConfig", {})
        else:
            found = self.definition.body.get(TYPE_NAMES[self.before.kind].baseline_member, {})
        return found

    @property
    def calls(self) -> tuple[PlannedCall, ...]:
        """The mutating calls, in order."""
        update = PlannedCall(
            operation="UpdateMonitoringSchedule",
            arguments={"MonitoringScheduleName": self.schedule, "MonitoringScheduleConfig": self.config},
        )
        stop: tuple[PlannedCall, ...] = ()
        if self.before.sighting.status == "Stopped":
            only_if = "the update starts the schedule, which is stopped"
            arguments = {"MonitoringScheduleName": self.schedule}
            stop = (PlannedCall(operation="StopMonitoringSchedule", arguments=arguments, only_if=only_if),)
        if self.definition is None or self.definition_exists:
            return (update, *stop)
        tags = [{"Key": key, "Value": value} for key, value in sorted(self.definition.tags.items())]
        create = PlannedCall(
            operation=f"Create{TYPE_NAMES[self.before.kind].definition}",
            arguments={"JobDefinitionName": self.definition.name, **self.definition.body, "Tags": tags},
        )
        return (create, update, *stop)

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows."""
        return {
            "schedule": self.schedule,
            "changed": True,
            "before": self.before.to_json(),
            "after": self.wanted.to_json(),
            "warnings": list(self.warnings),
            "calls": [call.to_json() for call in self.calls],
            **({} if self.records is None else {"records": f"{self.records}/"}),
        }


def recorded_at(plan: SwitchPlan | Unchanged, records: S3Uri) -> SwitchPlan | Unchanged:
    """The same plan, with the place of its records; what changes nothing writes none."""
    return replace(plan, records=records) if isinstance(plan, SwitchPlan) else plan


def plan_switch(live: LiveSchedule, wanted: Baseline) -> SwitchPlan | Unchanged:
    """Plan to make a schedule use another baseline.

    Everything else is sent back exactly as it was found, because SageMaker's update replaces: a
    `ScheduleConfig` left out would become the default one. A definition that is referred to is immutable, so
    it is cloned under a name that its content determines; a second try creates no second clone.

    Raises:
        InputError: If this schedule cannot use such a baseline.
    """
    wanted = _for_type(live, wanted)
    is_settled_on_it = live.baseline.same_files_as(wanted) and "BaseliningJobName" not in live.baseline_config
    if is_settled_on_it and live.sighting.status != "Failed":
        return Unchanged(schedule=live.name, baseline=wanted)
    return _plan(live, wanted, _baseline_config(wanted))


def plan_return(
    live: LiveSchedule, wanted: Baseline, baseline_config: Json, old: LiveDefinition | None
) -> SwitchPlan | Unchanged:
    """Plan to make a schedule use a baseline again that it had, its locations spelt as they were then.

    Args:
        live: The schedule now. All but its baseline stays as it is, whatever it was then.
        wanted: The baseline that it had.
        baseline_config: The API's member that named it; empty if there was none.
        old: The job definition that it was in, if it still exists. It is used again if nothing but the baseline
            tells it from the one in use; else that one is cloned.
    """
    if live.baseline_config == baseline_config and live.sighting.status != "Failed":
        return Unchanged(schedule=live.name, baseline=wanted)
    if live.definition is not None and old is not None:
        member = TYPE_NAMES[live.kind].baseline_member
        if old.body == _with_member(live.definition.body, member, baseline_config):
            return SwitchPlan(
                before=live,
                wanted=wanted,
                config={**live.config, "MonitoringJobDefinitionName": old.name},
                definition=old,
                definition_exists=True,
                warnings=tuple(_warnings(live, wanted)),
            )
    return _plan(live, wanted, baseline_config)


def _plan(live: LiveSchedule, wanted: Baseline, baseline_config: Json) -> SwitchPlan:
    if live.definition is None:
        definition = None
        inline = _with_member(live.config["MonitoringJobDefinition"], "BaselineConfig", baseline_config)
        config = {**live.config, "MonitoringJobDefinition": inline}
    else:
        body = _with_member(live.definition.body, TYPE_NAMES[live.kind].baseline_member, baseline_config)
        definition = _clone(live.name, live.definition, body, wanted)
        config = {**live.config, "MonitoringJobDefinitionName": definition.name}
    return SwitchPlan(
        before=live,
        wanted=wanted,
        config=config,
        definition=definition,
        warnings=tuple(_warnings(live, wanted)),
    )


def _with_member(body: Json, member: str, value: Json) -> Json:
    """The same with another value of one member, or without it if that is empty."""
    rest = {name: found for name, found in body.items() if name != member}
    return {**rest, member: value} if value else rest


def _for_type(live: LiveSchedule, wanted: Baseline) -> Baseline:
    if wanted.constraints is None:
        raise InputError(f"The baseline for {live.name!r} has no constraints.")
    if not live.takes_statistics:
        return Baseline(constraints=wanted.constraints, digest=wanted.digest)
    if wanted.statistics is None:
        raise InputError(
            f"The schedule {live.name!r} monitors data quality; its baseline needs statistics too."
        )
    return wanted


def _baseline_config(wanted: Baseline) -> dict[str, Any]:
    """Spell a baseline for the API, without `BaseliningJobName`: nobody says which of the two would win."""
    config = {"ConstraintsResource": {"S3Uri": wanted.constraints}}
    if wanted.statistics is not None:
        config["StatisticsResource"] = {"S3Uri": wanted.statistics}
    return config


def clone_prefix(schedule: str) -> str:
    """What the names of a schedule's clones begin with; 12 hexadecimal digits follow."""
    return f"{schedule[:48]}-"


def _clone(schedule: str, old: LiveDefinition, body: Json, wanted: Baseline) -> LiveDefinition:
    return LiveDefinition(
        name=f"{clone_prefix(schedule)}{sha256(canonical_json(body))[:12]}",
        body=body,
        tags=_clone_tags(old, wanted),
    )


def _clone_tags(old: LiveDefinition, wanted: Baseline) -> Mapping[str, str]:
    tags = {key: value for key, value in old.tags.items() if not key.lower().startswith("aws:")}
    tags.pop(DIGEST_TAG, None)
    if wanted.digest:
        tags[DIGEST_TAG] = wanted.digest
    tags[PREVIOUS_TAG] = old.name
    if len(tags) > _TAG_LIMIT:
        raise InputError(
            f"The job definition {old.name!r} has so many tags that its clone would have {len(tags)}; "
            f"SageMaker takes {_TAG_LIMIT}.",
            hint="Remove a tag or two from the definition.",
        )
    return tags


def _warnings(live: LiveSchedule, wanted: Baseline) -> list[str]:
    warnings = []
    if live.sighting.execution == "Failed":
        warnings.append("The last execution failed; that alone says nothing about the baseline.")
    if live.owner is not None:
        warnings.append(f"The schedule belongs to {live.owner}: its next update puts the old baseline back.")
        if wanted.constraints is not None:
            place = wanted.constraints.rpartition("/")[0]
            warnings[-1] += (
                f" What to change in the template: baselining template {live.name} --baseline {place}"
            )
    schedule = live.config.get("ScheduleConfig", {})
    if schedule.get("ScheduleExpression") == "NOW":
        warnings.append("The schedule runs once (NOW); updating it may run it again.")
    return warnings
