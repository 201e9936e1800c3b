"""Leave a schedule as running or as stopped as it was found."""

from __future__ import annotations

from baselining.errors import MonitoringError, UnknownOutcomeError
from baselining.schedule.live import Sighting
from baselining.schedule.switch.watch import LOOKS, Watch


def restore_status(watch: Watch, seen: Sighting, *, wanted: str) -> Sighting:
    """Make sure that an update did not change whether the schedule runs.

    Whether an update starts a stopped schedule is not documented, so one that was stopped is stopped again.
    A schedule that was Failed may have any status, because an update is how it recovers; so may one that was
    never seen at rest.

    Raises:
        MonitoringError: If its status is, and stays, another one.
        UnknownOutcomeError: If it stays Pending.
    """
    if wanted == "Stopped" and seen.status == "Scheduled":
        seen = _stop(watch, seen)
    if wanted not in ("Failed", "Pending", seen.status):
        raise MonitoringError(f"The schedule was {wanted} before and is {seen.status} now")
    return seen


def _stop(watch: Watch, seen: Sighting) -> Sighting:
    """Stop the schedule; several attempts, because a lost answer does not matter: its status tells."""
    for _ in range(LOOKS):
        wait_s = watch.budgets.apply_s
        try:
            watch.client.stop_schedule(watch.name)
        except (MonitoringError, UnknownOutcomeError) as error:
            watch.say(f"Stopping the schedule again: {error.message}")
            wait_s = watch.moment_s
        seen = watch.news(seen, wait_s=wait_s) or seen
        if seen.status == "Stopped":
            watch.say("The schedule was stopped before, and is stopped again.")
            return seen
    return seen
