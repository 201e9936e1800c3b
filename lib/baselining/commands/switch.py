"""`baselining switch`: point a monitoring schedule at a published baseline."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.baseline import switch_rows
from baselining.commands.options import AsJson, EndpointUrl, PlanOnly, Profile, Region, aws_section
from baselining.commands.world import open_world
from baselining.console import reporting, show, show_json, table, warn
from baselining.destination import check_destination
from baselining.publication import read_publication
from baselining.s3uri import S3Uri
from baselining.switch import Budgets, SwitchPlan, plan_switch, read_schedule, run_switch


def switch(
    schedule: Annotated[str, typer.Argument(help="Name of the monitoring schedule.")],
    baseline: Annotated[str, typer.Option(help="s3:// prefix that holds the baseline's files.")],
    plan_only: PlanOnly = False,
    allow_other_bucket: Annotated[
        bool, typer.Option("--allow-other-bucket", help="The schedule's role may read the other bucket.")
    ] = False,
    wait_for_execution: Annotated[
        bool,
        typer.Option(
            "--wait-for-execution/--no-wait-for-execution", help="Wait for a running execution first."
        ),
    ] = True,
    settle_timeout: Annotated[float, typer.Option(help="Seconds to wait for the schedule to settle.")] = 3600,
    update_timeout: Annotated[float, typer.Option(help="Seconds an update may stay Pending.")] = 300,
    poll: Annotated[float, typer.Option(help="Seconds between two looks at the schedule.")] = 5,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
    as_json: AsJson = False,
) -> None:
    """Switch a monitoring schedule to a published baseline, change nothing else, and confirm it.

    Example: baselining switch my-schedule --baseline s3://bucket/monitoring/baselines/0123…/ --plan
    """
    world = open_world(aws_section(region, profile, endpoint_url))
    uri = S3Uri.parse(baseline)
    live = read_schedule(world.monitoring, schedule)
    check_destination(uri, live.baseline.constraints, allow_other_bucket=allow_other_bucket)
    publication = read_publication(world.store, uri, needs_statistics=live.takes_statistics)
    plan = plan_switch(live, publication.baseline)
    if plan_only:
        show_json(plan.to_json())
        return
    if isinstance(plan, SwitchPlan):
        for warning in plan.warnings:
            warn(warning)
        budgets = Budgets(
            settle_s=settle_timeout,
            apply_s=update_timeout,
            poll_s=poll,
            wait_for_executions=wait_for_execution,
        )
        with reporting() as reporter:
            outcome = run_switch(plan, world.monitoring, world.clock, budgets, reporter.say)
        show_json(outcome.to_json()) if as_json else show(table(switch_rows(outcome)))
        return
    show_json(plan.to_json()) if as_json else show(table(switch_rows(plan)))
