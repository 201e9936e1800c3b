"""Carrying a launch out: send, start or find, wait, and say what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baselining.edge.interrupts import stop_requests, when_stopped
from baselining.errors import (
    BaseliningError,
    ComputeError,
    ForeignObjectError,
    InputError,
    InterruptedRunError,
    RefusedError,
    UnknownOutcomeError,
    WorldError,
)
from baselining.launch.exit_codes import exit_code_in
from baselining.launch.plan import LaunchPlan
from baselining.launch.section import LaunchSection
from baselining.world.events import Events, tell
from baselining.world.jobs import JobSeen, JobService, Log, Phase, Started
from baselining.world.planned import PlannedObject
from baselining.world.ports import Clock, ObjectStore
from baselining.world.s3uri import S3Uri

_LINES = 40
_FAILED_LOOKS = 5
"""After so many looks in a row that failed, nobody waits any longer; each has been repeated already."""
_FAMILIES: dict[int, type[BaseliningError]] = {2: InputError, 3: RefusedError, 5: UnknownOutcomeError}
"""What the job's exit code means here: the same, so whoever called sees what the job said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What a launch works with."""

    store: ObjectStore
    service: JobService
    clock: Clock
    events: Events


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A run that was started or found, and what became of it as far as somebody waited.

    Attributes:
        seen: How it was when somebody looked last; None if nobody did.
        log: The end of its driver's log; None if it was not asked for.
    """

    name: str
    started: Started
    seen: JobSeen | None = None
    log: Log | None = None

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        found: dict[str, Any] = {"run": self.name, "id": self.started.id, "is_new": self.started.is_new}
        if self.seen is not None:
            found |= {
                "state": self.seen.state,
                "message": self.seen.message,
                "exit_code": self.seen.exit_code,
            }
        if self.log is not None:
            found |= {"log": self.log.place}
        return found


def send(objects: tuple[PlannedObject, ...], store: ObjectStore, events: Events) -> int:
    """Create what is not there yet; what is there is read and compared.

    Returns:
        How many objects were created.

    Raises:
        ForeignObjectError: If other bytes are under the digest of ours.
        StorageError: If S3 refuses or does not answer.
    """
    created = 0
    for number, wanted in enumerate(objects):
        events.count("Sending code and configuration", number, len(objects))
        uri = S3Uri.parse(wanted.uri)
        if store.create(uri, wanted.body, content_type=wanted.content_type):
            created += 1
        elif store.read(uri) != wanted.body:
            raise ForeignObjectError(
                f"At {uri} are other bytes than those whose digest its name is.",
                hint="Find out who wrote them; choose another --to until then. Nothing was started.",
            )
    return created


def launch(plan: LaunchPlan, doors: Doors, section: LaunchSection, *, cancel_on_interrupt: bool) -> Launched:
    """Send, start or find, and wait.

    Args:
        plan: With a request.
        doors: What it works with.
        section: How long to wait, and how often to look.
        cancel_on_interrupt: Being stopped while waiting also stops the run.

    Raises:
        BaseliningError: Of the family of the job's exit code, if it failed; ComputeError if it ended otherwise.
        InterruptedRunError: If it was stopped; says what goes on.
        UnknownOutcomeError: If it is not over in time, or cannot be looked at any more.
    """
    request = plan.request
    assert request is not None  # noqa: S101 - the caller asks for runtimes with an API only
    with when_stopped(lambda: InterruptedRunError("Stopped before a run was started.")):
        send(plan.objects, doors.store, doors.events)
        with stop_requests() as stop:  # one call: its answer is waited for, and then told
            started = doors.service.start(request.arguments)
    launched = Launched(name=request.name, started=started)
    with when_stopped(lambda: _left(launched, doors, cancel=cancel_on_interrupt)):
        if stop.requested:
            raise KeyboardInterrupt
        tell(doors.events, f"{request.name} is {'started' if started.is_new else 'there'}: {started.id}")
        if section.wait_s == 0:
            return launched
        seen = _wait(launched, doors, section)
        return _judged(launched, seen, _log(doors, started.id))


def _wait(launched: Launched, doors: Doors, section: LaunchSection) -> JobSeen:
    begun, failed = doors.clock.now(), 0
    while True:
        seen: JobSeen | None = None
        try:
            seen, failed = doors.service.look(launched.started.id), 0
        except WorldError as error:
            failed += 1
            if failed == _FAILED_LOOKS:
                raise UnknownOutcomeError(
                    f"{launched.name} ({launched.started.id}) cannot be looked at any more: {error.message}",
                    hint="It goes on. Run the same command again: it finds this run.",
                ) from error
        if seen is not None and seen.phase.is_over:
            return seen
        waited = (doors.clock.now() - begun).total_seconds()
        if waited >= section.wait_s:
            raise UnknownOutcomeError(
                f"{launched.name} ({launched.started.id}) is not over after {waited:.0f} seconds"
                + (f": {seen.state}." if seen is not None else "."),
                hint="It goes on. Run the same command again: it finds this run.",
                details=launched.to_json(),
            )
        if seen is not None:
            minutes, seconds = divmod(int(waited), 60)
            tell(doors.events, f"{launched.name}: {seen.state}, {minutes}:{seconds:02}")
        doors.clock.sleep(section.poll_s)


def _log(doors: Doors, identity: str) -> Log | None:
    """The log is a help: that it cannot be read hides nothing else."""
    try:
        return doors.service.log(identity, _LINES)
    except WorldError as error:
        tell(doors.events, f"The driver's log cannot be read: {error.message}")
        return None


def _judged(launched: Launched, seen: JobSeen, log: Log | None) -> Launched:
    lines = log.lines if log is not None else ()
    code = seen.exit_code
    if code is None and seen.phase is Phase.FAILED:
        code = exit_code_in((*lines, seen.message))
    seen = JobSeen(id=seen.id, phase=seen.phase, state=seen.state, message=seen.message, exit_code=code)
    done = Launched(name=launched.name, started=launched.started, seen=seen, log=log)
    if seen.phase is Phase.SUCCEEDED:
        return done
    told = f": {seen.message}" if seen.message else "."
    with_code = "" if code is None else f" with exit code {code}"
    where = "" if log is None else f"Its driver's log: {log.place}. "
    raise _FAMILIES.get(code or 0, ComputeError)(
        f"{launched.name} ({seen.id}) is {seen.state}{with_code}{told}",
        hint=f"{where}To run the same content once more, give it another --run.",
        details={**done.to_json(), "log_tail": list(lines)},
    )


def _left(launched: Launched, doors: Doors, *, cancel: bool) -> InterruptedRunError:
    """What holds when somebody stops waiting."""
    what = f"{launched.name} ({launched.started.id})"
    if not cancel:
        return InterruptedRunError(
            f"Stopped waiting; {what} goes on.", hint="Run the same command again: it finds this run."
        )
    try:
        with stop_requests():
            doors.service.stop(launched.started.id)
    except BaseliningError as error:
        return InterruptedRunError(
            f"Stopped waiting; the service could not be asked to stop {what}: {error.message}",
            hint="It may go on. Look there.",
        )
    return InterruptedRunError(
        f"Stopped waiting, and the service was asked to stop {what}.",
        hint="What the run had done by then, its history says: baselining history SCHEDULE",
    )
