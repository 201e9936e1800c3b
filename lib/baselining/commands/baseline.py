"""`baselining baseline`: the whole line, from a training set to a switched schedule."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.accepting import accepted, telling_all_reasons
from baselining.commands.configured import read_config
from baselining.commands.located import located
from baselining.commands.options import AsJson, PlanOnly
from baselining.commands.signature import keys
from baselining.commands.world import open_endpoints, open_world
from baselining.config import AwsSection, Config, ProfileSection, SparkSection
from baselining.edge.console import reporting, show, show_json, table, warn
from baselining.errors import ConfigError
from baselining.outcome import Outcome
from baselining.pipeline import plan_baseline, run_baseline
from baselining.schedule.operations import Confirmed
from baselining.schedule.plan import Unchanged
from baselining.schedule.switch.run import Switched


def baseline(
    config: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="The YAML file, local or s3://; conf/baselining.yaml explains every key."
        ),
    ],
    profile: Annotated[ProfileSection, keys("states")],
    spark: Annotated[SparkSection, keys("master")],
    aws: Annotated[AwsSection, keys("region", "endpoint_url")],
    accept: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Why a baseline that the policy refuses goes live all the same (judge.accept).",
        ),
    ] = None,
    plan_only: PlanOnly = False,
    as_json: AsJson = False,
) -> None:
    """Re-baseline a monitoring schedule: profile the new training set, judge it, publish, switch, confirm.

    Example: baselining baseline --config conf/examples/delta.yaml --plan

    Example: spark-submit --py-files dist/baselining-0.1.0.zip jobs/baseline.py --config conf/baselining.yaml
    """
    settings = read_config(config, aws).overridden(profile=profile, spark=spark, aws=aws)
    settings = settings.model_copy(update={"dataset": located(settings.dataset, settings.aws)})
    settings = _accepting(settings, accept)
    with reporting() as events:
        world = open_world(settings.aws, bucket_owner=settings.publish.bucket_owner, events=events)
        with telling_all_reasons(as_json=as_json):
            plan = plan_baseline(
                settings, world, save_states=not plan_only, endpoints=lambda: open_endpoints(settings.aws)
            )
        outcome = None if plan_only else run_baseline(plan, settings, world)
    for note in plan.computation.notes:
        warn(note)
    if outcome is None:
        show_json(plan.to_json())
        return
    if isinstance(outcome.switch, Switched):
        for warning in outcome.switch.warnings:
            warn(warning)
    if as_json:
        show_json(outcome.to_json())
    else:
        show(_summary(outcome))


def _accepting(settings: Config, reason: str | None) -> Config:
    """With the reason in the section that is asked for one."""
    if reason is None:
        return settings
    name = "judge" if settings.model_quality is None else "model_quality"
    section = getattr(settings, name)
    if section is None:
        raise ConfigError(
            "--accept is of no use where nothing is judged.",
            hint="Add a section `judge:` (conf/policy.yaml).",
        )
    return settings.model_copy(update={name: section.model_copy(update={"accept": accepted(reason)})})


def _summary(outcome: Outcome) -> list[str]:
    computed, publication = outcome.computation, outcome.publication
    return table(
        [
            ("dataset", str(computed.facts["dataset_uri"])),
            ("rows", f"{computed.item_count:,}"),
            ("columns", f"{computed.feature_count:,}"),
            ("seconds", f"{computed.seconds:.1f} (reading and profiling)"),
            ("statistics", str(publication.statistics)),
            ("constraints", str(publication.constraints)),
            ("published", "now, and read back" if publication.is_new else "already there, the same bytes"),
            *switch_rows(outcome.switch),
            *([] if outcome.confirmed is None else confirmed_rows(outcome.confirmed)),
        ]
    )


def confirmed_rows(confirmed: Confirmed) -> list[tuple[str, str]]:
    """What the first execution showed, for people."""
    return [("execution", f"{confirmed.execution} used the new baseline: {confirmed.status}")]


def switch_rows(switch: Switched | Unchanged | None) -> list[tuple[str, str]]:
    """What happened to the schedule, for people."""
    if switch is None:
        return [("schedule", "none named: published only")]
    if isinstance(switch, Unchanged):
        return [("schedule", f"{switch.schedule}: unchanged, it uses this baseline already")]
    old = switch.before.constraints or "none"
    definitions = (
        [("definition", f"{switch.definition_before} → {switch.definition_after}")]
        if switch.definition_after
        else []
    )
    return [
        ("schedule", f"{switch.schedule}: switched and verified, {switch.status_after}, all else as it was"),
        ("before", old),
        ("after", str(switch.after.constraints)),
        *definitions,
        ("to go back", f"baselining rollback {switch.schedule}"),
        ("next", f"baselining confirm {switch.schedule} --wait 7200"),
    ]
