"""The door to Spark: a dataset's specification in, its profile out; or places of saved states in, and out the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from baselining.dataset.capture.records import Merging
from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.found import Found
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.edge.interrupts import heeded_afterwards
from baselining.errors import ConfigError
from baselining.in_process.rule import found_for_this_process
from baselining.spark.known_values import DomainsOf
from baselining.spark.profiled import Profiled, Progress
from baselining.spark.saved_states.rule import check_states
from baselining.spark.session.begin import load_pyspark
from baselining.spark.session.compiler import compiler_options
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, spark_session, starts_spark_itself
from baselining.spark.workers.foresee import workers_will_read
from baselining.world.s3uri import is_s3


def needs_of(spec: DatasetSpec, engine: Engine, states: str | None = None) -> frozenset[Need]:
    """Which capabilities beyond stock Spark this takes."""
    needs = set()
    if any(place and is_s3(place) for place in (spec.uri, states, spec.preprocess_script)):
        needs.add(Need.S3)
    if spec.format is DatasetFormat.DELTA:
        needs.add(Need.DELTA)
    if engine is Engine.DEEQU:
        needs.add(Need.DEEQU)
    return frozenset(needs)


def profile_dataset(
    spec: DatasetSpec,
    *,
    engine: Engine,
    session: SessionSpec,
    on_progress: Progress,
    states: str | None = None,
    save_states: bool = True,
    look_first: Callable[[], object] = lambda: None,
    domains_of: DomainsOf | None = None,
    by_hour: bool = False,
    hold_out: float = 0.0,
) -> Profiled:
    """Profile the dataset and check that it is fit to be a baseline's.

    Args:
        look_first: Called while Spark starts; what it raises ends that.
        states: Where states of files are kept: only files without them are read.
        save_states: Keep those of this run, too.
        by_hour: Profile what was captured in each hour, too, from the same scan; the whole is the hours merged.
        hold_out: Which share of the rows to profile once more, by themselves, from the same scan; 0: none. Not where
            states are kept, nor by Deequ, nor of captured data.
        domains_of: Which texts of which columns to count in any case; asked with the names of the columns.

    Raises:
        ConfigError: If states of this dataset cannot be kept, or large files not be cut.
        DatasetError: If it is missing, empty, without rows, nested, with rows longer than the header, or not readable.
        StorageError, ComputeError, SetupError, JarsError: If the world or the machine fails.
    """
    _check_wishes(spec, engine, states)
    if by_hour:
        _check_hours(spec, engine)

    if not (states or by_hour) and starts_spark_itself(session):
        found = found_for_this_process(spec, engine)
        if found:
            look_first()
            look_first = _nothing
            with suppress(UnlikeSparkError, OSError):  # Spark says why, once it is there
                return _in_process(spec, found, on_progress, domains_of, hold_out)

    def meanwhile() -> None:
        look_first()
        on_progress("starting Spark", 0, 0, "")
        _load()

    with spark_session(fit_to_read(session, spec, engine, states), meanwhile) as spark:
        from baselining.spark.profiling import profile_with

        return profile_with(
            spark,
            spec,
            engine,
            on_progress,
            states,
            save_states=save_states,
            domains_of=domains_of,
            by_hour=by_hour,
            hold_out=hold_out,
        )


def fit_to_read(
    session: SessionSpec, spec: DatasetSpec, engine: Engine, states: str | None = None
) -> SessionSpec:
    """The session with the Java compiler that fits whoever will read the dataset (`session/compiler.py`).

    Raises:
        DatasetError: If nothing is there, on this machine, or it cannot be read by its name.
    """
    workers_read = workers_will_read(spec, engine, by_file=bool(states))
    return replace(session, java_options=compiler_options(workers_read=workers_read))


def needs_of_states(places: Sequence[str]) -> frozenset[Need]:
    """Which capabilities beyond stock Spark merging saved states takes."""
    return frozenset({Need.S3} if any(is_s3(place) for place in places) else ())


def merge_states(places: Sequence[str], *, session: SessionSpec, on_progress: Progress) -> Profiled:
    """Merge whole sets of states, in the order of `places`; inside a set in order of file and place in the file.

    Raises:
        DocumentError: If there are no states, or damaged ones, or they do not fit together.
        StorageError, ComputeError, SetupError, JarsError: If the world or the machine fails.
    """
    on_progress("starting Spark", 0, 0, "")
    options = compiler_options(workers_read=True)
    with spark_session(replace(session, java_options=options), _load_merging) as spark:
        from baselining.spark.saved_states.merge import merge_with

        return merge_with(spark, places)


def _check_wishes(spec: DatasetSpec, engine: Engine, states: str | None) -> None:
    """Raise ConfigError if what was asked for does not go together."""
    if spec.split_large_files and spec.format is not DatasetFormat.CSV:
        raise ConfigError(
            "Only CSV files are cut if that is asked for; others always are.",
            hint="Leave out --split-large-files (dataset.split_large_files).",
        )
    if spec.split_large_files and engine is not Engine.ARROW:
        raise ConfigError(
            "Only the arrow engine cuts large CSV files.",
            hint="Leave out --split-large-files (dataset.split_large_files), or --engine (profile.engine).",
        )
    if states:
        check_states(spec, states, is_arrow=engine is Engine.ARROW)


def _check_hours(spec: DatasetSpec, engine: Engine) -> None:
    """Raise ConfigError if there are no hours to tell apart."""
    if spec.merging is Merging.CONTAINER:
        raise ConfigError(
            "The container tells no hours apart: --merging container is for one window.",
            hint="Leave out --merging, or --by hour.",
        )
    if spec.format is not DatasetFormat.CAPTURE or engine is not Engine.ARROW:
        raise ConfigError(
            "Only the arrow engine tells hours apart, and only those of captured data.",
            hint="Use --format capture and no --engine, or leave out --by hour.",
        )


def _in_process(
    spec: DatasetSpec, found: Found, on_progress: Progress, domains_of: DomainsOf | None, hold_out: float
) -> Profiled:
    with heeded_afterwards():
        from baselining.in_process.profile import profile_in_process

    return profile_in_process(spec, found, on_progress=on_progress, domains_of=domains_of, hold_out=hold_out)


def _nothing() -> None:
    """What is left to be done first when it was done."""


def _load() -> None:
    """Load what profiling needs; nothing can be done with it before Spark is there."""
    with heeded_afterwards():
        load_pyspark()
        import baselining.spark.profiling  # noqa: F401


def _load_merging() -> None:
    """As `_load`, of what merging needs."""
    with heeded_afterwards():
        load_pyspark()
        import baselining.spark.saved_states.merge  # noqa: F401
