"""Find out what became of an operation whose run died before it could say so."""

from __future__ import annotations

from baselining.edge.interrupts import stop_requests
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.operations.leased import Work, record_end, state_of
from baselining.schedule.records.history import Entry, Outcome, read_entry, read_index
from baselining.schedule.switch.guard import GuardedClient
from baselining.schedule.switch.status import restore_status
from baselining.schedule.switch.watch import LOOKS, Watch


def resolve_open(work: Work, schedule: str) -> None:
    """Complete the record of every operation without an end, and finish what it left half-done.

    An update that SageMaker did not answer, that was seen not to have taken effect and then arrived late after all,
    gets a second end; the later one counts.

    The schedule itself says which baseline it has. The one thing that can be left half-done is a schedule that
    was stopped and that the update started again: it is stopped.

    Raises:
        UnknownOutcomeError: If the schedule stays Pending.
        MonitoringError: If SageMaker does not answer.
        StorageError: If S3 does not.
        DocumentError: If a record is damaged.
    """
    index = read_index(work.world.store, work.location)
    for entry_id in index.doubtful:
        entry = read_entry(work.world.store, work.location, entry_id, index)
        if entry.outcome is not None and not _is_live(work, entry):
            continue
        work.say(
            f"An earlier {entry.action} ({entry_id}) has no end that is certain; looking what became of it."
        )
        with stop_requests() as stop:
            watch = Watch(
                name=schedule,
                client=GuardedClient(work.world.monitoring, stop),
                clock=work.world.clock,
                budgets=work.terms.budgets,
                stop=stop,
                advice=f"See what is live: aws sagemaker describe-monitoring-schedule "
                f"--monitoring-schedule-name {schedule}",
                events=work.world.events,
            )
            outcome, detail = _resolve(watch, entry)
            record_end(work, entry_id, outcome, detail)
            work.say(f"The {entry.action} {entry_id}: {outcome.value}.")
            watch.stop_here()


def _is_live(work: Work, entry: Entry) -> bool:
    found = state_of(read_schedule(work.world.monitoring, entry.schedule))
    return found == entry.after and entry.after != entry.before


def _resolve(watch: Watch, entry: Entry) -> tuple[Outcome, str]:
    live = _settled(watch, entry)
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


def _settled(watch: Watch, entry: Entry) -> LiveSchedule:
    """Look until the schedule is at rest; several times while it is as before, because answers may lag behind."""
    for _ in range(LOOKS):
        watch.until_not_pending()
        live = watch.insist(lambda: read_schedule(watch.client, watch.name))
        if state_of(live) != entry.before:
            break
        watch.pause()
    return live
