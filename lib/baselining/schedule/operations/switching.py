"""Switch a schedule, alone and on the record."""

from __future__ import annotations

from functools import partial

from baselining.edge.interrupts import when_stopped
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.operations.leased import Terms, at_work, carry_out, not_begun
from baselining.schedule.operations.resolve import resolve_open
from baselining.schedule.plan import Unchanged, plan_switch
from baselining.schedule.records.history import read_index
from baselining.schedule.records.place import records_of
from baselining.schedule.switch.run import Switched
from baselining.world.locations import Baseline
from baselining.world.ports import World


def switch_schedule(
    world: World,
    schedule: str,
    wanted: Baseline,
    terms: Terms | None = None,
    *,
    live: LiveSchedule | None = None,
    why: str = "",
) -> Switched | Unchanged:
    """Switch a schedule to another baseline.

    Safe to repeat whatever happened to an earlier run: it first finds out what became of that. When the baseline
    is live already and the record is complete, nothing is written anywhere.

    Args:
        world: The doors.
        schedule: Its name.
        wanted: The baseline to switch to.
        terms: On which to work.
        live: The schedule as the caller has just seen it. Under the lease it is looked at again in any case.
        why: Why this baseline may go live, for the history.

    Raises:
        ScheduleBusyError: If another run is at work on the schedule.
        InputError: If the schedule, the baseline or the place of the records is wrong.
        WorldError: If S3 or SageMaker fails, or somebody asked to stop; the old baseline is live.
        UnknownOutcomeError: If it cannot be known which baseline is live; the hint says what to run.
    """
    terms = terms or Terms()
    with when_stopped(partial(not_begun, schedule)):
        live = live or read_schedule(world.monitoring, schedule)
        location = records_of(schedule, live.baseline, given=terms.records, wanted=wanted)
        plan = plan_switch(live, wanted)
        if isinstance(plan, Unchanged) and not read_index(world.store, location).doubtful:
            return plan
    with at_work(world, schedule, location, terms, purpose="switch") as work:
        resolve_open(work, schedule)
        plan = plan_switch(read_schedule(world.monitoring, schedule), wanted)
        result = plan if isinstance(plan, Unchanged) else carry_out(work, plan, action="switch", why=why)
    return work.told(result)
