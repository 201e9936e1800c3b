"""The door to Spark: a dataset's specification in, its profile out, whichever engine computes them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.edge.interrupts import heeded_afterwards
from baselining.errors import ConfigError, DatasetError
from baselining.mistakes.find import likely_mistakes
from baselining.mistakes.header import why_rows_are_longer
from baselining.profile import DatasetProfile, measure
from baselining.spark.failures import spark_failures
from baselining.spark.known_values import DomainsOf, count_known_values
from baselining.spark.profiled import Profiled, Throughput, notes_of
from baselining.spark.saved_states.rule import check_states
from baselining.spark.session.compiler import compiler_of, compiler_options
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, spark_session
from baselining.spark.workers.foresee import workers_will_read
from baselining.states.saved.index import BY_FILE
from baselining.world.s3uri import is_s3

if TYPE_CHECKING:
    from pyspark import Accumulator
    from pyspark.sql import SparkSession

    from baselining.spark.frames.table import Table

AT_LINE_ENDS = "cut at line ends"
"""The split rule under which large CSV files are cut: as Spark cuts JSON Lines, at the line end behind each cut."""

_FIRST_CELLS = 20

_log = logging.getLogger(__name__)


Progress = Callable[[str, int, int, str], None]
"""Told (what, done, of how many, more in words) while something long runs."""


def needs_of(spec: DatasetSpec, engine: Engine, states: str | None = None) -> frozenset[Need]:
    """Which capabilities beyond stock Spark this takes."""
    needs = set()
    if is_s3(spec.uri) or (states and is_s3(states)):
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
) -> Profiled:
    """Profile the dataset and check that it is fit to be a baseline's.

    Args:
        look_first: Called while Spark starts; what it raises ends that.
        states: Where states of files are kept: only files without them are read.
        save_states: Keep those of this run, too.
        domains_of: Which texts of which columns to count in any case; asked with the names of the columns.

    Raises:
        ConfigError: If states of this dataset cannot be kept, or large files not be cut.
        DatasetError: If it is missing, empty, without rows, nested, with rows longer than the header, or not readable.
        StorageError, ComputeError, SetupError, JarsError: If the world or the machine fails.
    """
    _check_wishes(spec, engine, states)
    options = compiler_options(workers_read=workers_will_read(spec, engine, by_file=bool(states)))

    def meanwhile() -> None:
        look_first()
        on_progress("starting Spark", 0, 0, "")
        _load()

    with spark_session(replace(session, java_options=options), meanwhile) as spark:
        return _profile(
            spark, spec, engine, on_progress, states, save_states=save_states, domains_of=domains_of
        )


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


def _load() -> None:
    """Load what profiling needs; nothing can be done with it before Spark is there."""
    with heeded_afterwards():
        import baselining.spark.engines.arrow
        import baselining.spark.frames.readers
        import baselining.spark.progress  # noqa: F401


def _profile(
    spark: SparkSession,
    spec: DatasetSpec,
    engine: Engine,
    on_progress: Progress,
    states: str | None,
    *,
    save_states: bool,
    domains_of: DomainsOf | None,
) -> Profiled:
    from baselining.spark.frames.readers import read
    from baselining.spark.progress import input_bytes, named_jobs, watched

    started = time.monotonic()
    with spark_failures(spec.uri), named_jobs(spark, f"open {spec.uri}"):
        table = read(spark, spec, by_file=bool(states))
        size = input_bytes(table.frame) if isinstance(table.reader, SparkReads) else table.reader.bytes

    def say(reading: object) -> None:
        _log.info("%s: %s", spec.uri, reading)
        on_progress(str(reading), 0, 0, "")

    watching = watched(
        spark,
        f"profile {spec.uri}",
        input_size=size,
        columns=len(table.names),
        on_progress=on_progress if engine is Engine.ARROW else None,  # Deequ's jobs are too many to tell
    )
    with spark_failures(spec.uri), watching as values:
        if states:
            found = _with_states(spark, table, spec, states, save_states, say, values)
        elif engine is Engine.ARROW:
            found = _by_arrow(spark, table, say, values)
        else:
            found = _by_deequ(spark, table, say, on_progress)
        table = found.table
        one_split = _is_one_split(table)
    _check(found.profile, found.long_rows, len(table.names), spec)
    with spark_failures(spec.uri):
        domains = domains_of(table.names) if domains_of else {}
        counted = count_known_values(lambda: table.frame, found.profile, domains)
    throughput = Throughput(
        reading=found.reading,
        rows=found.profile.item_count,
        columns=len(table.names),
        input_bytes=size,
        seconds=time.monotonic() - started,
        java_compiler=compiler_of(spark),
    )
    return Profiled(
        profile=found.profile,
        short_rows=found.short_rows,
        delta_version=table.delta_version,
        one_split=one_split,
        spark_version=str(spark.version),
        notes=(
            *found.notes,
            *table.notes,
            *notes_of(found.profile, found.short_rows),
            *_mistakes(table, found.profile, spec),
        ),
        throughput=throughput,
        split_rule=_split_rule(table, spec, size) if engine is Engine.ARROW else None,
        counted=counted,
    )


def _mistakes(table: Table, profile: DatasetProfile, spec: DatasetSpec) -> tuple[str, ...]:
    """Sentences on likely mistakes; the first cells are read again if they are asked for, which is hardly ever."""
    return likely_mistakes(
        profile,
        is_csv=spec.format is DatasetFormat.CSV,
        header=spec.header,
        first_cells=lambda: [row[0] or "" for row in table.frame.head(_FIRST_CELLS)],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What an engine found, in which table, and who read for it in words."""

    profile: DatasetProfile
    short_rows: int = 0
    long_rows: int = 0
    table: Table
    reading: str
    notes: tuple[str, ...] = ()


def _by_arrow(
    spark: SparkSession, table: Table, say: Callable[[object], None], values: Accumulator[int]
) -> _Found:
    from baselining.spark.engines import arrow as arrow_engine

    say(table.reader)
    folded = arrow_engine.profile_table(spark, table, say, values)
    return _Found(
        profile=measure(folded.state),
        short_rows=folded.short_rows,
        long_rows=folded.long_rows,
        table=folded.table,
        reading=str(folded.table.reader),
    )


def _by_deequ(
    spark: SparkSession, table: Table, say: Callable[[object], None], on_progress: Progress
) -> _Found:
    from baselining.spark.engines import deequ as deequ_engine

    reading = str(SparkReads("the deequ engine"))
    say(reading)
    table = table.as_spark_finds_it()
    profile, short_rows, long_rows = deequ_engine.profile_table(
        spark, table, lambda done, shards: on_progress("profiling", done, shards, "five columns each")
    )
    return _Found(profile=profile, short_rows=short_rows, long_rows=long_rows, table=table, reading=reading)


def _with_states(
    spark: SparkSession,
    table: Table,
    spec: DatasetSpec,
    states: str,
    save: bool,
    say: Callable[[object], None],
    values: Accumulator[int],
) -> _Found:
    """Profile what has no saved states; save once the whole is found to be fit."""
    from baselining.spark.saved_states.run import StatesRun

    run = StatesRun(spark, table, spec, states)
    say(run.reading)
    try:
        profile = measure(run.profile(write=save, values=values))
        _check(profile, 0, len(table.names), spec)
        if save:
            run.save()
    except BaseException:
        if save:
            run.discard()
        raise
    return _Found(profile=profile, table=table, reading=run.reading, notes=run.notes)


def _is_one_split(table: Table) -> bool:
    """Is it one file that nobody cuts? Whoever reads cuts by the same rule; a plan for the workers says so already."""
    if isinstance(table.reader, WorkersRead):
        return table.reader.is_one_split
    return len(table.frame.inputFiles()) == 1 and table.frame.rdd.getNumPartitions() == 1


def _split_rule(table: Table, spec: DatasetSpec, size: int) -> str | None:
    """Other than what Spark would do by itself."""
    from baselining.dataset.formats.choose import format_of

    if table.rule.by_file:
        return BY_FILE
    if format_of(spec).is_always_cut:
        return table.rule.wide(len(table.names), size)
    is_cut = isinstance(table.reader, WorkersRead) and table.reader.has_cut_files
    return AT_LINE_ENDS if is_cut else None


def _check(profile: DatasetProfile, long_rows: int, columns: int, spec: DatasetSpec) -> None:
    if long_rows:
        raise DatasetError(
            f"{long_rows:,} rows of {spec.uri} have more cells than the {columns} columns of the header.",
            hint=why_rows_are_longer(list(profile.columns)),
        )
    if not profile.item_count:
        raise DatasetError(f"The dataset at {spec.uri} has no rows of data.")
    replaced = [name for name, column in profile.columns.items() if column.replaced]
    if replaced and not spec.allow_replacement_characters:
        raise DatasetError(
            f"{spec.uri} is not clean UTF-8: cells of {', '.join(map(repr, replaced[:5]))} hold the replacement "
            "character U+FFFD.",
            hint="Save it as UTF-8, or accept those cells: --allow-replacement-characters "
            "(dataset.allow_replacement_characters).",
        )
