"""`baselining gc`: delete what this tool made for a schedule and nothing needs any more."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from baselining.commands.options import AsJson, BucketOwner, PlanOnly, Records, Schedule
from baselining.commands.plans import show_plan
from baselining.commands.world import open_registry, open_world
from baselining.config import AwsSection
from baselining.edge.console import reporting, show, show_json, table
from baselining.pipeline import records_place
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import Terms, collect_garbage, plan_collection
from baselining.schedule.operations.collect import KEEP, MIN_AGE_DAYS, Keeping
from baselining.schedule.records import records_of
from baselining.world.section import Section


class GarbageSection(Section):
    """What counts as garbage."""

    keep: int = Field(
        KEEP, ge=1, le=1_000_000, description="Keep everything that the last so many operations name."
    )
    min_age_days: int = Field(
        MIN_AGE_DAYS,
        ge=0,
        le=36_500,
        description="Keep every baseline that was published less than so many days ago, by S3's clock.",
    )

    def keeping(self) -> Keeping:
        """As the operation takes it."""
        return Keeping(operations=self.keep, min_age=timedelta(days=self.min_age_days))


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

    Only what this tool made (by name, tag and manifest); never what is live, what the last operations name, what any
    schedule or model package of this account and region refers to, or what was published lately. The history stays,
    and so does every file of others.

    Example: baselining gc my-schedule --keep 10 --plan
    """
    place = records_place(switch)
    with reporting() as events:
        world = open_world(aws, bucket_owner=publish.bucket_owner, events=events)
        registry = open_registry(aws)
        if plan_only:
            live = read_schedule(world.monitoring, schedule)
            location = records_of(schedule, live.baseline, given=place)
            found = plan_collection(world, registry, schedule, location, garbage.keeping())
        else:
            found = collect_garbage(world, registry, schedule, Terms(records=place), garbage.keeping())
    if plan_only:
        show_plan(found.to_json(), world.credentials)
        return
    if as_json:
        show_json(found.to_json())
        return
    show(
        table(
            [
                ("schedule", f"{schedule}: garbage collected"),
                ("definitions", f"{len(found.definitions)} deleted"),
                ("objects", f"{len(found.objects)} deleted"),
                *(("kept", f"{place}, published lately") for place in found.too_young),
                *(("left", f"{uri}, not ours") for uri in found.left),
            ]
        )
    )
