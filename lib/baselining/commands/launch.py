"""`baselining launch`: the main job on EMR, EMR Serverless, SageMaker Processing, or as a line for other clusters."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from baselining.commands.options import AsJson, PlanOnly
from baselining.commands.plans import show_plan
from baselining.commands.signature import keys
from baselining.commands.world import open_credentials, open_jobs, open_world
from baselining.config import AwsSection, Config, SparkSection, load_config
from baselining.dataset.spec import DatasetFormat
from baselining.edge.console import reporting, show, show_json, table, warn
from baselining.errors import BaseliningError, ConfigError
from baselining.launch.job import Job
from baselining.launch.package import read_package
from baselining.launch.plan import LaunchPlan, plan_launch
from baselining.launch.run import Doors, Launched, send
from baselining.launch.run import launch as carry_out
from baselining.launch.section import LaunchSection, Runtime, WaitingSection
from baselining.world.s3uri import S3Uri


def launch(
    runtime: Annotated[Runtime, typer.Argument(help="Where the job runs.")],
    config: Annotated[Path, typer.Option(help="The job's configuration file, which is sent along.")],
    launching: Annotated[
        LaunchSection,
        keys(
            *("to", "code", "jars", "archive", "python", "deploy_mode", "run", "role"),
            *("cluster", "application", "image", "log_uri"),
        ),
    ],
    spark: Annotated[SparkSection, keys("master")],
    waiting: WaitingSection,
    aws: AwsSection,
    cancel_on_interrupt: Annotated[
        bool,
        typer.Option(
            "--cancel-on-interrupt",
            help="Ctrl-C while waiting also asks the service to stop the run; by default it goes on.",
        ),
    ] = False,
    plan_only: PlanOnly = False,
    as_json: AsJson = False,
) -> None:
    """Run `baselining baseline` elsewhere: send code and configuration, start the run or find it, wait, tell.

    Launched twice, the same content is one run; --run WORD makes it another one. Ends with the exit code of the job.
    For yarn, kubernetes and standalone, where there is no service to ask, it prints the line to run.

    Example: baselining launch emr --config conf/baselining.yaml --to s3://bucket/code --cluster j-1ABC --plan

    Example: baselining launch yarn --config conf/baselining.yaml --to s3://bucket/code --deploy-mode client
    """
    read = load_config(config)
    if read.aws.profile is not None:
        raise ConfigError(
            f"{config}: aws.profile would be looked for where the job runs, too.",
            hint="Leave it out of the file, and name the profile of this machine with --profile.",
        )
    settings = read.overridden(launch=launching, spark=spark, aws=aws)
    if waiting.wait_s is not None:
        settings = settings.overridden(launch=LaunchSection(wait_s=waiting.wait_s))
    plan = plan_launch(runtime, job_of(runtime, settings, config))
    if plan_only:
        show_plan(plan.to_json(), open_credentials(settings.aws))
        return
    if plan.request is None:
        _send_and_print(plan, settings)
        return
    cancel = cancel_on_interrupt or settings.launch.cancel_on_interrupt
    launched = _carry_out(plan, settings, cancel=cancel)
    show_json(launched.to_json()) if as_json else show(table(_rows(launched)))


def job_of(runtime: Runtime, settings: Config, config: Path) -> Job:
    """The job of a configuration file.

    Raises:
        ConfigError: If a file that is to be sent is missing.
    """
    section = settings.launch
    region = settings.aws.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return Job(
        section=section,
        package=read_package(section, config, has_image=runtime is Runtime.KUBERNETES),
        config=str(config),
        to=S3Uri.parse(section.to) if section.to else None,
        settings={name: _as_spark(value) for name, value in settings.spark.settings.items()},
        master=settings.spark.master,
        region=region,
        reads_delta=settings.dataset.format is DatasetFormat.DELTA,
    )


def _as_spark(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _send_and_print(plan: LaunchPlan, settings: Config) -> None:
    """What a driver elsewhere reads is sent; the line is for somebody else to run."""
    if plan.objects:
        with reporting() as events:
            world = open_world(settings.aws, events=events)
            send(plan.objects, world.store, events)
    show([plan.line])


def _carry_out(plan: LaunchPlan, settings: Config, *, cancel: bool) -> Launched:
    section = settings.launch
    try:
        with reporting() as events:
            world = open_world(settings.aws, events=events)
            doors = Doors(
                store=world.store,
                service=open_jobs(plan.runtime, section, settings.aws),
                clock=world.clock,
                events=events,
            )
            launched = carry_out(plan, doors, section, cancel_on_interrupt=cancel)
    except BaseliningError as error:
        _show_log(error.details.get("log_tail", ()))
        raise
    if launched.log is not None:
        _show_log(launched.log.lines)
    return launched


def _show_log(lines: tuple[str, ...]) -> None:
    """The driver's last lines, beside the result."""
    if lines:
        warn("the end of the driver's log:")
    sys.stderr.write("".join(f"  | {line}\n" for line in lines))


def _rows(launched: Launched) -> list[tuple[str, str]]:
    new = {True: "started", False: "was there already", None: "started, or was there already"}
    rows = [("run", f"{launched.name}: {new[launched.started.is_new]}"), ("id", launched.started.id)]
    if launched.seen is None:
        return [*rows, ("next", "run the same command with --wait SECONDS: it finds this run")]
    rows.append(("state", launched.seen.state))
    if launched.seen.message:
        rows.append(("message", launched.seen.message))
    return [*rows, *([("log", launched.log.place)] if launched.log else [])]
