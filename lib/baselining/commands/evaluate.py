"""`baselining evaluate`: current data against a baseline, as a monitoring run does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import typer

from baselining.baselines.folder import write_documents
from baselining.commands.evaluated import lines_of
from baselining.commands.located import located
from baselining.commands.options import AsJson, Dataset
from baselining.commands.signature import keys
from baselining.commands.world import open_credentials, open_metrics, open_world
from baselining.computing import session_spec
from baselining.config import AwsSection, Config, ProfileSection, SparkSection
from baselining.dataset.capture.script import POSTPROCESS, Script
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.edge.console import reporting, show, show_json, warn
from baselining.edge.exit_message import write_exit_message
from baselining.edge.interrupts import stop_requests, when_stopped
from baselining.errors import ConfigError, ExitCode, InterruptedRunError
from baselining.evaluation.evaluate import Evaluation, How
from baselining.evaluation.metrics import Metric, Source, metrics_of, to_lines, unnamed
from baselining.evaluation.violation import Checks, Drift
from baselining.monitoring_run.baseline_files import read_baseline_files, read_bytes
from baselining.monitoring_run.output import output_at
from baselining.monitoring_run.result import Result
from baselining.monitoring_run.run import Observation, evaluate_against, evaluate_hours, observe
from baselining.world.ports import ObjectStore

_POSTPROCESS_LIMIT_S = 60.0


class By(str, Enum):
    """What data is also evaluated by."""

    HOUR = "hour"


def evaluate(
    dataset: Dataset,
    constraints: Annotated[
        str, typer.Option(metavar="FILE", help="The baseline's constraints.json; local, s3://, https://.")
    ],
    output: Annotated[
        str, typer.Option(help="Folder or s3://BUCKET/PREFIX for statistics, constraints and violations.")
    ],
    profile: Annotated[ProfileSection, keys("engine", "format_version")],
    spark: SparkSection,
    aws: AwsSection,
    statistics: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The baseline's statistics.json; without it, drift is not looked for."
        ),
    ] = None,
    drift: Annotated[
        Drift,
        typer.Option(help="Distance between numbers: as the container counts, or every value (exact)."),
    ] = Drift.CONTAINER,
    checks: Annotated[
        Checks, typer.Option(help="The container's checks, or is_non_negative, too (all).")
    ] = Checks.CONTAINER,
    by: Annotated[
        By | None, typer.Option(help="Captured data: also evaluate each hour by itself, from the same scan.")
    ] = None,
    postprocess_script: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A Python script with Model Monitor's postprocess_handler, called at the end.",
        ),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write CloudWatch's metrics there, a line each, for SageMaker to send."
        ),
    ] = None,
    put_metrics: Annotated[bool, typer.Option("--put-metrics", help="Send them to CloudWatch.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold data against a baseline: Model Monitor's checks, distances and sentences. Exit code 3 with violations.

    Example: baselining evaluate today.csv --statistics baseline/statistics.json
    --constraints baseline/constraints.json --output report/

    Example: baselining evaluate s3://bucket/day/ --format parquet --statistics s3://bucket/b/statistics.json
    --constraints s3://bucket/b/constraints.json --output s3://bucket/reports/2026-11-26 --drift exact
    """
    store = cache(lambda: open_world(aws).store)
    place = output_at(output, store)
    dataset = located(dataset, aws, may_name_both=True)
    source = _source(dataset, wanted=metrics is not None or put_metrics)
    postprocess = None if postprocess_script is None else _postprocess(postprocess_script, store)
    baseline = read_baseline_files(statistics, constraints, store)
    config = Config(dataset=dataset, profile=profile, spark=spark, aws=aws)
    stopped = partial(InterruptedRunError, f"Stopped before anything was written to {output}.")
    with when_stopped(stopped), reporting() as reporter:
        observation = observe(
            dataset,
            [baseline],
            engine=profile.engine,
            version=profile.format_version,
            session=session_spec(config, partial(open_credentials, aws), reporter),
            events=reporter,
            by_hour=by is By.HOUR,
        )
        how = How(drift=drift, checks=checks)
        evaluation = evaluate_against(observation, baseline, how)
    files = observation.files(evaluation)
    with stop_requests():  # all of it or nothing
        for path in place.write(files):
            warn(f"the {path.name} that was there before is now {path}")
        sent, notes = _send(observation, evaluation, source, metrics, put_metrics, aws)
    result = Result(
        observation=observation,
        baseline=baseline,
        how=how,
        evaluation=evaluation,
        by_hour=evaluate_hours(observation, baseline, how),
        files=place.files(files),
        metrics=sent,
        more_notes=notes,
    )
    if postprocess is not None:
        postprocess.call()
    _show(result, as_json=as_json)


def _postprocess(place: str, store: Callable[[], ObjectStore]) -> Script:
    """The script that is called at the end, checked before anything is done."""
    text = read_bytes(place, store, "--postprocess-script")
    try:
        script = Script(name=place, text=text.decode(), function=POSTPROCESS, limit_s=_POSTPROCESS_LIMIT_S)
    except UnicodeDecodeError:
        raise ConfigError(f"The script {place} is no UTF-8 text.") from None
    script.check()
    return script


def _source(dataset: DatasetSpec, *, wanted: bool) -> Source | None:
    """The dimensions of metrics, if those are wanted; captured traffic was read by the same names."""
    if not wanted:
        if (dataset.schedule or dataset.endpoint) and dataset.format is not DatasetFormat.CAPTURE:
            raise ConfigError("--schedule and --endpoint are of no use without --metrics or --put-metrics.")
        return None
    if not dataset.schedule:
        raise ConfigError("Metrics need the name of a schedule, by which alarms find them: --schedule NAME.")
    return Source(schedule=dataset.schedule, endpoint=dataset.endpoint, time=datetime.now(timezone.utc))


def _send(
    observation: Observation,
    evaluation: Evaluation,
    source: Source | None,
    file: str | None,
    put: bool,
    aws: AwsSection,
) -> tuple[int, list[str]]:
    """Write and send metrics as asked for; how many they are, and what a person should know."""
    if source is None:
        return 0, []
    found: list[Metric] = metrics_of(observation.documents.statistics, evaluation, source)
    if file is not None:
        path = Path(file)
        write_documents(path.parent, {path.name: to_lines(found)})
    if put:
        open_metrics(aws).put_metrics(source.namespace, found)
    strange = unnamed(observation.documents.statistics)
    note = (
        f"{len(strange):,} features have no metrics: CloudWatch takes 255 ASCII characters, not their names."
    )
    return len(found), [note] if strange else []


def _show(result: Result, *, as_json: bool) -> None:
    write_exit_message(result.exit_message)
    for note in result.notes:
        warn(note)
    if as_json:
        show_json(result.to_json())
    else:
        show(list(lines_of(result)))
    if result.evaluation.violations:
        raise typer.Exit(ExitCode.REFUSED)
