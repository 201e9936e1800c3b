"""Read → profile → summarize → suggest: the part of the straight line that computes, and changes nothing anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from baselining.baselines.outputs import arrange
from baselining.baselines.suggest import suggest
from baselining.config import AwsSection, Config, SparkSection
from baselining.dataset.outputs import Outputs
from baselining.dataset.spec import DatasetSpec, Engine
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.outcome import Computation
from baselining.personal_data.treat import treat, with_room
from baselining.personal_data.wishes import Wishes
from baselining.publication.manifest import Fact
from baselining.spark.known_values import DomainsOf
from baselining.spark.profiled import Profiled
from baselining.spark.profiler import merge_states, needs_of, profile_dataset
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec
from baselining.world.credentials import Credentials
from baselining.world.events import Events, tell


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
    hold_out: float = 0.0,
    outputs: Outputs = Outputs(),  # noqa: B008 - a value
    wishes: Wishes | None = None,
) -> tuple[Documents, Computation]:
    """Read → profile → summarize → suggest. Changes nothing anywhere, but keeps states at `states`.

    Args:
        look_first, domains_of, by_hour, hold_out: As `profile_dataset` has them.
        named: Other names for the columns, by those that they have in the dataset.
        outputs: Columns that shall stand at one end of the others.
        wishes: Which values shall not be published in clear.
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
        hold_out=hold_out,
    )
    if named is not None:
        profiled = profiled.renamed(named(list(profiled.profile.columns)))
    held = None if profiled.held_out is None else arrange(profiled.held_out, outputs)
    profiled = replace(profiled, profile=arrange(profiled.profile, outputs), held_out=held)
    where: dict[str, Fact] = {"dataset_uri": dataset.uri, "dataset_format": dataset.format.value}
    where |= {
        f"captured_{name}": moment
        for name, moment in (("since", dataset.since), ("until", dataset.until))
        if moment is not None
    }
    return _documents(profiled, version, where, started, engine, wishes)


def merge_documents(
    states: Sequence[str], *, version: FormatVersion, session: SessionSpec, events: Events
) -> tuple[Documents, Computation]:
    """Merge saved states → summarize → suggest. Changes nothing anywhere."""
    started = time.monotonic()
    profiled = merge_states(states, session=session, on_progress=events.count)
    return _documents(profiled, version, {"states": ", ".join(states)}, started)


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


def _documents(
    profiled: Profiled,
    version: FormatVersion,
    where: dict[str, Fact],
    started: float,
    engine: Engine | None = None,
    wishes: Wishes | None = None,
) -> tuple[Documents, Computation]:
    from baselining.baselines.summarize import summarize  # with numpy, for which Spark's start need not wait

    clear = summarize(profiled.profile, version)
    treatment = None if wishes is None else wishes.of(list(profiled.profile.columns))
    statistics = clear if treatment is None else treat(clear, treatment)
    constraints = suggest(statistics, version)
    if treatment is not None:
        where |= treatment.facts()
        constraints = with_room(constraints, clear, treatment)
    documents = Documents(statistics=statistics, constraints=constraints)
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
        treatment=treatment,
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
