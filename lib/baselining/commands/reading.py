"""Options of the commands that read a dataset, and what they mean."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.options import spark_settings
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine, guess_format
from baselining.spark.profiler import needs_of
from baselining.spark.session.start import SessionSpec

Format = Annotated[DatasetFormat | None, typer.Option(help="By default what the name of the dataset says.")]
Header = Annotated[
    bool, typer.Option("--header/--no-header", help="CSV: does each file begin with the column names?")
]
EngineChoice = Annotated[Engine, typer.Option(help="One fast scan, or the real Deequ as a reference.")]
VersionAsOf = Annotated[int | None, typer.Option(min=0, help="Delta: this version.")]
TimestampAsOf = Annotated[str | None, typer.Option(help="Delta: the version at this time (UTC).")]
SplitLargeFiles = Annotated[
    bool,
    typer.Option(
        "--split-large-files",
        help="CSV: cut plain, uncompressed files every 128 MB at line ends, for many cores. The container never cuts "
        "one, so sketches of larger files differ from its own; the manifest says so.",
    ),
]
AllowReplacementCharacters = Annotated[
    bool, typer.Option("--allow-replacement-characters", help="Accept text that was not clean UTF-8.")
]


def reading(
    dataset: str,
    *,
    format: DatasetFormat | None,  # noqa: A002 - the name of the option
    header: bool,
    engine: Engine,
    version_as_of: int | None,
    timestamp_as_of: str | None,
    split_large_files: bool,
    allow_replacement_characters: bool,
    master: str | None,
    conf: list[str] | None,
    region: str | None,
    profile: str | None,
    endpoint_url: str | None,
    save_states: str | None = None,
) -> tuple[DatasetSpec, SessionSpec]:
    """The options of commands that read a dataset, as what to read and with which Spark.

    Raises:
        ConfigError: If the format cannot be told, or a `--conf` has no `=`.
    """
    spec = DatasetSpec(
        uri=dataset,
        format=format or guess_format(dataset),
        header=header,
        version_as_of=version_as_of,
        timestamp_as_of=timestamp_as_of,
        split_large_files=split_large_files,
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
    return spec, session
