"""Send one update, and know afterwards whether it was accepted."""

from __future__ import annotations

from datetime import datetime

from baselining.errors import (
    MonitoringError,
    NotSettledError,
    RequestRefusedError,
    ScheduleNotFoundError,
    UnknownOutcomeError,
)
from baselining.schedule.live import Sighting
from baselining.schedule.switch.watch import LOOKS, Watch
from baselining.world.ports import Json

_TRIES_WITHOUT_ANSWER = 2


def send_update(
    watch: Watch, *, before: Sighting, wanted: Json, deadline: datetime, may_stop: bool = True
) -> None:
    """Update the schedule to another config.

    An update is a full replacement, so sending it twice does no harm; but the second may be refused because
    the first made the schedule Pending. So after every answer but a plain yes, we look before we decide.

    Args:
        watch: The schedule.
        before: How it was when it was last seen, idle.
        wanted: The whole config to send.
        deadline: Until when to try if the schedule turns out to be busy.
        may_stop: Whether a request to stop ends the trying.

    Raises:
        MonitoringError: If it did not take effect: refused, unanswered, or the schedule stayed busy.
        UnknownOutcomeError: If that cannot be known.
    """
    unanswered = refused = 0
    while True:
        watch.prepare_update()
        try:
            watch.client.update_schedule(watch.name, wanted)
            return
        except UnknownOutcomeError as error:
            unanswered += 1
            watch.say("SageMaker did not answer the update; looking what became of it.")
            if _was_accepted(watch, before, wanted, wait_s=watch.moment_s):
                return
            if unanswered < _TRIES_WITHOUT_ANSWER and not (may_stop and watch.stop.requested):
                continue
            if _was_accepted(watch, before, wanted, wait_s=watch.budgets.apply_s):
                return
            raise MonitoringError(
                f"SageMaker did not answer the update of {watch.name!r}, and it did not take effect."
            ) from error
        except (RequestRefusedError, ScheduleNotFoundError) as error:
            seen = watch.insist(watch.look)
            refused += _is_idle(watch, seen, error)
            if refused == LOOKS:
                raise MonitoringError(
                    f"SageMaker refuses the update of {watch.name!r}: {error.message}", hint=error.hint
                ) from error
            watch.pause()
            seen = watch.settle(current=before.config, wanted=wanted, deadline=deadline, may_stop=may_stop)
            if seen.has(wanted) and not seen.has(before.config):
                return


def _was_accepted(watch: Watch, before: Sighting, wanted: Json, *, wait_s: float) -> bool:
    seen = watch.news(before, wait_s=wait_s)
    if seen is None:
        return False
    if not seen.has(before.config) and not seen.has(wanted):
        raise watch.unknown(
            f"SageMaker did not answer the update of {watch.name!r}, and somebody else changed it meanwhile."
        )
    return seen.has(wanted)


def _is_idle(watch: Watch, seen: Sighting, refusal: Exception) -> bool:
    """Is the schedule free, so that the refusal has another reason, or a reason that is over by now?"""
    if seen.is_executing and not watch.budgets.wait_for_executions:
        raise NotSettledError(
            f"SageMaker does not update {watch.name!r} while an execution is {seen.execution}.",
            hint="Run the command again later, or let it wait for executions.",
        ) from refusal
    return not (seen.is_pending or seen.is_executing)
