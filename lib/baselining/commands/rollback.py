"""`baselining rollback`: back to a baseline that a schedule had."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.options import AsJson, BucketOwner, PlanOnly, Schedule, Switching
from baselining.commands.plans import show_plan
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.edge.console import reporting, show, show_json, table, warn
from baselining.pipeline import terms
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import plan_rollback, roll_back
from baselining.schedule.plan import Unchanged
from baselining.schedule.records import records_of
from baselining.schedule.switch.run import Switched


def rollback(
    schedule: Schedule,
    switch: Switching,
    publish: BucketOwner,
    aws: AwsSection,
    to: Annotated[
        str | None,
        typer.Option(
            help="ID of an operation in the history, for the baseline that it made live; or `original`."
        ),
    ] = None,
    plan_only: PlanOnly = False,
    as_json: AsJson = False,
) -> None:
    """Go back to the baseline from before the last switch, or to any one in the history; change nothing else.

    Running it twice does no harm: the second time it is unchanged. To go further back, use --to.

    Example: baselining rollback my-schedule --plan

    Example: baselining rollback my-schedule --to 20261124T101500Z-3f9a1c2b
    """
    with reporting() as events:
        world = open_world(aws, bucket_owner=publish.bucket_owner, events=events)
        on = terms(switch)
        if plan_only:
            live = read_schedule(world.monitoring, schedule)
            location = records_of(schedule, live.baseline, given=on.records)
            plan = plan_rollback(world, live, location, to)
        else:
            result = roll_back(world, schedule, on, to=to)
    if plan_only:
        show_plan(plan.to_json(), world.credentials)
        return
    if isinstance(result, Switched):
        for warning in result.warnings:
            warn(warning)
    show_json(result.to_json()) if as_json else show(table(rollback_rows(result)))


def rollback_rows(result: Switched | Unchanged) -> list[tuple[str, str]]:
    """What happened to the schedule, for people: above all, what is live now."""
    name = result.schedule
    if isinstance(result, Unchanged):
        return [
            ("schedule", f"{name}: unchanged, it has this baseline already"),
            ("live now", result.baseline.constraints or "no baseline"),
            ("further back", f"baselining history {name}, then baselining rollback {name} --to ID"),
        ]
    rows = [
        ("schedule", f"{name}: rolled back and verified, {result.status_after}, all else as it was"),
        ("live now", result.after.constraints or "no baseline"),
        ("before", result.before.constraints or "no baseline"),
    ]
    if result.definition_after:
        rows.append(("definition", f"{result.definition_before} → {result.definition_after}"))
    if result.before.constraints:
        place = result.before.constraints.rpartition("/")[0]
        rows.append(("to undo this", f"baselining switch {name} --baseline {place}"))
    if result.after.constraints:
        rows.append(("next", f"baselining confirm {name} --wait 7200"))
    return rows
