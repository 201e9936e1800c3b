"""A dataset and a running Spark → what profiling found: its profile, and what is to be said about it.

Loaded while Spark starts (`profiler.py`), because this needs numpy, pyarrow and the kernels.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from baselining.dataset.capture.naming import order_notes
from baselining.dataset.capture.told import refuse_broken
from baselining.dataset.formats.choose import format_of
from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.folding.fitness import refuse_unfit
from baselining.mistakes.find import likely_mistakes
from baselining.profile import DatasetProfile, measure
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.failures import spark_failures
from baselining.spark.frames.readers import read
from baselining.spark.known_values import Domains, DomainsOf, count_known_values, uncounted
from baselining.spark.profiled import Profiled, Progress, Throughput, notes_of
from baselining.spark.progress import input_bytes, named_jobs, watched
from baselining.spark.session.compiler import compiler_of
from baselining.states.saved.index import BY_FILE

if TYPE_CHECKING:
    from pyspark import Accumulator
    from pyspark.sql import SparkSession

    from baselining.spark.frames.table import Table

_FIRST_CELLS = 20

_log = logging.getLogger(__name__)


def profile_with(
    spark: SparkSession,
    spec: DatasetSpec,
    engine: Engine,
    on_progress: Progress,
    states: str | None,
    *,
    save_states: bool,
    domains_of: DomainsOf | None = None,
    by_hour: bool = False,
    hold_out: float = 0.0,
) -> Profiled:
    """Profile the dataset in this Spark.

    Args:
        states, save_states, domains_of, by_hour, hold_out: As `profile_dataset` has them.

    Raises:
        As `profile_dataset`, but for wishes that do not go together and for what starting Spark raises.
    """
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
            found = _by_arrow(spark, table, say, values, by_hour=by_hour, hold_out=hold_out)
        else:
            found = _by_deequ(spark, table, say, on_progress)
        table = found.table
        one_split = _is_one_split(table)
    if table.told is not None:
        refuse_broken(table.told.value, spec.uri, spec.most_broken)
    refuse_unfit(found.profile, spec, long_rows=found.long_rows)
    with spark_failures(spec.uri):
        domains = domains_of(table.names) if domains_of else {}
        counted = count_known_values(lambda: table.frame, found.profile, domains)
        counted_by_hour = _counted_by_hour(table, found.hours, domains)
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
            *(order_notes(table.names) if spec.format is DatasetFormat.CAPTURE else ()),
        ),
        throughput=throughput,
        split_rule=_split_rule(table, spec, size) if engine is Engine.ARROW else None,
        counted=counted,
        hours=found.hours,
        held_out=found.held_out,
        counted_by_hour=counted_by_hour,
    )


def _counted_by_hour(
    table: Table, hours: Mapping[int, DatasetProfile], domains: Domains
) -> dict[int, dict[str, dict[str, int]]]:
    """As `count_known_values`, of each hour that has something to count, which hardly any has."""
    some = {hour: profile for hour, profile in hours.items() if uncounted(profile, domains)}
    if not some or table.hourly is None:
        return {}
    with table.hourly() as frames:
        return {
            hour: count_known_values(partial(frames.__getitem__, hour), profile, domains)
            for hour, profile in some.items()
        }


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
    hours: Mapping[int, DatasetProfile] = field(default_factory=dict)
    held_out: DatasetProfile | None = None


def _by_arrow(
    spark: SparkSession,
    table: Table,
    say: Callable[[object], None],
    values: Accumulator[int],
    *,
    by_hour: bool,
    hold_out: float,
) -> _Found:
    say(table.reader)
    folded = arrow_engine.profile_table(spark, table, say, values, by_hour=by_hour, hold_out=hold_out)
    return _Found(
        profile=measure(folded.state),
        short_rows=folded.short_rows,
        long_rows=folded.long_rows,
        table=folded.table,
        reading=str(folded.table.reader),
        hours={hour: measure(state) for hour, state in folded.hours.items()},
        held_out=None if folded.held_out is None else measure(folded.held_out),
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
        refuse_unfit(profile, spec)
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
    if table.rule.by_file:
        return BY_FILE
    if isinstance(table.reader, WorkersRead):
        return table.reader.other_rule
    return table.rule.wide(len(table.names), size) if format_of(spec).is_always_cut else None
