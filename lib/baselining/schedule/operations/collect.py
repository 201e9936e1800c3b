"""Delete what this tool made and nothing needs any more: job definitions and published baselines.

Only what is ours by name, tag and manifest; never what is live, what the last operations may go back to, what any
schedule or model package of this account and region refers to, or what was published lately: that may be waiting for
somebody's review, or for a switch that is under way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from baselining.edge.interrupts import when_stopped
from baselining.errors import ConfigError, MonitoringError, UnknownOutcomeError
from baselining.publication.contents import Contents, read_contents
from baselining.publication.manifest import MANIFEST
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.operations.leased import Terms, Work, at_work, not_begun
from baselining.schedule.operations.needed import (
    baselines_of,
    digests_in_registry,
    needed_by_other_schedules,
    places_of,
)
from baselining.schedule.operations.resolve import resolve_open
from baselining.schedule.plan import PREVIOUS_TAG, clone_prefix
from baselining.schedule.records.history import Entry, read_history
from baselining.schedule.records.place import records_of
from baselining.schedule.switch.watch import nothing
from baselining.world.locations import place_of
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import ModelRegistry, MonitoringType, ObjectStore, World
from baselining.world.s3uri import S3Uri

KEEP = 5
MIN_AGE_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is not deleted although nothing refers to it.

    Attributes:
        operations: Everything that the last so many operations name is kept; at least 1.
        min_age: A baseline that was published less long ago is kept.

    Raises:
        ConfigError: If a value cannot be.
    """

    operations: int = KEEP
    min_age: timedelta = timedelta(days=MIN_AGE_DAYS)

    def __post_init__(self) -> None:
        if self.operations < 1 or self.min_age < timedelta(0):
            raise ConfigError(
                "Expected to keep what at least 1 operation names, and an age of 0 days or more."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbage:
    """What may be deleted.

    Attributes:
        records: Where the lease and the history of the schedule are, which stay.
        definitions: Names of job definitions.
        baselines: Published baselines; only `ours` of each is deleted.
        too_young: Baselines that nothing refers to and that were published lately.
    """

    schedule: str
    monitoring_type: MonitoringType
    records: S3Uri
    definitions: tuple[str, ...]
    baselines: tuple[Contents, ...]
    too_young: tuple[S3Uri, ...] = ()

    @property
    def objects(self) -> tuple[S3Uri, ...]:
        """Of each baseline, its manifest last."""
        return tuple(uri for baseline in self.baselines for uri in baseline.ours)

    @property
    def left(self) -> tuple[S3Uri, ...]:
        """Files of others that lie below a baseline that is deleted: they stay."""
        return tuple(uri for baseline in self.baselines for uri in baseline.others)

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows: every call, and what is kept."""
        delete = f"sagemaker:Delete{TYPE_NAMES[self.monitoring_type].definition}"
        calls = [{"call": delete, "arguments": {"JobDefinitionName": name}} for name in self.definitions]
        return {
            "schedule": self.schedule,
            "records": str(self.records),
            "calls": [*calls, *({"call": "s3:DeleteObject", "uri": str(uri)} for uri in self.objects)],
            "files_of_others": [str(uri) for uri in self.left],
            "too_young": [str(place) for place in self.too_young],
        }


def plan_collection(
    world: World,
    registry: ModelRegistry,
    schedule: str,
    location: S3Uri,
    keeping: Keeping | None = None,
    *,
    pause: Callable[[], None] = nothing,
) -> Garbage:
    """Find what may be deleted; changes nothing.

    Args:
        world: The doors.
        registry: The model registry.
        schedule: Its name.
        location: Its records; baselines published below it are looked at, and those that its history names.
        keeping: What is kept.
        pause: Is called between looks, which may be many.

    Raises:
        BaseliningError: If anything cannot be looked at: what is not known to be unused is not deleted.
        MayBeInUseError: If a schedule uses a location that is not understood.
    """
    keeping = keeping or Keeping()
    live = read_schedule(world.monitoring, schedule)
    entries = read_history(world.store, location)
    kept = (*entries[-keeping.operations :], *(entry for entry in entries if entry.outcome is None))
    needed = places_of([live.baseline, *baselines_of(kept)])
    needed |= needed_by_other_schedules(world, schedule, location, keep=keeping.operations, pause=pause)
    unused = list(
        _unused(world.store, {*_named_by(entries), *_published_below(world.store, location)} - needed)
    )
    old = [found for found in unused if found.age >= keeping.min_age]
    registered = digests_in_registry(registry, pause=pause) if old else set()
    return Garbage(
        schedule=schedule,
        monitoring_type=live.kind,
        records=location,
        definitions=tuple(_unused_definitions(world, live, _definitions_of(kept))),
        baselines=tuple(found for found in old if found.digest not in registered),
        too_young=tuple(found.place for found in unused if found.age < keeping.min_age),
    )


def collect_garbage(
    world: World,
    registry: ModelRegistry,
    schedule: str,
    terms: Terms | None = None,
    keeping: Keeping | None = None,
) -> Garbage:
    """Delete it, under the lease; deleting something that is gone already is no error.

    Returns:
        What was deleted: without a baseline that somebody published again meanwhile.

    Raises:
        BaseliningError: If anything fails. What is left is found by the next run.
    """
    terms, keeping = terms or Terms(), keeping or Keeping()
    with when_stopped(partial(not_begun, schedule)):
        live = read_schedule(world.monitoring, schedule)
        location = records_of(schedule, live.baseline, given=terms.records)
    with at_work(world, schedule, location, terms, purpose="gc") as work:
        resolve_open(work, schedule)
        garbage = plan_collection(
            work.world, registry, schedule, location, keeping, pause=partial(_pause, work)
        )
        for name in garbage.definitions:
            _delete(work, name, partial(world.monitoring.delete_definition, live.kind, name))
        deleted = tuple(found for found in garbage.baselines if _delete_baseline(work, found, keeping))
    return replace(garbage, baselines=deleted)


def _pause(work: Work) -> None:
    """Keep the lease, and stop if somebody asked for it, while nothing was deleted yet."""
    work.lease.keep(0)
    work.stop_here("Stopped before anything was deleted.")


def _delete_baseline(work: Work, found: Contents, keeping: Keeping) -> bool:
    """Delete a baseline, unless somebody published it again since it was looked at; say whether."""
    now = read_contents(work.world.store, found.place)
    if now is None or now.age < keeping.min_age:
        return False
    for uri in now.ours:
        _delete(work, str(uri), partial(work.world.store.delete, uri))
    return True


def _delete(work: Work, what: str, delete: Callable[[], None]) -> None:
    """Delete something while the lease lasts; after a lost answer the next run finds out what is left."""
    work.stop_here("Stopped before everything was deleted; the next run finds the rest.")
    work.lease.renew()
    work.say(f"Deleting {what}.")
    try:
        delete()
    except UnknownOutcomeError as error:
        raise MonitoringError(error.message, hint="Run the command again.") from error


def _definitions_of(entries: Iterable[Entry]) -> set[str]:
    return {
        state.definition for entry in entries for state in (entry.before, entry.after) if state.definition
    }


def _unused_definitions(world: World, live: LiveSchedule, needed: set[str]) -> Iterable[str]:
    ours = re.compile(re.escape(clone_prefix(live.name)) + r"[0-9a-f]{12}")
    in_use = {live.definition.name} if live.definition else set()
    for name in world.monitoring.list_definitions(live.kind, name_contains=clone_prefix(live.name)):
        if not ours.fullmatch(name) or name in needed | in_use:
            continue
        answer = world.monitoring.describe_definition(live.kind, name)
        if answer is None or PREVIOUS_TAG not in world.monitoring.tags(answer["JobDefinitionArn"]):
            continue
        if not world.monitoring.list_schedules(definition=name):
            yield name


def _named_by(entries: Iterable[Entry]) -> set[S3Uri]:
    """The folders that a history names, as far as they are understood; others are no candidates."""
    files = (location for baseline in baselines_of(entries) for location in baseline.files)
    return {place.parent for place in map(place_of, files) if place is not None}


def _published_below(store: ObjectStore, location: S3Uri) -> set[S3Uri]:
    below = store.list_below(location / "baselines")
    return {uri.parent for uri in below if uri.key.rpartition("/")[2] == MANIFEST}


def _unused(store: ObjectStore, places: set[S3Uri]) -> Iterator[Contents]:
    for place in sorted(places):
        found = read_contents(store, place)
        if found is not None:
            yield found
