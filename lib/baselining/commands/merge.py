"""`baselining merge`: saved states in, a baseline's two documents out."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from baselining.baselines.folder import check_folder, write_documents
from baselining.commands.computed import show_computed
from baselining.commands.options import AsJson, OnlyFormatVersion, Output
from baselining.commands.world import open_credentials
from baselining.computing import merge_documents, spark_for
from baselining.config import AwsSection, SparkSection
from baselining.edge.console import reporting
from baselining.edge.interrupts import stop_requests, when_stopped
from baselining.errors import InterruptedRunError
from baselining.spark.profiler import needs_of_states


def merge(
    states: Annotated[
        list[str], typer.Argument(metavar="STATES_DIR", help="What --save-states DIR wrote: local, s3://.")
    ],
    output: Output,
    profile: OnlyFormatVersion,
    spark: SparkSection,
    aws: AwsSection,
    as_json: AsJson = False,
) -> None:
    """Merge sets of saved states (of days, of machines) into one baseline; reads no data.

    They must be of the same columns and of different files. Their order counts: their sketches merge in it.

    Example: baselining merge states/2026-10 states/2026-11 --output baseline/
    """
    folder = check_folder(output)
    stopped = partial(InterruptedRunError, f"Stopped before a baseline was written to {output}.")
    with when_stopped(stopped), reporting() as reporter:
        session = spark_for(needs_of_states(states), spark, aws, partial(open_credentials, aws), reporter)
        documents, computation = merge_documents(
            states, version=profile.format_version, session=session, events=reporter
        )
    with stop_requests():  # all of it or nothing
        kept = write_documents(folder, documents.to_files())
    show_computed(computation, output, kept, source="states", as_json=as_json)
