"""Go back to a baseline that a schedule had, by the record.

Only the baseline goes back. Everything else stays as it is now, so nothing else needs to be recorded, least of
all an inline definition's environment.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from baselining.edge.interrupts import when_stopped
from baselining.errors import InputError
from baselining.publication.read import require_files
from baselining.schedule.live import LiveDefinition, LiveSchedule, definition_body, read_schedule
from baselining.schedule.operations.leased import Terms, at_work, carry_out, not_begun, state_of
from baselining.schedule.operations.resolve import resolve_open
from baselining.schedule.plan import SwitchPlan, Unchanged, plan_return, recorded_at
from baselining.schedule.records.history import Entry, Outcome, State, read_history
from baselining.schedule.records.place import records_of
from baselining.schedule.switch.run import Switched
from baselining.world.ports import MonitoringClient, World
from baselining.world.s3uri import S3Uri

ORIGINAL = "original"
"""As `--to`: the baseline from before the first recorded operation."""


def target_of(entries: Sequence[Entry], live: State, *, schedule: str, to: str | None = None) -> State:
    """Which baseline to go back to.

    Args:
        entries: The history, the oldest first.
        live: What the schedule has now.
        schedule: Its name, for messages.
        to: The ID of an operation, for the baseline that it made live; `original` for the one from before the
            first. By default the one from before the last switch: so a second rollback changes nothing, and a
            rollback that is run again because the first died does no harm.

    Raises:
        InputError: If there is no such operation, or the live baseline is not the recorded one.
    """
    done = [entry for entry in entries if entry.outcome is Outcome.DONE]
    if to == ORIGINAL and done:
        return done[0].before
    if to is not None:
        chosen = [entry for entry in done if entry.id == to]
        if not chosen:
            raise InputError(
                f"There is no finished operation {to!r} on {schedule!r}.",
                hint=f"Choose one of: baselining history {schedule}",
            )
        return chosen[0].after
    switches = [entry for entry in done if entry.action == "switch"]
    if not switches:
        raise InputError(
            f"No switch of {schedule!r} is recorded, so there is nothing to go back to.",
            hint="Look for other records (--records), or name a baseline: "
            f"baselining switch {schedule} --baseline s3://…",
        )
    last = switches[-1]
    if live not in (last.before, last.after):
        raise InputError(
            f"The baseline of {schedule!r} was changed after its last recorded switch ({last.id}).",
            hint=f"Say where to go back to: baselining rollback {schedule} --to ID "
            f"(baselining history {schedule} lists them; or --to {ORIGINAL}).",
        )
    return last.before


def plan_rollback(
    world: World, live: LiveSchedule, location: S3Uri, to: str | None
) -> SwitchPlan | Unchanged:
    """Decide how to go back; changes nothing.

    Raises:
        InputError: As `target_of`; or if the old baseline's files are gone.
        DocumentError: If one of them is not the one that was published.
    """
    entries = read_history(world.store, location)
    target = target_of(entries, state_of(live), schedule=live.name, to=to)
    require_files(world.store, target.baseline, live.kind)
    old = _definition(world.monitoring, live, target.definition)
    return recorded_at(plan_return(live, target.baseline, target.baseline_config, old), location)


def roll_back(
    world: World,
    schedule: str,
    terms: Terms | None = None,
    *,
    to: str | None = None,
    action: str = "rollback",
) -> Switched | Unchanged:
    """Go back, alone and on the record.

    Raises:
        BaseliningError: As `switch_schedule` and `plan_rollback`.
    """
    terms = terms or Terms()
    with when_stopped(partial(not_begun, schedule)):
        live = read_schedule(world.monitoring, schedule)
        location = records_of(schedule, live.baseline, given=terms.records)
    with at_work(world, schedule, location, terms, purpose=action) as work:
        resolve_open(work, schedule)
        plan = plan_rollback(world, read_schedule(world.monitoring, schedule), location, to)
        result = plan if isinstance(plan, Unchanged) else carry_out(work, plan, action=action)
    return work.told(result)


def _definition(client: MonitoringClient, live: LiveSchedule, name: str | None) -> LiveDefinition | None:
    if name is None or live.definition is None:
        return None
    answer = client.describe_definition(live.kind, name)
    return None if answer is None else LiveDefinition(name=name, body=definition_body(answer))
