"""The straight line, top to bottom: read → profile → summarize → suggest → publish → switch.

Each arrow is one function and each value between them is frozen. Only profiling (Spark), publishing (S3) and switching
(SageMaker) touch the world, each through a door that is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from baselining.computing import compute_documents, session_spec, spark_for
from baselining.config import Config, ModelQualitySection, SwitchSection
from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.edge.interrupts import when_stopped
from baselining.errors import (
    BaseliningError,
    InterruptedRunError,
    NotConfirmedError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.going_live.overrides import read_overrides
from baselining.outcome import Computation, Outcome, Plan
from baselining.publication.on_record import publish_on_record
from baselining.publication.plan import PublicationPlan, plan_publication
from baselining.schedule.live import LiveSchedule
from baselining.schedule.operations import Confirmed, Terms, confirm_switch, switch_schedule
from baselining.schedule.operations.surroundings import Look
from baselining.schedule.plan import plan_switch, recorded_at
from baselining.schedule.switch.run import Switched
from baselining.schedule.switch.watch import Budgets
from baselining.spark.profiler import fit_to_read, needs_of
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, spark_session
from baselining.world.locations import Baseline
from baselining.world.ports import Endpoints, World
from baselining.world.s3uri import S3Uri


@when_stopped(partial(InterruptedRunError, "Stopped. Nothing was published, and no schedule was changed."))
def plan_baseline(
    config: Config,
    world: World,
    *,
    save_states: bool = True,
    endpoints: Callable[[], Endpoints] | None = None,
) -> Plan:
    """Compute the new baseline, judge it, and decide what to change; looks at the schedule first, while Spark starts.

    Args:
        save_states: Keep states where the configuration says so; they are used in any case.
        endpoints: Opens the door to endpoints, on whose captured traffic the baseline is tried.

    Raises:
        UnfitBaselineError, WorseModelError: If it is not fit to go live, and nobody accepts it.
        ConfigError, InputError: If the configuration, dataset, schedule or destination is wrong. Nothing was written.
        WorldError: If Spark, S3 or SageMaker fails, or it is interrupted. Nothing was written.
    """
    config.check_what_counts()
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
        files, computation = _compute(config, world, first, save_states=save_states, endpoints=endpoints)
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
    config: Config,
    world: World,
    look: Look,
    *,
    save_states: bool,
    endpoints: Callable[[], Endpoints] | None,
) -> tuple[dict[str, bytes], Computation]:
    """The documents of a baseline that is fit to go live, of data quality or of model quality."""
    if config.model_quality is not None:
        from baselining.going_live.judged_quality import judged_quality
        from baselining.model_quality_pipeline import measure_quality

        section = config.model_quality
        session = session_spec(config, lambda: world.credentials, world.events)
        measured = measure_quality(
            config.dataset, section, session=session, events=world.events, look_first=look
        )
        found = judged_quality(measured, section, config, world, look().live)
        return found.files, Computation(
            facts=measured.facts,
            run=measured.run,
            item_count=measured.quality.count,
            feature_count=len(section.question.columns),
            notes=(*measured.notes, *found.notes),
            seconds=measured.seconds,
            one_split=measured.one_split,
            throughput=measured.throughput,
            findings=found.findings,
            why=found.why,
        )

    overrides, wishes = read_overrides(config, world), config.profile.wishes
    session = _session(config, world)
    with _one_spark(config, session, look):
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
            hold_out=config.judge.hold_out if config.judge else 0.0,
            wishes=wishes,
        )
        from baselining.going_live.judged import (
            go_on_or_refuse,
        )  # with numpy, for which Spark's start need not wait

        judged = go_on_or_refuse(
            documents, computation, config, world, look().live, overrides, endpoints, session
        )
    return judged.files, replace(
        computation,
        notes=(*computation.notes, *judged.notes),
        findings=judged.findings,
        why=judged.why,
    )


def _session(config: Config, world: World) -> SessionSpec:
    """A Spark that reads the training set, and traffic where that is wanted."""
    needs = needs_of(config.dataset, config.profile.engine, config.profile.states)
    if config.reads_traffic:
        needs |= {Need.S3}
    return spark_for(needs, config.spark, config.aws, lambda: world.credentials, world.events)


@contextmanager
def _one_spark(config: Config, session: SessionSpec, look: Look) -> Iterator[None]:
    """Where traffic is read behind the training set, one Spark for both: a second one would start for seconds."""
    if not config.reads_traffic:
        yield
        return
    with spark_session(
        fit_to_read(session, config.dataset, config.profile.engine, config.profile.states), look
    ):
        yield


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
        plan.publication,
        world,
        plan.computation.facts | plan.computation.run,
        findings=plan.computation.findings,
    )
    switch = None
    try:
        if config.switch.schedule is not None:
            switch = switch_schedule(
                world,
                config.switch.schedule,
                publication.baseline,
                terms(config.switch),
                why=plan.computation.why,
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
