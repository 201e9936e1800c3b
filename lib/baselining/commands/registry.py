"""`baselining registry`: a baseline as the model registry notes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baselining.baselines.folder import read_files
from baselining.commands.options import BucketOwner, PlanOnly
from baselining.commands.plans import show_plan
from baselining.commands.world import open_credentials, open_registry, open_world
from baselining.config import AwsSection
from baselining.edge.console import show_json, warn
from baselining.edge.interrupts import stop_requests
from baselining.errors import ConfigError
from baselining.model_registry.blocks import plan_metadata, registry_blocks, run_metadata
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.world.s3uri import S3Uri, is_s3


def registry(
    baseline: Annotated[
        str,
        typer.Argument(metavar="DIR_OR_S3", help="A published baseline (s3://…), or a folder with --to."),
    ],
    publish: BucketOwner,
    aws: AwsSection,
    to: Annotated[
        str | None, typer.Option(help="Of a folder: s3://BUCKET/PREFIX that it is, or will be, published to.")
    ] = None,
    model_package: Annotated[
        str | None,
        typer.Option(metavar="ARN", help="Also note the baseline in this package's customer metadata."),
    ] = None,
    plan_only: PlanOnly = False,
) -> None:
    """Print ModelMetrics and DriftCheckBaselines for CreateModelPackage, with the digest of every file, as JSON.

    Example: baselining registry s3://bucket/monitoring/baselines/0123…/

    Example: baselining registry baseline/ --to s3://bucket/monitoring
    """
    if is_s3(baseline):
        store = open_world(aws, bucket_owner=publish.bucket_owner).store
        publication = read_publication(store, S3Uri.parse(baseline))
        location, files = publication.location, publication.files
    elif to is None:
        raise ConfigError("Say where the folder is published: --to s3://BUCKET/PREFIX.")
    else:
        files, _ = read_files(Path(baseline))
        location = plan_publication(files, S3Uri.parse(to)).location
    blocks = registry_blocks(location, files)
    if model_package is None:
        show_json(blocks)
        return
    packages = open_registry(aws)
    plan = plan_metadata(model_package, packages.metadata(model_package), location, files)
    if plan_only:
        show_plan({**blocks, "calls": [plan.call.to_json()]}, open_credentials(aws))
        return
    with stop_requests():  # one call: it is finished and looked at, then told
        run_metadata(plan, packages)
    warn(f"the customer metadata of {model_package} names this baseline now")
    show_json(blocks)
