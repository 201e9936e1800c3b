"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.config import AwsSection
from baselining.errors import ConfigError
from baselining.schedule.operations import Terms
from baselining.schedule.switch.watch import Budgets
from baselining.world.endpoint import check_endpoint
from baselining.world.s3uri import S3Uri

AS_JSON = "--json"

Region = Annotated[str | None, typer.Option(help="AWS region; by default AWS_REGION or the profile's.")]
Profile = Annotated[str | None, typer.Option(help="AWS profile; by default AWS_PROFILE.")]
EndpointUrl = Annotated[
    str | None,
    typer.Option(
        "--endpoint-url",
        callback=check_endpoint,
        help="Instead of AWS, e.g. the emulator's; by default AWS_ENDPOINT_URL.",
    ),
]
BucketOwner = Annotated[
    str | None,
    typer.Option(
        "--bucket-owner",
        metavar="ACCOUNT",
        help="Refuse a bucket that does not belong to this account (12 digits).",
    ),
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

SaveStates = Annotated[
    str | None,
    typer.Option(
        "--save-states",
        metavar="DIR",
        help="Keep each file's states there (local, s3://, hdfs://), read only files that are new or changed, and "
        "merge. Each file is then cut by itself (split rule by file), so a full run with this option gives the same "
        "bytes. Parquet, also in folders such as month=7/, and Delta.",
    ),
]

Schedule = Annotated[str, typer.Argument(help="Name of the monitoring schedule.")]
Records = Annotated[
    str | None,
    typer.Option(
        help="s3://BUCKET/PREFIX; PREFIX/SCHEDULE/ holds the lease and the history. By default `baselining` in the "
        "bucket of the live baseline."
    ),
]
WaitForExecution = Annotated[
    bool,
    typer.Option("--wait-for-execution/--no-wait-for-execution", help="Wait for a running execution first."),
]
SettleTimeout = Annotated[float, typer.Option(help="Seconds to wait for the schedule to settle.")]
UpdateTimeout = Annotated[float, typer.Option(help="Seconds an update may stay Pending.")]
Poll = Annotated[float, typer.Option(help="Seconds between two looks at the schedule.")]


def switch_terms(
    settle_timeout: float,
    update_timeout: float,
    poll: float,
    records: str | None,
    *,
    wait_for_execution: bool = True,
) -> Terms:
    """The options as the terms to work on."""
    budgets = Budgets(
        settle_s=settle_timeout,
        apply_s=update_timeout,
        poll_s=poll,
        wait_for_executions=wait_for_execution,
    )
    place = None if records is None else S3Uri.parse(records)
    return Terms(budgets=budgets, records=place)


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
