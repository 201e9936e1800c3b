"""`baselining gc`: delete what this tool made for a schedule and nothing needs any more."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.options import (
    AsJson,
    BucketOwner,
    EndpointUrl,
    PlanOnly,
    Profile,
    Records,
    Region,
    Schedule,
    aws_section,
)
from baselining.commands.world import open_world
from baselining.edge.console import reporting, show, show_json, table
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import Terms, collect_garbage, plan_collection
from baselining.schedule.operations.collect import KEEP
from baselining.schedule.records import records_of
from baselining.world.s3uri import S3Uri


def gc(
    schedule: Schedule,
    keep: Annotated[
        int, typer.Option(min=1, help="Keep everything that the last so many operations name.")
    ] = KEEP,
    plan_only: PlanOnly = False,
    records: Records = None,
    bucket_owner: BucketOwner = None,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
    as_json: AsJson = False,
) -> None:
    """Delete job definitions and published baselines of a schedule that nothing needs any more.

    Only what this tool made (by name, tag and manifest); never what is live, what the last operations name, or what
    any schedule of this account and region refers to. The history stays.

    Example: baselining gc my-schedule --keep 10 --plan
    """
    place = None if records is None else S3Uri.parse(records)
    with reporting() as events:
        world = open_world(
            aws_section(region, profile, endpoint_url), bucket_owner=bucket_owner, events=events
        )
        if plan_only:
            live = read_schedule(world.monitoring, schedule)
            location = records_of(schedule, live.baseline, given=place)
            garbage = plan_collection(world, schedule, location, keep=keep)
        else:
            garbage = collect_garbage(world, schedule, Terms(records=place), keep=keep)
    if as_json or plan_only:
        show_json(garbage.to_json())
        return
    show(
        table(
            [
                ("schedule", f"{schedule}: garbage collected"),
                ("definitions", f"{len(garbage.definitions)} deleted"),
                ("objects", f"{len(garbage.objects)} deleted"),
            ]
        )
    )
