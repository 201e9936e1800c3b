"""Work on one schedule: alone, because of the lease, and on the record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from baselining.edge.interrupts import StopRequest, stop_requests
from baselining.errors import (
    BaseliningError,
    InputError,
    InterruptedRunError,
    StorageError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.publication.probe import require_conditional_writes
from baselining.publication.read import require_files
from baselining.schedule.live import LiveSchedule
from baselining.schedule.plan import SwitchPlan, Unchanged
from baselining.schedule.records.history import (
    Entry,
    Outcome,
    State,
    new_id,
    read_index,
    write_end,
    write_intent,
)
from baselining.schedule.records.lease import LEASE_S, Lease, LeasedClock
from baselining.schedule.switch.run import Switched, run_switch
from baselining.schedule.switch.watch import Budgets
from baselining.world.events import tell
from baselining.world.locations import Baseline
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms to work.

    Attributes:
        records: Below which each schedule has its records, in a folder of its name; by default `baselining` in the
            bucket of the live baseline.
        lease_s: How long the lease of a run that died keeps others out, in seconds.
    """

    budgets: Budgets = field(default_factory=Budgets)
    records: S3Uri | None = None
    lease_s: float = LEASE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A lease that is held, and what to do with it.

    Attributes:
        world: The doors; its clock renews the lease while somebody waits.
        stop: Has somebody asked to stop? Signals do not end work under a lease; whoever does it looks here.
    """

    world: World
    location: S3Uri
    lease: Lease
    terms: Terms
    stop: StopRequest

    def say(self, sentence: str) -> None:
        """Report progress; it must not get in the way."""
        tell(self.world.events, sentence)

    def stop_here(self, sentence: str) -> None:
        """Stop if somebody asked for it.

        Raises:
            InterruptedRunError: If so, with this sentence about what holds now.
        """
        if self.stop.requested:
            raise InterruptedRunError(sentence)

    def told(self, result: Switched | Unchanged) -> Switched | Unchanged:
        """The result, with word of a request to stop that came too late to be followed."""
        if not self.stop.requested:
            return result
        if isinstance(result, Switched):
            return replace(result, interrupted=True, warnings=(*result.warnings, TOO_LATE))
        return replace(result, interrupted=True)


INTERRUPTED = "interrupted"
"""In an error's details: somebody asked to stop, too, so the caller should begin nothing else."""
TOO_LATE = "A request to stop came after the update had been sent, so the switch was finished."


def state_of(live: LiveSchedule) -> State:
    """Which baseline the schedule has now, as records say it."""
    return State(
        definition=live.definition.name if live.definition else None,
        baseline_config=live.baseline_config,
        digest=live.baseline.digest,
    )


def not_begun(schedule: str) -> InterruptedRunError:
    """What to say when somebody asks to stop before there is a lease."""
    return InterruptedRunError(f"Stopped before anything of the schedule {schedule!r} was changed.")


@contextmanager
def at_work(world: World, schedule: str, location: S3Uri, terms: Terms, *, purpose: str) -> Iterator[Work]:
    """Hold the lease on a schedule for as long as the block lasts.

    SIGINT and SIGTERM are noted meanwhile, not raised: see `Work.stop`.

    Raises:
        InterruptedRunError: If somebody asked to stop before there was a lease.
        ScheduleBusyError: If somebody else holds it.
        StorageError: If S3 fails, or is one that cannot hold a lease.
    """
    with stop_requests() as stop:
        require_conditional_writes(world.store, location)
        lease = Lease(
            store=world.store,
            clock=world.clock,
            location=location,
            schedule=schedule,
            purpose=purpose,
            seconds=terms.lease_s,
        )
        lease.acquire()
        try:
            leased = replace(world, clock=LeasedClock(world.clock, lease))
            work = Work(world=leased, location=location, lease=lease, terms=terms, stop=stop)
            work.stop_here(not_begun(schedule).message)
            yield work
        except BaseliningError as error:
            if stop.requested:
                error.details[INTERRUPTED] = True
            raise
        finally:
            lease.release()


@dataclass(slots=True)
class _Intent:
    """Stored once; before every attempt the lease is renewed, for who lost it must not send, and the files are seen."""

    work: Work
    entry: Entry
    wanted: Baseline
    is_stored: bool = False

    def before_update(self) -> None:
        self.work.lease.renew()
        if not self.is_stored:
            write_intent(self.work.world.store, self.work.location, self.entry)
            self.is_stored = True
        # After the intent: whoever collects garbage sees that the files are needed, or has deleted them by now.
        try:
            require_files(self.work.world.store, self.wanted, self.entry.monitoring_type)
        except InputError as error:
            raise StorageError(
                f"{self.entry.schedule!r} was not changed, because its new files are not in order: {error.message}",
                hint=error.hint,
            ) from error


def carry_out(work: Work, plan: SwitchPlan, *, action: str, why: str = "") -> Switched:
    """Switch as planned, with an intent before the update and an end once the outcome is known.

    If the outcome stays unknown the intent stays open: the next run looks and completes the record.

    Raises:
        BaseliningError: As `run_switch`; or if S3 or the lease fails before the update, or a file of the baseline is
            gone or not the one published. Nothing changed then.
    """
    intent = _Intent(work, _entry(work, plan, action, why), plan.wanted)
    try:
        switched = run_switch(
            plan,
            work.world,
            work.terms.budgets,
            before_update=intent.before_update,
            stop=work.stop,
        )
    except UnknownOutcomeError:
        raise
    except BaseliningError as error:
        if intent.is_stored:
            rolled_back = isinstance(error, SwitchFailedError)
            outcome = Outcome.ROLLED_BACK if rolled_back else Outcome.NOT_DONE
            record_end(work, intent.entry.id, outcome, error.message)
        raise
    not_recorded = record_end(work, intent.entry.id, Outcome.DONE, "switched and verified")
    return replace(switched, warnings=switched.warnings + not_recorded)


def _entry(work: Work, plan: SwitchPlan, action: str, why: str) -> Entry:
    last = read_index(work.world.store, work.location).last
    now = work.lease.now()
    return Entry(
        id=new_id(now, uuid.uuid4().hex[:8], last),
        schedule=plan.schedule,
        monitoring_type=plan.before.kind,
        action=action,
        owner=work.lease.owner,
        before=state_of(plan.before),
        after=State(
            definition=plan.definition.name if plan.definition else None,
            baseline_config=plan.baseline_config,
            digest=plan.wanted.digest,
        ),
        status=plan.before.sighting.status,
        time=now,
        why=why,
    )


def record_end(work: Work, entry_id: str, outcome: Outcome, detail: str) -> tuple[str, ...]:
    """Store how an operation ended; that it cannot be stored is a warning, because the next run finds out."""
    try:
        write_end(work.world.store, work.location, entry_id, outcome, ended=work.lease.now(), detail=detail)
    except StorageError as error:
        sentence = f"The outcome could not be recorded; the next run will: {error.message}"
        work.say(sentence)
        return (sentence,)
    return ()
