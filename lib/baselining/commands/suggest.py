"""`baselining suggest`: a dataset in, a baseline's two documents out."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.baselines.folder import check_folder, write_documents
from baselining.commands.computed import show_computed
from baselining.commands.options import AsJson, EndpointUrl, Master, Profile, Region, SaveStates, SparkConf
from baselining.commands.reading import (
    AllowReplacementCharacters,
    EngineChoice,
    Format,
    Header,
    SplitLargeFiles,
    TimestampAsOf,
    VersionAsOf,
    reading,
)
from baselining.dataset.spec import Engine
from baselining.documents.layout import FormatVersion
from baselining.edge.console import reporting
from baselining.pipeline import compute_documents


def suggest(
    dataset: Annotated[str, typer.Argument(help="File, folder or glob: local path, s3://, s3a://.")],
    output: Annotated[str, typer.Option(help="Local folder for statistics.json and constraints.json.")],
    format: Format = None,  # noqa: A002 - the name of the option
    header: Header = True,
    engine: EngineChoice = Engine.ARROW,
    format_version: Annotated[
        FormatVersion, typer.Option(help="Layout of the documents, by when the container wrote it.")
    ] = FormatVersion.CURRENT,
    version_as_of: VersionAsOf = None,
    timestamp_as_of: TimestampAsOf = None,
    split_large_files: SplitLargeFiles = False,
    allow_replacement_characters: AllowReplacementCharacters = False,
    save_states: SaveStates = None,
    master: Master = None,
    conf: SparkConf = None,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compute a baseline: statistics.json and constraints.json, as Model Monitor's container would.

    Example: baselining suggest train.csv --output baseline/

    Example: baselining suggest s3://bucket/train/ --format parquet --output baseline/ --master 'local[4]'

    Example: baselining suggest s3://bucket/train/ --format parquet --output baseline/ --save-states s3://bucket/states
    """
    folder = check_folder(output)
    spec, session = reading(
        dataset,
        format=format,
        header=header,
        engine=engine,
        version_as_of=version_as_of,
        timestamp_as_of=timestamp_as_of,
        split_large_files=split_large_files,
        allow_replacement_characters=allow_replacement_characters,
        master=master,
        conf=conf,
        save_states=save_states,
        region=region,
        profile=profile,
        endpoint_url=endpoint_url,
    )
    with reporting() as reporter:
        documents = compute_documents(
            spec,
            engine=engine,
            version=format_version,
            session=session,
            events=reporter,
            states=save_states,
        )
        kept = write_documents(folder, documents.files)
    show_computed(
        documents,
        output,
        kept,
        source="dataset",
        as_json=as_json,
        members={"work": documents.work.to_json()},
        rows=[("reading", documents.work.reading)],
    )
