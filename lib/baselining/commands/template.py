"""`baselining template`: the change as the schedule's CloudFormation or Terraform template has to say it."""

from __future__ import annotations

import sys
from enum import Enum
from typing import Annotated

import typer

from baselining.commands.options import BucketOwner
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.edge.console import warn
from baselining.errors import InputError
from baselining.publication.read import read_publication
from baselining.schedule.live import read_schedule
from baselining.schedule.ownership import logical_id
from baselining.schedule.template import cloudformation, terraform
from baselining.world.s3uri import S3Uri


class Format(str, Enum):
    """The language of the template."""

    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"


def template(
    schedule: Annotated[str, typer.Argument(help="Name of the monitoring schedule.")],
    publish: BucketOwner,
    aws: AwsSection,
    baseline: Annotated[
        str | None,
        typer.Option(help="s3:// prefix of a published baseline; by default what the schedule uses now."),
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        Format | None,
        typer.Option(help="By default what the schedule's tags say it was made with, else cloudformation."),
    ] = None,
) -> None:
    """Print what to change in the template that owns a schedule, so that it does not put the old baseline back.

    Example: baselining template my-schedule --baseline s3://bucket/monitoring/baselines/0123…/
    """
    world = open_world(aws, bucket_owner=publish.bucket_owner)
    live = read_schedule(world.monitoring, schedule)
    wanted = live.baseline
    if baseline is not None:
        uri = S3Uri.parse(baseline)
        wanted = read_publication(world.store, uri, kind=live.kind).baseline
    if wanted.constraints is None:
        raise InputError(f"The schedule {schedule!r} uses no baseline.", hint="Name one: --baseline s3://…")
    if live.owner is None:
        warn("the schedule's tags name no CloudFormation stack and no Terraform")
    owner = live.owner.tool.lower() if live.owner else Format.CLOUDFORMATION.value
    inline = live.definition is None
    if (format or Format(owner)) is Format.TERRAFORM:
        sys.stdout.write(terraform(live.kind, wanted, inline=inline))
        return
    tags = live.tags if live.definition is None else live.definition.tags
    sys.stdout.write(cloudformation(live.kind, wanted, inline=inline, logical_id=logical_id(tags)))
