"""`baselining suggest`: a dataset in, a baseline's two documents out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import typer

from baselining.baselines.folder import check_folder, write_documents
from baselining.baselines.suggest import Reason
from baselining.baselines.suggest import explain as reasons_of
from baselining.commands.computed import show_computed
from baselining.commands.located import located
from baselining.commands.options import AsJson, Dataset, Output
from baselining.commands.world import open_credentials
from baselining.computing import compute_documents, session_spec
from baselining.config import AwsSection, Config, ProfileSection, SparkSection
from baselining.edge.console import printable, reporting, show
from baselining.edge.interrupts import stop_requests, when_stopped
from baselining.errors import InterruptedRunError


def suggest(
    dataset: Dataset,
    output: Output,
    profile: ProfileSection,
    spark: SparkSection,
    aws: AwsSection,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each constraint is suggested, in counts and shares.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a baseline: statistics.json and constraints.json, as Model Monitor's container would.

    Example: baselining suggest train.csv --output baseline/ --explain

    Example: baselining suggest s3://bucket/train/ --format parquet --output baseline/ --master 'local[4]'

    Example: baselining suggest s3://bucket/train/ --format parquet --output baseline/ --save-states s3://bucket/states
    """
    folder, wishes = check_folder(output), profile.wishes
    dataset = located(dataset, aws)
    config = Config(dataset=dataset, profile=profile, spark=spark, aws=aws)
    stopped = partial(InterruptedRunError, f"Stopped before a baseline was written to {output}.")
    with when_stopped(stopped), reporting() as reporter:
        documents, computation = compute_documents(
            dataset,
            engine=profile.engine,
            version=profile.format_version,
            session=session_spec(config, partial(open_credentials, aws), reporter),
            events=reporter,
            states=profile.states,
            outputs=profile.outputs,
            wishes=wishes,
        )
    with stop_requests():  # all of it or nothing
        kept = write_documents(folder, documents.to_files())
    reasons = reasons_of(documents.statistics) if explain else ()
    members: dict[str, Any] = {"work": computation.throughput.to_json()}
    if explain:
        members["reasons"] = [reason.to_json() for reason in reasons]
    show_computed(
        computation,
        output,
        kept,
        source="dataset",
        as_json=as_json,
        members=members,
        rows=[("reading", computation.throughput.reading)],
    )
    if reasons and not as_json:
        show(["", *_lines(reasons)])


def _lines(reasons: Sequence[Reason]) -> list[str]:
    """A line per constraint: feature, rule, reason."""
    rows = [(printable(each.feature), each.rule, each.reason) for each in reasons]
    names, rules = (max(len(row[column]) for row in rows) for column in (0, 1))
    return [f"{name:<{names}}  {rule:<{rules}}  {reason}" for name, rule, reason in rows]
