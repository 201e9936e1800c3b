"""`baselining merge`: saved states in, a baseline's two documents out."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.baselines.folder import check_folder, write_documents
from baselining.commands.computed import show_computed
from baselining.commands.options import (
    AsJson,
    EndpointUrl,
    Master,
    Profile,
    Region,
    SparkConf,
    spark_settings,
)
from baselining.documents.layout import FormatVersion
from baselining.edge.console import reporting
from baselining.pipeline import merge_documents
from baselining.spark.saved_states.merge import needs_of_states
from baselining.spark.session.start import SessionSpec


def merge(
    states: Annotated[
        list[str], typer.Argument(metavar="STATES_DIR", help="What --save-states DIR wrote: local, s3://.")
    ],
    output: Annotated[str, typer.Option(help="Local folder for statistics.json and constraints.json.")],
    format_version: Annotated[
        FormatVersion, typer.Option(help="Layout of the documents, by when the container wrote it.")
    ] = FormatVersion.CURRENT,
    master: Master = None,
    conf: SparkConf = None,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
    as_json: AsJson = False,
) -> None:
    """Merge sets of saved states (of days, of machines) into one baseline; reads no data.

    They must be of the same columns and of different files. Their order counts: their sketches merge in it.

    Example: baselining merge states/2026-10 states/2026-11 --output baseline/
    """
    folder = check_folder(output)
    session = SessionSpec(
        master=master,
        needs=needs_of_states(states),
        endpoint_url=endpoint_url,
        region=region,
        profile=profile,
        settings=spark_settings(conf),
    )
    with reporting() as reporter:
        documents = merge_documents(states, version=format_version, session=session, events=reporter)
        kept = write_documents(folder, documents.files)
    show_computed(documents, output, kept, source="states", as_json=as_json)
