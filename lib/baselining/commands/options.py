"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.config import AwsSection
from baselining.dataset import DatasetFormat, DatasetSpec, guess_format
from baselining.errors import ConfigError
from baselining.spark.profiler import Engine, needs_of
from baselining.spark.session import SessionSpec

AS_JSON = "--json"

Region = Annotated[str | None, typer.Option(help="AWS region; by default AWS_REGION or the profile's.")]
Profile = Annotated[str | None, typer.Option(help="AWS profile; by default AWS_PROFILE.")]
EndpointUrl = Annotated[
    str | None,
    typer.Option("--endpoint-url", help="Instead of AWS, e.g. the emulator's; by default AWS_ENDPOINT_URL."),
]
AsJson = Annotated[bool, typer.Option(AS_JSON, help="Print the result as JSON on stdout.")]
PlanOnly = Annotated[
    bool,
    typer.Option(
        "--plan", help="Print every call and object this would make, and stop without changing anything."
    ),
]
Master = Annotated[
    str | None, typer.Option(help="Spark master, by default local[*]; ignored under spark-submit.")
]
SparkConf = Annotated[
    list[str] | None, typer.Option("--conf", metavar="KEY=VALUE", help="A Spark setting; may be repeated.")
]

Format = Annotated[DatasetFormat | None, typer.Option(help="By default what the name of the dataset says.")]
Header = Annotated[
    bool, typer.Option("--header/--no-header", help="CSV: does each file begin with the column names?")
]
EngineChoice = Annotated[Engine, typer.Option(help="One fast scan, or the real Deequ as a reference.")]
VersionAsOf = Annotated[int | None, typer.Option(min=0, help="Delta: this version.")]
TimestampAsOf = Annotated[str | None, typer.Option(help="Delta: the version at this time (UTC).")]
AllowReplacementCharacters = Annotated[
    bool, typer.Option("--allow-replacement-characters", help="Accept text that was not clean UTF-8.")
]


def aws_section(region: str | None, profile: str | None, endpoint_url: str | None) -> AwsSection:
    """The options as configuration."""
    return AwsSection(region=region, profile=profile, endpoint_url=endpoint_url)


def spark_settings(pairs: list[str] | None) -> dict[str, str]:
    """`--conf key=value` as a mapping.

    Raises:
        ConfigError: If one has no `=`.
    """
    settings = {}
    for pair in pairs or []:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise ConfigError(f"Expected --conf KEY=VALUE, found {pair!r}.")
        settings[key] = value
    return settings


def reading(
    dataset: str,
    *,
    format: DatasetFormat | None,  # noqa: A002 - the name of the option
    header: bool,
    engine: Engine,
    version_as_of: int | None,
    timestamp_as_of: str | None,
    allow_replacement_characters: bool,
    master: str | None,
    conf: list[str] | None,
    region: str | None,
    profile: str | None,
    endpoint_url: str | None,
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
        allow_replacement_characters=allow_replacement_characters,
    )
    session = SessionSpec(
        master=master,
        needs=needs_of(spec, engine),
        endpoint_url=endpoint_url,
        region=region,
        profile=profile,
        settings=spark_settings(conf),
    )
    return spec, session
