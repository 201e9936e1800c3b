"""Find out what became of an operation whose run died before it could say so."""

from __future__ import annotations

from datetime import datetime, timedelta

from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.operations.leased import Work, record_end, state_of
from baselining.schedule.records.history import Entry, Outcome, read_entry, read_index
from baselining.schedule.switch.guard import GuardedClient
from baselining.schedule.switch.status import restore_status
from baselining.schedule.switch.watch import Watch


def resolve_open(work: Work, schedule: str) -> None:
    """Complete the record of every operation without an end, and finish what it left half-done.

    The end of the last operation is looked at again if it was only read off the schedule: an update that was not
    answered may arrive late, and a description may lag behind. If it was otherwise, it gets a second end; the later
    one counts.

    The schedule itself says which baseline it has. The one thing that can be left half-done is a schedule that
    was stopped and that the update started again: it is stopped.

    Raises:
        UnknownOutcomeError: If the schedule stays Pending.
        MonitoringError: If SageMaker does not answer.
        StorageError: If S3 does not.
        DocumentError: If a record is damaged.
        InterruptedRunError: If somebody asked to stop; the records are complete then.
    """
    index = read_index(work.world.store, work.location)
    for entry_id in index.doubtful:
        entry = read_entry(work.world.store, work.location, entry_id, index)
        if entry.outcome is not None and not _is_otherwise(work, entry):
            continue
        work.say(
            f"An earlier {entry.action} ({entry_id}) has no end that is certain; looking what became of it."
        )
        watch = Watch(
            name=schedule,
            client=GuardedClient(work.world.monitoring, work.stop),
            clock=work.world.clock,
            budgets=work.terms.budgets,
            stop=work.stop,
            advice=f"See what is live: aws sagemaker describe-monitoring-schedule "
            f"--monitoring-schedule-name {schedule}",
            events=work.world.events,
        )
        outcome, detail = _resolve(watch, entry, work.lease.now())
        record_end(work, entry_id, outcome, detail)
        work.say(f"The {entry.action} {entry_id}: {outcome.value}.")
    work.stop_here(f"Stopped before this run changed anything of the schedule {schedule!r}.")


def _is_otherwise(work: Work, entry: Entry) -> bool:
    """Does the schedule show the opposite of what is recorded?"""
    found = state_of(read_schedule(work.world.monitoring, entry.schedule))
    opposite = entry.before if entry.outcome is Outcome.ROLLBACK_FAILED else entry.after
    return found == opposite and entry.after != entry.before


def _resolve(watch: Watch, entry: Entry, now: datetime) -> tuple[Outcome, str]:
    live = _settled(watch, entry, now)
    found = state_of(live)
    seen = live.sighting
    if found not in (entry.before, entry.after):
        return Outcome.OVERTAKEN, "somebody else changed the schedule; found by a later run"
    if found == entry.after and seen.status == "Failed":
        return Outcome.ROLLBACK_FAILED, "the schedule is Failed with the new baseline; found by a later run"
    if entry.status == "Stopped":
        restore_status(watch, seen, wanted="Stopped")
    if found == entry.after:
        return Outcome.DONE, "the new baseline is live; found by a later run"
    return Outcome.NOT_DONE, "the baseline from before is live; found by a later run"


def _settled(watch: Watch, entry: Entry, now: datetime) -> LiveSchedule:
    """Look until the schedule is at rest with the new baseline, or for as long as an update may take to be seen.

    Args:
        now: By S3's clock, as the intent's time is.
    """
    left = entry.time + timedelta(seconds=watch.budgets.apply_s) - now
    deadline = watch.deadline(max(left.total_seconds(), watch.moment_s))
    while True:
        watch.until_not_pending()
        live = watch.insist(lambda: read_schedule(watch.client, watch.name))
        took = state_of(live) != entry.before and live.sighting.status != "Failed"
        if took or watch.clock.now() >= deadline:
            return live
        watch.pause()
