"""What must not be deleted: what schedules use or may go back to, and what the model registry refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from baselining.errors import MayBeInUseError
from baselining.publication.contents import digests_in
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.records.history import Entry, read_history
from baselining.schedule.records.place import records_of
from baselining.world.locations import Baseline, place_of
from baselining.world.ports import ModelRegistry, World
from baselining.world.redact import without_credentials
from baselining.world.s3uri import S3Uri

# Where a model package names files; what else it holds (images, model data) is none of ours.
_REFERRING = ("ModelMetrics", "DriftCheckBaselines", "CustomerMetadataProperties")


def places_of(baselines: Iterable[Baseline]) -> set[S3Uri]:
    """The folders that hold the files of these baselines.

    Raises:
        MayBeInUseError: If it cannot be said which object one of the locations names.
    """
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


def baselines_of(entries: Iterable[Entry]) -> Iterable[Baseline]:
    """The baselines from before and after each operation."""
    return (state.baseline for entry in entries for state in (entry.before, entry.after))


def needed_by_other_schedules(
    world: World, schedule: str, location: S3Uri, *, keep: int, pause: Callable[[], None]
) -> set[S3Uri]:
    """The folders that other schedules of this account and region use, and that their last operations name.

    Args:
        world: The doors.
        schedule: The one that is not asked for.
        location: Its records; those of others are looked for beside them, and at their default places.
        keep: How many operations count as the last.
        pause: Is called before each schedule is looked at.

    Raises:
        BaseliningError: If one of them cannot be looked at, or uses a location that is not understood.
    """
    needed: set[S3Uri] = set()
    for name in world.monitoring.list_schedules():
        if name == schedule:
            continue
        pause()
        live = read_schedule(world.monitoring, name)
        needed |= places_of([live.baseline])
        for place in _records_of_other(live, location):
            needed |= places_of(baselines_of(read_history(world.store, place, last=keep)))
    return needed


def _records_of_other(live: LiveSchedule, location: S3Uri) -> set[S3Uri]:
    """Where the records of another schedule may be: beside ours, and where they are by default."""
    places = {location.parent / live.name}
    if live.baseline.constraints is not None:
        places.add(records_of(live.name, live.baseline))
    return places


def digests_in_registry(registry: ModelRegistry, *, pause: Callable[[], None]) -> set[str]:
    """The digests that model packages of this account and region name in their metrics, baselines and metadata.

    Args:
        registry: The model registry.
        pause: Is called before each package is looked at; there may be thousands.

    Raises:
        MonitoringError: If SageMaker refuses or does not answer.
    """
    found: set[str] = set()
    for package in registry.packages():
        pause()
        answer = registry.describe(package)
        found |= digests_in({member: answer.get(member) for member in _REFERRING})
    return found
