"""`baselining switch`: point monitoring schedules at a published baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import typer

from baselining.commands.baseline import switch_rows
from baselining.commands.options import AnyBucket, AsJson, PlanOnly, Switching
from baselining.commands.plans import show_plan
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.edge.console import reporting, show, show_json, table, warn
from baselining.edge.interrupts import when_stopped
from baselining.errors import ConfigError
from baselining.pipeline import terms
from baselining.publication.destination import check_destination
from baselining.publication.model_quality import attributes_of
from baselining.publication.read import read_publication
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.model_quality import require_agreement
from baselining.schedule.operations import Attempt, Terms, attempt_all, switch_schedule, worst
from baselining.schedule.operations.leased import not_begun
from baselining.schedule.plan import SwitchPlan, Unchanged, plan_switch, recorded_at
from baselining.schedule.records import records_of
from baselining.schedule.switch.run import Switched
from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES, monitoring_type
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allowed:
    """What may be other than the live baseline has it."""

    bucket: bool
    attributes: bool


def switch(
    baseline: Annotated[str, typer.Option(help="s3:// prefix that holds the baseline's files.")],
    switch: Switching,
    publish: AnyBucket,
    aws: AwsSection,
    schedules: Annotated[
        list[str] | None, typer.Argument(metavar="SCHEDULE", help="Names of monitoring schedules.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="Instead of names: all schedules of this endpoint and of --type.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--type", help="With --endpoint: the monitoring type that the baseline is for.")
    ] = "DataQuality",
    allow_other_attributes: Annotated[
        bool,
        typer.Option(
            "--allow-other-attributes",
            help="Of model quality: the job definition may name other attributes than the baseline's columns.",
        ),
    ] = False,
    plan_only: PlanOnly = False,
    as_json: AsJson = False,
) -> None:
    """Switch monitoring schedules to a published baseline, change nothing else, and confirm it.

    Several schedules are switched one after the other, each with its own outcome: one that fails does not stop the
    others. The exit code is the highest.

    Example: baselining switch my-schedule --baseline s3://bucket/monitoring/baselines/0123…/ --plan

    Example: baselining switch --endpoint fraud --baseline s3://bucket/monitoring/baselines/0123…/
    """
    uri = S3Uri.parse(baseline)
    with reporting() as events:
        world = open_world(aws, bucket_owner=publish.bucket_owner, events=events)
        names = _names(world, schedules or [], endpoint, kind)
        on = terms(switch)
        allowed = _Allowed(bucket=publish.allow_other_bucket, attributes=allow_other_attributes)
        act = partial(_plan if plan_only else _switch, world, uri, on, allowed)
        only = act(names[0]) if len(names) == 1 else None
        attempts = attempt_all(names, act) if only is None else []
    if only is not None:
        if isinstance(only, SwitchPlan):
            show_plan(only.to_json(), world.credentials)
        else:
            _show_one(only, as_json=as_json)
        return
    if plan_only:
        show_plan(_to_json(attempts), world.credentials)
    else:
        _show_all(attempts, as_json=as_json)
    if worst(attempts):
        raise typer.Exit(worst(attempts))


def _names(world: World, schedules: list[str], endpoint: str | None, kind: str) -> list[str]:
    if bool(schedules) == (endpoint is not None):
        raise ConfigError("Name either schedules or an --endpoint.", hint="See `baselining switch --help`.")
    if endpoint is None:
        return list(dict.fromkeys(schedules))
    known = monitoring_type(kind)
    if known is None:
        raise ConfigError(f"There is no monitoring type {kind!r}.", hint=f"One of: {', '.join(TYPE_NAMES)}.")
    found = world.monitoring.list_schedules(endpoint=endpoint, kind=known)
    if not found:
        raise ConfigError(
            f"The endpoint {endpoint!r} has no monitoring schedule of type {kind}.",
            hint="Check its name, the region and the account.",
        )
    return found


def _wanted(world: World, uri: S3Uri, live: LiveSchedule, allowed: _Allowed) -> Baseline:
    check_destination(uri, live.baseline.constraints, allow_other_bucket=allowed.bucket)
    publication = read_publication(world.store, uri, kind=live.kind)
    require_agreement(live, attributes_of(publication), allow_other_attributes=allowed.attributes)
    return publication.baseline


def _plan(world: World, uri: S3Uri, on: Terms, allowed: _Allowed, schedule: str) -> SwitchPlan | Unchanged:
    live = read_schedule(world.monitoring, schedule)
    wanted = _wanted(world, uri, live, allowed)
    records = records_of(schedule, live.baseline, given=on.records, wanted=wanted)
    return recorded_at(plan_switch(live, wanted), records)


def _switch(world: World, uri: S3Uri, on: Terms, allowed: _Allowed, schedule: str) -> Switched | Unchanged:
    with when_stopped(partial(not_begun, schedule)):
        live = read_schedule(world.monitoring, schedule)
        wanted = _wanted(world, uri, live, allowed)
    return switch_schedule(world, schedule, wanted, on, live=live)


def _to_json(attempts: list[Attempt]) -> dict[str, Any]:
    return {"schedules": [attempt.to_json() for attempt in attempts]}


def _show_one(result: Switched | Unchanged, *, as_json: bool) -> None:
    _warn_of(result)
    if as_json:
        show_json(result.to_json())
    else:
        show(table(switch_rows(result)))


def _show_all(attempts: list[Attempt], *, as_json: bool) -> None:
    for attempt in attempts:
        if attempt.result is not None:
            _warn_of(attempt.result)
    if as_json:
        show_json(_to_json(attempts))
        return
    lines: list[str] = []
    for attempt in attempts:
        if attempt.error is not None:
            lines += table(
                [("schedule", f"{attempt.schedule}: not switched"), ("error", attempt.error.message)]
                + [("", line) for line in attempt.error.hint.splitlines()]
            )
        elif attempt.result is not None and not isinstance(attempt.result, SwitchPlan):
            lines += table(switch_rows(attempt.result))
        lines.append("")
    show(lines[:-1])


def _warn_of(result: SwitchPlan | Switched | Unchanged) -> None:
    if isinstance(result, Switched):
        for warning in result.warnings:
            warn(f"{result.schedule}: {warning}")
