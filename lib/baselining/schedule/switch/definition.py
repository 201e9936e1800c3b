"""Create the clone of a job definition, and remove it again if it is not needed after all."""

from __future__ import annotations

from contextlib import suppress

from baselining.errors import BaseliningError, MonitoringError, UnknownOutcomeError
from baselining.schedule.differences import differences
from baselining.schedule.live import LiveDefinition, definition_body
from baselining.schedule.switch.watch import LOOKS, Watch
from baselining.world.ports import Json, MonitoringType


def ensure_definition(watch: Watch, kind: MonitoringType, wanted: LiveDefinition) -> bool:
    """Make sure that the definition exists exactly as wanted.

    Its name is made of its content, so one that is there already is the work of an earlier attempt.

    Returns:
        True if this call created it.

    Raises:
        MonitoringError: If it could not be created, or one of that name differs. None of ours is left behind.
    """
    if _body(watch, kind, wanted.name) is not None:
        _require_as_wanted(watch, kind, wanted)
        watch.say(f"The job definition {wanted.name} exists already.")
        return False
    created = _create(watch, kind, wanted)
    try:
        _require_as_wanted(watch, kind, wanted)
    except BaseliningError:
        if created:
            discard_definition(watch, kind, wanted.name)
        raise
    watch.say(f"Created the job definition {wanted.name}.")
    return created


def discard_definition(watch: Watch, kind: MonitoringType, name: str) -> None:
    """Delete a definition that this run created and no schedule uses; failing to is reported, not raised."""

    def delete() -> None:
        try:
            watch.client.delete_definition(kind, name)
        except UnknownOutcomeError as error:
            raise MonitoringError(error.message) from error

    try:
        watch.insist(delete)
    except MonitoringError as error:
        watch.say(f"The unused job definition {name} could not be deleted: {error.message}")
    else:
        watch.say(f"Deleted the unused job definition {name}.")


def require_unchanged_definition(watch: Watch, kind: MonitoringType, expected: LiveDefinition) -> None:
    """Check that a definition is what it is expected to be.

    Raises:
        MonitoringError: If it is gone or differs; the message names the members that do.
    """
    body = _body(watch, kind, expected.name)
    if body is None:
        raise MonitoringError(f"The job definition {expected.name!r} is not there.")
    differing = differences(expected.body, body)
    if differing:
        raise MonitoringError(
            f"The job definition {expected.name!r} is not as expected; "
            f"these members differ: {', '.join(differing)}."
        )


def _create(watch: Watch, kind: MonitoringType, wanted: LiveDefinition) -> bool:
    try:
        return watch.client.create_definition(kind, wanted.name, wanted.body, wanted.tags)
    except UnknownOutcomeError:
        watch.say("SageMaker did not answer the creation of a job definition; looking whether it is there.")
    # It was absent a moment ago and its name is its content: whatever is there from now on is ours.
    if _appears(watch, kind, wanted.name):
        return True
    try:
        watch.stop_here()
        watch.client.create_definition(kind, wanted.name, wanted.body, wanted.tags)
    except UnknownOutcomeError as error:
        discard_definition(watch, kind, wanted.name)
        raise MonitoringError(
            f"SageMaker did not answer the creation of the job definition {wanted.name!r}."
        ) from error
    except BaseliningError:
        discard_definition(watch, kind, wanted.name)
        raise
    return True


def _require_as_wanted(watch: Watch, kind: MonitoringType, wanted: LiveDefinition) -> None:
    _appears(watch, kind, wanted.name)
    require_unchanged_definition(watch, kind, wanted)


def _appears(watch: Watch, kind: MonitoringType, name: str) -> bool:
    """Look a few times, because a definition just created may not be seen at once."""
    for _ in range(LOOKS):
        with suppress(MonitoringError):
            if _body(watch, kind, name) is not None:
                return True
        watch.pause()
    return False


def _body(watch: Watch, kind: MonitoringType, name: str) -> Json | None:
    answer = watch.insist(lambda: watch.client.describe_definition(kind, name))
    return None if answer is None else definition_body(answer)
