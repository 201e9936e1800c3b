"""The straight line, top to bottom: read → profile → summarize → suggest → publish → switch.

Each arrow is one function and each value between them is frozen. Only profiling (Spark), publishing (S3) and switching
(SageMaker) touch the world, each through a door that is passed in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from baselining.baselines.outputs import arrange
from baselining.baselines.suggest import suggest
from baselining.config import AwsSection, Config, ModelQualitySection, SparkSection, SwitchSection
from baselining.dataset.outputs import Outputs
from baselining.dataset.spec import DatasetSpec, Engine
from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.edge.interrupts import when_stopped
from baselining.errors import (
    BaseliningError,
    InterruptedRunError,
    NotConfirmedError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.outcome import Computation, Outcome, Plan
from baselining.publication.manifest import Fact
from baselining.publication.on_record import publish_on_record
from baselining.publication.plan import PublicationPlan, plan_publication
from baselining.schedule.live import LiveSchedule
from baselining.schedule.operations import Confirmed, Terms, confirm_switch, switch_schedule
from baselining.schedule.operations.surroundings import Look
from baselining.schedule.plan import plan_switch, recorded_at
from baselining.schedule.switch.run import Switched
from baselining.schedule.switch.watch import Budgets
from baselining.spark.known_values import DomainsOf
from baselining.spark.profiled import Profiled
from baselining.spark.profiler import merge_states, needs_of, profile_dataset
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec
from baselining.world.credentials import Credentials
from baselining.world.events import Events, tell
from baselining.world.locations import Baseline
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri


def compute_documents(
    dataset: DatasetSpec,
    *,
    engine: Engine,
    version: FormatVersion,
    session: SessionSpec,
    events: Events,
    states: str | None = None,
    save_states: bool = True,
    look_first: Callable[[], object] = lambda: None,
    named: Callable[[Sequence[str]], Mapping[str, str]] | None = None,
    domains_of: DomainsOf | None = None,
    by_hour: bool = False,
    outputs: Outputs = Outputs(),  # noqa: B008 - a value
) -> tuple[Documents, Computation]:
    """Read → profile → summarize → suggest. Changes nothing anywhere, but keeps states at `states`.

    Args:
        look_first, domains_of, by_hour: As `profile_dataset` has them.
        named: Other names for the columns, by those that they have in the dataset.
        outputs: Columns that shall stand at one end of the others.
    """
    started = time.monotonic()
    profiled = profile_dataset(
        dataset,
        engine=engine,
        session=session,
        on_progress=events.count,
        states=states,
        save_states=save_states,
        look_first=look_first,
        domains_of=domains_of,
        by_hour=by_hour,
    )
    if named is not None:
        profiled = profiled.renamed(named(list(profiled.profile.columns)))
    profiled = replace(profiled, profile=arrange(profiled.profile, outputs))
    where: dict[str, Fact] = {"dataset_uri": dataset.uri, "dataset_format": dataset.format.value}
    where |= {
        f"captured_{name}": moment
        for name, moment in (("since", dataset.since), ("until", dataset.until))
        if moment is not None
    }
    return _documents(profiled, version, where, started, engine)


def merge_documents(
    states: Sequence[str], *, version: FormatVersion, session: SessionSpec, events: Events
) -> tuple[Documents, Computation]:
    """Merge saved states → summarize → suggest. Changes nothing anywhere."""
    started = time.monotonic()
    profiled = merge_states(states, session=session, on_progress=events.count)
    return _documents(profiled, version, {"states": ", ".join(states)}, started)


@when_stopped(partial(InterruptedRunError, "Stopped. Nothing was published, and no schedule was changed."))
def plan_baseline(config: Config, world: World, *, save_states: bool = True) -> Plan:
    """Compute the new baseline and decide what to change; looks at the schedule first, while Spark starts.

    Args:
        save_states: Keep states where the configuration says so; they are used in any case.

    Raises:
        InputError: If the dataset, the schedule or the destination is wrong. Nothing was written.
        WorldError: If Spark, S3 or SageMaker fails, or it is interrupted. Nothing was written.
    """
    quality = config.model_quality
    first = Look(
        world,
        config.switch.schedule,
        to=config.publish.to,
        allow_other_bucket=config.publish.allow_other_bucket,
        records=terms(config.switch).records,
        kind="DataQuality" if quality is None else "ModelQuality",
        agree=None if quality is None else partial(_agree, quality),
    )
    try:
        files, computation = _compute(config, world, first, save_states=save_states)
    except BaseliningError:
        first()  # what it finds is said first, whatever else is wrong
        raise
    found = first()
    publication = plan_publication(files, found.to, facts=computation.facts, encryption=found.encryption)
    switch = None
    if found.live and found.records:
        switch = recorded_at(plan_switch(found.live, _planned(publication)), found.records)
    return Plan(
        computation=computation,
        publication=publication,
        switch=switch,
        credentials=world.credentials.source,
    )


def _agree(section: ModelQualitySection, live: LiveSchedule) -> None:
    from baselining.model_quality_pipeline import agree_with

    agree_with(live, section=section)


def _compute(
    config: Config, world: World, look: Look, *, save_states: bool
) -> tuple[dict[str, bytes], Computation]:
    """The documents of a baseline, of data quality or of model quality."""
    session = session_spec(config, lambda: world.credentials, world.events)
    if config.model_quality is not None:
        from baselining.model_quality_pipeline import judge_against_live, measure_quality

        measured = measure_quality(
            config.dataset, config.model_quality, session=session, events=world.events, look_first=look
        )
        notes = judge_against_live(measured, look().live, world.store, accept=config.model_quality.accept)
        return measured.to_files(), Computation(
            facts=measured.facts,
            run=measured.run,
            item_count=measured.quality.count,
            feature_count=len(config.model_quality.question.columns),
            notes=(*measured.notes, *notes),
            seconds=measured.seconds,
            one_split=measured.one_split,
            throughput=measured.throughput,
        )
    documents, computation = compute_documents(
        config.dataset,
        engine=config.profile.engine,
        version=config.profile.format_version,
        session=session,
        events=world.events,
        states=config.profile.states,
        save_states=save_states,
        look_first=look,
        outputs=config.profile.outputs,
    )
    return documents.to_files(), computation


def run_baseline(plan: Plan, config: Config, world: World) -> Outcome:
    """Publish → switch, as planned, and confirm if the configuration says so.

    The schedule is looked at again under the lease, so that whatever else was changed since stays as it is.

    Raises:
        WorldError: If S3 or SageMaker fails, or somebody asked to stop before the update; the old baseline is live.
        NotConfirmedError: If the new baseline is live, and its first execution did not come in time, or somebody
            asked to stop before.
        UnknownOutcomeError: If it cannot be known which baseline is live.
    """
    publication, record = publish_on_record(
        plan.publication, world, plan.computation.facts | plan.computation.run
    )
    switch = None
    try:
        if config.switch.schedule is not None:
            switch = switch_schedule(
                world, config.switch.schedule, publication.baseline, terms(config.switch)
            )
    except InterruptedRunError as error:
        raise InterruptedRunError(
            f"{error.message} The new baseline is published at {publication.location}.", hint=error.hint
        ) from error
    confirmed = _confirm(switch, config.switch, world) if isinstance(switch, Switched) else None
    return Outcome(
        computation=plan.computation,
        publication=publication,
        record=record,
        switch=switch,
        confirmed=confirmed,
    )


def _confirm(switch: Switched, section: SwitchSection, world: World) -> Confirmed | None:
    """Wait for the first execution, if the configuration says so and nobody asked to stop meanwhile.

    Raises:
        NotConfirmedError: Whatever keeps it from being confirmed: the switch is done, so no other error would be true.
        SwitchFailedError: As `confirm_switch`.
        UnknownOutcomeError: As `confirm_switch`.
    """
    if not section.confirm_wait_s:
        return None
    try:
        if switch.interrupted:
            raise InterruptedRunError("Stopped after the switch, which was finished.")
        return confirm_switch(
            world,
            switch.schedule,
            terms(section),
            wait_s=section.confirm_wait_s,
            auto_rollback=section.auto_rollback,
        )
    except (NotConfirmedError, SwitchFailedError, UnknownOutcomeError):
        raise
    except BaseliningError as error:
        raise NotConfirmedError(
            f"The schedule {switch.schedule!r} was switched, but the switch is not confirmed: {error.message}",
            hint=f"Look after the next execution: baselining confirm {switch.schedule} --wait 7200",
        ) from error


def session_spec(config: Config, credentials: Callable[[], Credentials], events: Events) -> SessionSpec:
    """What the configuration asks of Spark; see `spark_for`."""
    if config.model_quality is None:
        needs = needs_of(config.dataset, config.profile.engine, config.profile.states)
    else:
        from baselining.model_quality_pipeline import needs_of_quality

        needs = needs_of_quality(config.dataset, config.model_quality)
    return spark_for(needs, config.spark, config.aws, credentials, events)


def spark_for(
    needs: frozenset[Need],
    spark: SparkSection,
    aws: AwsSection,
    credentials: Callable[[], Credentials],
    events: Events,
) -> SessionSpec:
    """A Spark with the capabilities that are needed, as the configuration wants it.

    Where S3 is read, it is so with the `credentials` that all else is done with. Says when they end.
    """
    keys = credentials().keys() if Need.S3 in needs else None
    if keys is not None and keys.expires is not None:
        tell(events, f"the AWS credentials end at {keys.expires:%H:%M %Z}, and Spark cannot renew them")
    settings = {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in spark.settings.items()
    }
    return SessionSpec(
        master=spark.master,
        needs=needs,
        endpoint_url=aws.endpoint_url,
        region=aws.region,
        keys=keys,
        settings=settings,
    )


def terms(switch: SwitchSection) -> Terms:
    """On which terms the configuration lets us work on the schedule, and how long it lets us wait for SageMaker."""
    budgets = Budgets(
        settle_s=switch.settle_timeout_s,
        apply_s=switch.update_timeout_s,
        poll_s=switch.poll_s,
        wait_for_executions=switch.wait_for_execution,
    )
    return Terms(
        budgets=budgets,
        records=records_place(switch),
        lease_s=switch.lease_s,
    )


def records_place(switch: SwitchSection) -> S3Uri | None:
    """Below which place the configuration says that records are; None: at their default place."""
    return None if switch.records is None else S3Uri.parse(switch.records)


def _planned(publication: PublicationPlan) -> Baseline:
    """The baseline that a publication will be."""
    return Baseline(
        constraints=str(publication.location / CONSTRAINTS),
        statistics=str(publication.location / STATISTICS),
        digest=publication.digest,
    )


def _documents(
    profiled: Profiled,
    version: FormatVersion,
    where: dict[str, Fact],
    started: float,
    engine: Engine | None = None,
) -> tuple[Documents, Computation]:
    from baselining.baselines.summarize import summarize  # with numpy, for which Spark's start need not wait

    statistics = summarize(profiled.profile, version)
    documents = Documents(statistics=statistics, constraints=suggest(statistics, version))
    return documents, Computation(
        facts=_facts(profiled, version, where),
        run={
            "engine": engine and engine.value,
            "spark_version": profiled.spark_version or None,
            **profiled.throughput.to_json(),
        },
        item_count=profiled.profile.item_count,
        feature_count=len(profiled.profile.columns),
        notes=profiled.notes,
        seconds=time.monotonic() - started,
        one_split=profiled.one_split,
        throughput=profiled.throughput,
        profiled=profiled,
    )


def _facts(profiled: Profiled, version: FormatVersion, where: dict[str, Fact]) -> dict[str, Fact]:
    """What the manifest says about the data; nothing that differs between two runs on the same data."""
    facts: dict[str, Fact] = {
        **where,
        "item_count": profiled.profile.item_count,
        "feature_count": len(profiled.profile.columns),
        "format_version": version.value,
    }
    if profiled.delta_version is not None:
        facts["delta_version"] = profiled.delta_version
    if profiled.split_rule is not None:
        facts["split_rule"] = profiled.split_rule
    return facts
