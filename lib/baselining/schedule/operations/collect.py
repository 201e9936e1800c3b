"""Delete what this tool made and nothing needs any more: job definitions and published baselines.

Only what is ours by name, tag and manifest; never what is live, what the last operations may go back to, or what
any schedule of this account and region refers to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from baselining.edge.interrupts import when_stopped
from baselining.errors import DocumentError, MayBeInUseError, MonitoringError, UnknownOutcomeError
from baselining.publication.manifest import MANIFEST, Manifest
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.operations.leased import Terms, Work, at_work, not_begun
from baselining.schedule.operations.resolve import resolve_open
from baselining.schedule.plan import PREVIOUS_TAG, clone_prefix
from baselining.schedule.records.history import Entry, read_history
from baselining.schedule.records.place import records_of
from baselining.world.locations import Baseline, place_of
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import MonitoringType, ObjectStore, World
from baselining.world.redact import without_credentials
from baselining.world.s3uri import S3Uri

KEEP = 5
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbage:
    """What may be deleted.

    Attributes:
        definitions: Names of job definitions.
        objects: Of each baseline, its manifest last: as long as that is there, the rest is found again.
    """

    schedule: str
    monitoring_type: MonitoringType
    definitions: tuple[str, ...]
    objects: tuple[S3Uri, ...]

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows: every call."""
        delete = f"sagemaker:Delete{TYPE_NAMES[self.monitoring_type].definition}"
        calls = [{"call": delete, "arguments": {"JobDefinitionName": name}} for name in self.definitions]
        return {
            "schedule": self.schedule,
            "calls": [*calls, *({"call": "s3:DeleteObject", "uri": str(uri)} for uri in self.objects)],
        }


def plan_collection(world: World, schedule: str, location: S3Uri, *, keep: int = KEEP) -> Garbage:
    """Find what may be deleted; changes nothing.

    Args:
        world: The doors.
        schedule: Its name.
        location: Its records; baselines published below it are looked at, and those that its history names.
        keep: Everything that the last so many operations name is kept.

    Raises:
        BaseliningError: If anything cannot be looked at: what is not known to be unused is not deleted.
    """
    live = read_schedule(world.monitoring, schedule)
    entries = read_history(world.store, location)
    recent = entries[len(entries) - keep :] if keep else ()
    unresolved = tuple(entry for entry in entries if entry.outcome is None)
    kept = (*recent, *unresolved)
    definitions = tuple(_unused_definitions(world, live, _definitions_of(kept)))
    needed = {
        *_places_of(kept),
        *_places([live.baseline]),
        *_needed_elsewhere(world, location, schedule, keep),
    }
    candidates = sorted({*_places_of(entries), *_published_below(world.store, location)} - needed)
    objects = [uri for place in candidates for uri in _objects_of_ours(world.store, place)]
    return Garbage(
        schedule=schedule, monitoring_type=live.kind, definitions=definitions, objects=tuple(objects)
    )


def collect_garbage(world: World, schedule: str, terms: Terms | None = None, *, keep: int = KEEP) -> Garbage:
    """Delete it, under the lease; deleting something that is gone already is no error.

    Raises:
        BaseliningError: If anything fails. What is left is found by the next run.
    """
    terms = terms or Terms()
    with when_stopped(partial(not_begun, schedule)):
        live = read_schedule(world.monitoring, schedule)
        location = records_of(schedule, live.baseline, given=terms.records)
    with at_work(world, schedule, location, terms, purpose="gc") as work:
        resolve_open(work, schedule)
        garbage = plan_collection(world, schedule, location, keep=keep)
        for name in garbage.definitions:
            _delete(work, name, partial(world.monitoring.delete_definition, live.kind, name))
        for uri in garbage.objects:
            _delete(work, str(uri), partial(world.store.delete, uri))
    return garbage


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


def _places(baselines: Iterable[Baseline]) -> set[S3Uri]:
    return {_place(location).parent for baseline in baselines for location in baseline.files}


def _place(location: str) -> S3Uri:
    place = place_of(location)
    if place is None:
        raise MayBeInUseError(
            f"A monitoring schedule of this account uses, or may go back to, {without_credentials(location)}, and "
            "which object that is cannot be said: nothing was deleted.",
            hint="Switch that schedule to the same files, spelt s3://BUCKET/KEY.",
        )
    return place


def _places_of(entries: Iterable[Entry]) -> set[S3Uri]:
    return _places(state.baseline for entry in entries for state in (entry.before, entry.after))


def _needed_elsewhere(world: World, location: S3Uri, schedule: str, keep: int) -> set[S3Uri]:
    """What other schedules use, and what their last operations may go back to."""
    needed: set[S3Uri] = set()
    for name in world.monitoring.list_schedules():
        if name == schedule:
            continue
        live = read_schedule(world.monitoring, name)
        needed |= _places([live.baseline])
        for place in _records_of_other(live, location):
            needed |= _places_of(read_history(world.store, place, last=keep))
    return needed


def _records_of_other(live: LiveSchedule, location: S3Uri) -> set[S3Uri]:
    """Where the records of another schedule may be: beside ours, and where they are by default."""
    places = {location.parent / live.name}
    if live.baseline.constraints is not None and place_of(live.baseline.constraints) is not None:
        places.add(records_of(live.name, live.baseline))
    return places


def _published_below(store: ObjectStore, location: S3Uri) -> set[S3Uri]:
    below = store.list_below(location / "baselines")
    return {uri.parent for uri in below if uri.key.rpartition("/")[2] == MANIFEST}


def _objects_of_ours(store: ObjectStore, place: S3Uri) -> list[S3Uri]:
    """All objects of a published baseline, the manifest last; none if it is not one of ours."""
    if not _DIGEST.fullmatch(place.key.rpartition("/")[2]):
        return []
    body = store.read(place / MANIFEST)
    if body is None:
        return []
    try:
        manifest = Manifest.from_bytes(body)
    except DocumentError:
        return []
    if manifest.digest != place.key.rpartition("/")[2]:
        return []
    return sorted(store.list_below(place), key=lambda uri: (uri == place / MANIFEST, uri))
