"""`baselining publish`: a baseline from a local folder into S3, once and for good."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baselining.commands.options import AsJson, EndpointUrl, PlanOnly, Profile, Region, aws_section
from baselining.commands.world import open_world
from baselining.console import show, show_json, table
from baselining.documents.files import STATISTICS, from_bytes
from baselining.documents.statistics import Statistics
from baselining.localfiles import read_documents
from baselining.publish import plan_publication, run_publication
from baselining.s3uri import S3Uri


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Holds statistics.json and constraints.json.")
    ],
    to: Annotated[str, typer.Option(help="s3://BUCKET/PREFIX; the files go to PREFIX/baselines/<digest>/.")],
    plan_only: PlanOnly = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
    as_json: AsJson = False,
) -> None:
    """Store a baseline in S3 under its own digest: created only, never overwritten, read back.

    Example: baselining publish baseline/ --to s3://bucket/monitoring
    """
    files = read_documents(folder)
    statistics = from_bytes(Statistics, files[STATISTICS], name=STATISTICS)
    facts = {"item_count": statistics.dataset.item_count, "feature_count": len(statistics.features)}
    plan = plan_publication(files, S3Uri.parse(to), facts=facts)
    if plan_only:
        show_json(plan.to_json())
        return
    publication = run_publication(plan, open_world(aws_section(region, profile, endpoint_url)).store)
    if as_json:
        show_json(publication.to_json())
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
