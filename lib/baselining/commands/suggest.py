"""`baselining suggest`: a dataset in, a baseline's two documents out."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.options import (
    AsJson,
    EndpointUrl,
    Master,
    Profile,
    Region,
    SaveStates,
    SparkConf,
    spark_settings,
)
from baselining.console import reporting, show, show_json, table, warn
from baselining.dataset import DatasetFormat, DatasetSpec, guess_format
from baselining.documents.layout import FormatVersion
from baselining.localfiles import check_folder, write_documents
from baselining.pipeline import compute_documents
from baselining.spark.profiler import Engine, needs_of
from baselining.spark.session import SessionSpec


def suggest(
    dataset: Annotated[str, typer.Argument(help="File, folder or glob: local path, s3://, s3a://.")],
    output: Annotated[str, typer.Option(help="Local folder for statistics.json and constraints.json.")],
    format: Annotated[  # noqa: A002 - the name of the option
        DatasetFormat | None, typer.Option(help="By default what the name of the dataset says.")
    ] = None,
    header: Annotated[
        bool, typer.Option("--header/--no-header", help="CSV: does each file begin with the column names?")
    ] = True,
    engine: Annotated[
        Engine, typer.Option(help="One fast scan, or the real Deequ as a reference.")
    ] = Engine.ARROW,
    format_version: Annotated[
        FormatVersion, typer.Option(help="Layout of the documents, by when the container wrote it.")
    ] = FormatVersion.CURRENT,
    version_as_of: Annotated[int | None, typer.Option(min=0, help="Delta: this version.")] = None,
    timestamp_as_of: Annotated[
        str | None, typer.Option(help="Delta: the version at this time (UTC).")
    ] = None,
    allow_replacement_characters: Annotated[
        bool, typer.Option("--allow-replacement-characters", help="Accept text that was not clean UTF-8.")
    ] = False,
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
    spec = DatasetSpec(
        uri=dataset,
        format=format or guess_format(dataset),
        header=header,
        version_as_of=version_as_of,
        timestamp_as_of=timestamp_as_of,
        allow_replacement_characters=allow_replacement_characters,
    )
    session = SessionSpec(
        master=master,
        needs=needs_of(spec, engine, save_states),
        endpoint_url=endpoint_url,
        region=region,
        profile=profile,
        settings=spark_settings(conf),
    )
    with reporting() as reporter:
        documents = compute_documents(
            spec,
            engine=engine,
            version=format_version,
            session=session,
            on_progress=reporter.count,
            states=save_states,
        )
        kept = write_documents(folder, documents.files)
    for note in documents.notes:
        warn(note)
    for path in kept:
        warn(f"the {path.name} that was there before is now {path}")
    if as_json:
        show_json(
            {
                "dataset": documents.facts,
                "seconds": round(documents.seconds, 3),
                "notes": list(documents.notes),
                "work": documents.work.to_json(),
                "files": [str(folder / name) for name in documents.files],
            }
        )
        return
    show(
        table(
            [
                ("rows", f"{documents.item_count:,}"),
                ("columns", f"{documents.feature_count:,}"),
                ("seconds", f"{documents.seconds:.1f}"),
                ("reading", documents.work.reading),
                *((name.removesuffix(".json"), str(folder / name)) for name in documents.files),
                ("next", f"baselining publish {output} --to s3://BUCKET/PREFIX"),
            ]
        )
    )
