"""`baselining doctor`: is everything here, and where executors run, as the commands need it?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from baselining.commands.options import AsJson
from baselining.commands.signature import keys
from baselining.commands.world import open_credentials, open_world
from baselining.config import AwsSection, SparkSection
from baselining.diagnosis import aws as on_aws
from baselining.diagnosis import python as on_python
from baselining.diagnosis import spark as on_spark
from baselining.diagnosis.executors import findings_of
from baselining.diagnosis.finding import Finding, is_healthy, wrong
from baselining.edge.console import show, show_json
from baselining.errors import BaseliningError, ExitCode
from baselining.world.s3uri import S3Uri


def doctor(
    spark: Annotated[SparkSection, keys("master", "settings")],
    aws: AwsSection,
    bucket: Annotated[
        str | None,
        typer.Option(
            metavar="S3",
            help="s3://BUCKET/PREFIX to try: can it be listed, does it honour conditional writes? Leaves an object.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say in one line each what is here, what is wrong, and what to do; with --master also as executors see it.

    Ends with 0 if nothing is wrong, else with 4. Nothing is changed but for the object that --bucket leaves.

    Example: baselining doctor --bucket s3://bucket/monitoring

    Example: spark-submit --py-files dist/baselining-0.1.0.zip jobs/doctor.py --master yarn --json
    """
    place = None if bucket is None else S3Uri.parse(bucket)
    found = [*_here(aws, place), *([] if spark.master is None else _there(spark, aws, place))]
    if as_json:
        show_json({"healthy": is_healthy(found), "findings": [finding.to_json() for finding in found]})
    else:
        show([finding.to_line() for finding in found])
    if not is_healthy(found):
        raise typer.Exit(ExitCode.WORLD_FAILED)


def _here(aws: AwsSection, place: S3Uri | None) -> Iterator[Finding]:
    yield from on_python.findings()
    yield from on_spark.findings(_spark_home())
    try:
        yield on_aws.credentials(open_credentials(aws))
        if place is not None:
            yield from on_aws.storage(open_world(aws).store, place)
    except BaseliningError as error:  # no region, no such profile
        yield wrong("AWS", error.message, error.hint)


def _spark_home() -> Path | None:
    from baselining.spark.session.home import spark_home

    try:
        return spark_home()
    except (ImportError, SystemExit):  # how PySpark's own function says that there is none
        return None


def _there(spark: SparkSection, aws: AwsSection, place: S3Uri | None) -> Iterator[Finding]:
    from baselining.computing import spark_for
    from baselining.spark.executors import ask_executors
    from baselining.spark.session.jars import Need
    from baselining.spark.session.start import spark_session
    from baselining.world.events import SILENCE

    needs = frozenset({Need.S3} if place is not None else ())
    try:
        session = spark_for(needs, spark, aws, lambda: open_credentials(aws), SILENCE)
        with spark_session(session) as running:
            answers = ask_executors(running, None if place is None else place.bucket)
    except BaseliningError as error:
        yield wrong("executors", error.message, error.hint)
        return
    yield from findings_of(answers)
