"""`baselining gc`: delete what this tool made for a schedule and nothing needs any more."""

from __future__ import annotations

from pydantic import Field

from baselining.commands.options import AsJson, BucketOwner, PlanOnly, Records, Schedule
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.edge.console import reporting, show, show_json, table
from baselining.pipeline import records_place
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import Terms, collect_garbage, plan_collection
from baselining.schedule.operations.collect import KEEP
from baselining.schedule.records import records_of
from baselining.world.section import Section


class GarbageSection(Section):
    """What counts as garbage."""

    keep: int = Field(
        KEEP, ge=1, le=1_000_000, description="Keep everything that the last so many operations name."
    )


def gc(
    schedule: Schedule,
    garbage: GarbageSection,
    switch: Records,
    publish: BucketOwner,
    aws: AwsSection,
    plan_only: PlanOnly = False,
    as_json: AsJson = False,
) -> None:
    """Delete job definitions and published baselines of a schedule that nothing needs any more.

    Only what this tool made (by name, tag and manifest); never what is live, what the last operations name, or what
    any schedule of this account and region refers to. The history stays.

    Example: baselining gc my-schedule --keep 10 --plan
    """
    place = records_place(switch)
    with reporting() as events:
        world = open_world(aws, bucket_owner=publish.bucket_owner, events=events)
        if plan_only:
            live = read_schedule(world.monitoring, schedule)
            location = records_of(schedule, live.baseline, given=place)
            found = plan_collection(world, schedule, location, keep=garbage.keep)
        else:
            found = collect_garbage(world, schedule, Terms(records=place), keep=garbage.keep)
    if as_json or plan_only:
        show_json(found.to_json())
        return
    show(
        table(
            [
                ("schedule", f"{schedule}: garbage collected"),
                ("definitions", f"{len(found.definitions)} deleted"),
                ("objects", f"{len(found.objects)} deleted"),
            ]
        )
    )
