"""`baselining publish`: a baseline from a local folder into S3, once and for good."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baselining.baselines.folder import read_files
from baselining.commands.options import AsJson, BucketOwner, PlanOnly
from baselining.commands.plans import show_plan
from baselining.commands.world import open_credentials, open_world
from baselining.config import AwsSection
from baselining.edge.console import show, show_json, table
from baselining.publication.destination import encryption_of
from baselining.publication.on_record import publish_on_record
from baselining.publication.plan import plan_publication
from baselining.world.s3uri import S3Uri


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Holds statistics.json and constraints.json.")
    ],
    to: Annotated[str, typer.Option(help="s3://BUCKET/PREFIX; the files go to PREFIX/baselines/<digest>/.")],
    publish: BucketOwner,
    aws: AwsSection,
    encrypt_like: Annotated[
        str | None,
        typer.Option(
            "--encrypt-like",
            metavar="S3-OBJECT",
            help="Encrypt as this object is, such as the live constraints.json; by default as the bucket does.",
        ),
    ] = None,
    plan_only: PlanOnly = False,
    as_json: AsJson = False,
) -> None:
    """Store a baseline in S3 under its own digest: created only, never overwritten, read back.

    Example: baselining publish baseline/ --to s3://bucket/monitoring

    Example: baselining publish baseline/ --to s3://bucket/monitoring --encrypt-like s3://bucket/live/constraints.json
    """
    files, facts = read_files(folder)
    destination = S3Uri.parse(to)
    if plan_only and encrypt_like is None:  # then AWS need not even be configured
        show_plan(plan_publication(files, destination, facts=facts).to_json(), open_credentials(aws))
        return
    world = open_world(aws, bucket_owner=publish.bucket_owner)
    encryption = None if encrypt_like is None else encryption_of(world.store, encrypt_like)
    plan = plan_publication(files, destination, facts=facts, encryption=encryption)
    if plan_only:
        show_plan(plan.to_json(), world.credentials)
        return
    publication, record = publish_on_record(plan, world, facts)
    if as_json:
        show_json({**publication.to_json(), "run_record": str(record)})
        return
    show(
        table(
            [
                ("statistics", str(publication.statistics)),
                ("constraints", str(publication.constraints)),
                (
                    "published",
                    "now, and read back" if publication.is_new else "already there, the same bytes",
                ),
                ("next", f"baselining switch SCHEDULE --baseline {publication.location}"),
            ]
        )
    )
