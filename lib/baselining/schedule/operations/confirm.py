"""Did an execution after a switch use the new baseline, and was the baseline of use to it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from baselining.edge.interrupts import when_stopped
from baselining.errors import (
    BaselineRejectedError,
    BaseliningError,
    InputError,
    InterruptedRunError,
    MonitoringError,
    NotConfirmedError,
    StorageError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.schedule.live import read_schedule
from baselining.schedule.operations.executions import Run, runs_with
from baselining.schedule.operations.leased import Terms, state_of
from baselining.schedule.operations.rollback import roll_back
from baselining.schedule.records.history import Entry, Outcome, State, read_history
from baselining.schedule.records.place import records_of
from baselining.schedule.switch.watch import LOOKS, Budgets
from baselining.world.events import tell
from baselining.world.locations import Baseline
from baselining.world.ports import World

_POLL_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The first execution with the new baseline that ended well.

    Attributes:
        execution: Name of its processing job.
        status: Completed or CompletedWithViolations.
    """

    schedule: str
    operation: str
    baseline: Baseline
    execution: str
    status: str

    def to_json(self) -> dict[str, Any]:
        """As it is shown with `--json`."""
        return {
            "schedule": self.schedule,
            "confirmed": True,
            "operation": self.operation,
            "baseline": self.baseline.to_json(),
            "execution": self.execution,
            "status": self.status,
        }


def confirm_switch(
    world: World,
    schedule: str,
    terms: Terms | None = None,
    *,
    wait_s: float = 0.0,
    auto_rollback: bool = False,
) -> Confirmed:
    """Look for an execution with the live baseline that ended well, once or until there is one.

    Args:
        world: The doors.
        schedule: Its name.
        terms: As for a switch.
        wait_s: How long to wait for it, in seconds; 0 looks once.
        auto_rollback: Put the old baseline back if the new one makes an execution fail.

    Raises:
        NotConfirmedError: If no execution has used it and ended yet, somebody asked to stop waiting, or S3 or SageMaker
            failed meanwhile: the new baseline is live in each case.
        BaselineRejectedError: If an execution failed because of it, none completed, and it is live still.
        SwitchFailedError: If so, and the old baseline was put back.
        InputError: If the live baseline is not there by a recorded operation.
        BaseliningError: If S3 or SageMaker fails before anything is known.
    """
    terms = terms or Terms()
    with when_stopped(partial(InterruptedRunError, f"Stopped. Nothing of {schedule!r} was changed.")):
        entry = _made_live(world, schedule, terms)
    waiting = _Waiting(entry, until=world.clock.now() + timedelta(seconds=wait_s))
    with when_stopped(lambda: waiting.ended(f"stopped while waiting: {waiting.found}")):
        try:
            verdict = _wait(world, terms, waiting)
        except NotConfirmedError:
            raise
        except (MonitoringError, StorageError) as error:
            raise waiting.ended(error.message) from error
    if isinstance(verdict, Confirmed):
        return verdict
    raise _rejected(world, terms, entry, verdict, auto_rollback=auto_rollback)


@dataclass(slots=True)
class _Waiting:
    """What is waited for, until when, and what there is of it so far."""

    entry: Entry
    until: datetime
    found: str = "no execution was looked for yet"

    def ended(self, why: str) -> NotConfirmedError:
        """What to say when it ends without a verdict."""
        name = self.entry.schedule
        return NotConfirmedError(
            f"The new baseline of {name!r} is live, but not confirmed: {why.removesuffix('.')}.",
            hint=f"Look again after the next execution: baselining confirm {name} --wait 7200",
        )


def _wait(world: World, terms: Terms, waiting: _Waiting) -> Confirmed | Run:
    """Look until there is a verdict.

    Raises:
        NotConfirmedError: If the time is over.
        InputError: If somebody changed the baseline meanwhile.
    """
    while True:
        verdict = _look(world, waiting.entry)
        if not isinstance(verdict, str):
            return verdict
        waiting.found = verdict
        if world.clock.now() >= waiting.until:
            raise waiting.ended(verdict)
        tell(world.events, f"Waiting: {verdict}.")
        world.clock.sleep(_POLL_S)
        _require_unchanged(world, terms, waiting.entry)


def _require_unchanged(world: World, terms: Terms, entry: Entry) -> None:
    """See that what is waited for can still come; the history is only read if the schedule looks different."""
    if state_of(read_schedule(world.monitoring, entry.schedule)) == entry.after:
        return
    if _made_live(world, entry.schedule, terms).id != entry.id:
        raise InputError(
            f"Somebody changed the baseline of {entry.schedule!r} while its first execution was waited for.",
            hint=f"See: baselining history {entry.schedule}",
        )


def _made_live(world: World, schedule: str, terms: Terms) -> Entry:
    """The operation that made the live baseline live.

    Looks again if none seems to have done so, because descriptions may lag behind an operation.

    Raises:
        InputError: If none did.
    """
    started = world.clock.now()
    while True:
        live = read_schedule(world.monitoring, schedule)
        entries = read_history(world.store, records_of(schedule, live.baseline, given=terms.records))
        found = _by(entries, state_of(live))
        if found is not None:
            return found
        if not entries or world.clock.now() >= _seen_by(entries[-1], started, terms.budgets):
            raise _by_nobody(entries, schedule)
        world.clock.sleep(terms.budgets.poll_s)


def _by(entries: tuple[Entry, ...], live: State) -> Entry | None:
    """The last operation that is done; or one after it whose end is open or in doubt, if its baseline is live."""
    for entry in reversed(entries):
        if entry.after == live and (entry.outcome is Outcome.DONE or entry.after != entry.before):
            return entry
        if entry.outcome is Outcome.DONE:
            return None
    return None


def _seen_by(last: Entry, started: datetime, budgets: Budgets) -> datetime:
    """When descriptions no longer lag behind the last operation; S3's clock and ours may differ, so not too late."""
    ended = (last.ended or last.time) + timedelta(seconds=budgets.apply_s)
    soon = started + timedelta(seconds=(LOOKS - 1) * budgets.poll_s)
    return min(max(ended, soon), started + timedelta(seconds=budgets.apply_s))


def _by_nobody(entries: tuple[Entry, ...], schedule: str) -> InputError:
    done = [entry for entry in entries if entry.outcome is Outcome.DONE]
    if not done:
        return InputError(
            f"No finished switch of {schedule!r} is recorded, so there is nothing to confirm.",
            hint="Look for other records: --records s3://BUCKET/PREFIX",
        )
    return InputError(
        f"The live baseline of {schedule!r} is not the one of the last recorded operation ({done[-1].id}).",
        hint=f"Somebody changed it by other means. See: baselining history {schedule}",
    )


def _look(world: World, entry: Entry) -> Confirmed | Run | str:
    """The verdict: confirmed, failed because of the baseline, or what there is so far.

    An execution that ended well with the baseline clears it of whatever an earlier one failed of.
    """
    runs = list(runs_with(world.monitoring, entry.schedule, entry.after.baseline, since=entry.time))
    for run in runs:
        if run.completed:
            return Confirmed(
                schedule=entry.schedule,
                operation=entry.id,
                baseline=entry.after.baseline,
                execution=run.name,
                status=run.status,
            )
    for run in runs:
        if run.names_the_baseline:
            return run
    if not runs:
        return "no execution has used it yet"
    if runs[-1].status != "Failed":
        return f"the execution {runs[-1].name} is {runs[-1].status}"
    return (
        f"the execution {runs[-1].name} failed for a reason that names no file of the baseline, "
        f"so that it does not count against it ({runs[-1].reason or 'none given'})"
    )


def _rejected(world: World, terms: Terms, entry: Entry, run: Run, *, auto_rollback: bool) -> BaseliningError:
    told = f"The execution {run.name} of {entry.schedule!r} failed because of the new baseline: {run.reason}"
    if not auto_rollback or entry.action != "switch":
        other = "" if entry.action == "switch" else " --to ID"
        return BaselineRejectedError(told, hint=f"Go back: baselining rollback {entry.schedule}{other}")
    try:
        roll_back(world, entry.schedule, terms, action="auto-rollback")
    except UnknownOutcomeError:
        raise
    except BaseliningError as error:  # the schedule is as before going back, hence has the new baseline
        return BaselineRejectedError(
            f"{told} It is live still, because going back did not succeed: {error.message}",
            hint=f"Go back: baselining rollback {entry.schedule}",
        )
    return SwitchFailedError(
        f"{told} The old baseline was put back.", hint="Mend the baseline, publish it and switch again."
    )
