"""The door to Spark: a dataset's specification in, its metrics out, whichever engine computes them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.errors import ConfigError, DatasetError
from baselining.profile import DatasetMetrics, measure
from baselining.spark.failures import spark_failures
from baselining.spark.saved_states.rule import check_states
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, open_session
from baselining.states.saved.index import BY_FILE
from baselining.world.s3uri import is_s3

if TYPE_CHECKING:
    from pyspark import Accumulator
    from pyspark.sql import SparkSession

    from baselining.spark.frames.readers import Table
    from baselining.spark.saved_states.run import StatesRun
    from baselining.spark.workers.direct import Direct

AT_LINE_ENDS = "cut at line ends"
"""The split rule under which large files of lines are cut, too: as Spark cuts Parquet, at the line ends that follow."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What profiling found.

    Attributes:
        metrics: Of the dataset.
        short_rows: CSV rows with fewer cells than the header; the rest of them counts as missing.
        delta_version: The version read, of a Delta table.
        one_split: Is the dataset one file that nobody cuts? Then every last bit of the metrics is the container's;
            otherwise the sketches, and the last digits of sums, depend on how the data was split.
        spark_version: That computed it.
        notes: Sentences that a person should read, such as on cells left out.
        work: What it took.
        split_rule: Other than Spark's, which decides bytes: where states were kept, a file of lines was cut, or a wide
            table has larger splits.
    """

    metrics: DatasetMetrics
    short_rows: int = 0
    delta_version: int | None = None
    one_split: bool = False
    spark_version: str = ""
    notes: tuple[str, ...] = ()
    work: Work
    split_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What profiling took. It differs from run to run, so it is no part of what a manifest's digest covers.

    Attributes:
        reading: Who read the data, and why.
        rows, columns: Of the dataset.
        input_bytes: As stored.
        seconds: From opening the dataset to its metrics, without Spark's start.
    """

    reading: str
    rows: int
    columns: int
    input_bytes: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """With the rates that follow."""
        seconds = max(self.seconds, 1e-9)
        return {
            "reading": self.reading,
            "rows": self.rows,
            "columns": self.columns,
            "input_bytes": self.input_bytes,
            "seconds": round(self.seconds, 3),
            "rows_per_s": round(self.rows / seconds),
            "bytes_per_s": round(self.input_bytes / seconds),
            "values_per_s": round(self.rows * self.columns / seconds),
        }


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
) -> Profile:
    """Profile the dataset and check that it is fit to be a baseline's.

    Args:
        states: Where states of files are kept: only files without them are read.
        save_states: Keep those of this run, too.

    Raises:
        ConfigError: If states of this dataset cannot be kept, or large files not be cut.
        DatasetError: If it is missing, empty, without rows, nested, with rows longer than the header, or not readable.
        StorageError, ComputeError, SetupError, JarsError: If the world or the machine fails.
    """
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
    on_progress("starting Spark", 0, 0, "")
    spark = open_session(session)
    from baselining.spark.frames.readers import read
    from baselining.spark.progress import input_bytes, named_jobs, watched

    started = time.monotonic()
    with spark_failures(spec.uri), named_jobs(spark, f"open {spec.uri}"):
        table = read(spark, spec, by_file=bool(states))
        direct = table.direct
        size = input_bytes(table.frame) if isinstance(direct, str) else direct.bytes
    readings: list[str] = []

    def say(reading: str) -> None:
        readings.append(reading)
        _log.info("%s: %s", spec.uri, reading)
        on_progress(reading, 0, 0, "")

    notes: tuple[str, ...] = ()
    if not states:
        say(_reading(table, engine))
    watching = watched(
        spark, f"profile {spec.uri}", input_size=size, columns=len(table.names), on_progress=on_progress
    )
    with spark_failures(spec.uri), watching as values:
        if states:
            from baselining.spark.saved_states.run import StatesRun

            run = StatesRun(spark, table, spec, states)
            metrics, notes = _with_states(run, spec, len(table.names), save_states, say, values)
            short_rows = long_rows = 0
        elif engine is Engine.ARROW:
            from baselining.spark.engines import arrow as arrow_engine

            state, short_rows, long_rows = arrow_engine.profile_table(spark, table, say, values)
            metrics = measure(state)
        else:
            from baselining.spark.engines import deequ as deequ_engine

            metrics, short_rows, long_rows = deequ_engine.profile_table(spark, table)
        direct = table.direct if len(readings) == 1 else readings[-1]  # what it turned out to be
        one_split = _is_one_split(spark, table, direct)
        split_rule = _split_rule(spark, table, direct, spec, size) if engine is Engine.ARROW else None
    _check(metrics, long_rows, len(table.names), spec)
    work = Work(
        reading=readings[-1],
        rows=metrics.item_count,
        columns=len(table.names),
        input_bytes=size,
        seconds=time.monotonic() - started,
    )
    return Profile(
        metrics=metrics,
        short_rows=short_rows,
        delta_version=table.delta_version,
        one_split=one_split,
        spark_version=str(spark.version),
        notes=(*notes, *notes_of(metrics, short_rows)),
        work=work,
        split_rule=BY_FILE if states else split_rule,
    )


def _reading(table: Table, engine: Engine) -> str:
    return str(table.direct) if engine is Engine.ARROW else "Spark reads it: the deequ engine"


def _is_one_split(spark: SparkSession, table: Table, direct: Direct | str) -> bool:
    """Is it one file that nobody cuts? Both ways of reading cut by the same rule; the plan of one says so already."""
    from baselining.spark.split_size import narrow_split_bytes

    if isinstance(direct, str):
        return len(table.frame.inputFiles()) == 1 and table.frame.rdd.getNumPartitions() == 1
    is_small = direct.csv is not None or direct.bytes <= narrow_split_bytes(spark)
    return is_small and len(direct.files) == len(direct.splits) == 1


def _split_rule(
    spark: SparkSession, table: Table, direct: Direct | str, spec: DatasetSpec, size: int
) -> str | None:
    """Other than what Spark would do by itself."""
    from baselining.spark.split_size import narrow_split_bytes, split_bytes

    if not isinstance(direct, str) and direct.is_cut:
        return AT_LINE_ENDS
    narrow, wide = narrow_split_bytes(spark), split_bytes(spark, len(table.names))
    if spec.format is DatasetFormat.CSV or wide == narrow or size <= narrow:
        return None
    return f"every {wide // 2**20} MiB, of a wide table"


def _with_states(
    run: StatesRun,
    spec: DatasetSpec,
    columns: int,
    save: bool,
    say: Callable[[str], None],
    values: Accumulator[int],
) -> tuple[DatasetMetrics, tuple[str, ...]]:
    """Profile what has no saved states; save once the whole is found to be fit."""
    say(run.reading)
    try:
        metrics = measure(run.profile(write=save, values=values))
        _check(metrics, 0, columns, spec)
        if save:
            run.save()
    except BaseException:
        if save:
            run.discard()
        raise
    return metrics, run.notes


def _check(metrics: DatasetMetrics, long_rows: int, columns: int, spec: DatasetSpec) -> None:
    if long_rows:
        raise DatasetError(
            f"{long_rows:,} rows of {spec.uri} have more cells than the {columns} columns of the header.",
            hint="Quote cells that contain the separator, or repair the rows; cells beyond the header would be lost.",
        )
    if not metrics.item_count:
        raise DatasetError(f"The dataset at {spec.uri} has no rows of data.")
    replaced = [name for name, column in metrics.columns.items() if column.replaced]
    if replaced and not spec.allow_replacement_characters:
        raise DatasetError(
            f"{spec.uri} is not clean UTF-8: cells of {', '.join(map(repr, replaced[:5]))} hold the replacement "
            "character U+FFFD.",
            hint="Save it as UTF-8, or accept those cells: --allow-replacement-characters "
            "(dataset.allow_replacement_characters).",
        )


def notes_of(metrics: DatasetMetrics, short_rows: int) -> tuple[str, ...]:
    """What a person should know about the cells."""
    notes = []
    if short_rows:
        notes.append(f"{short_rows:,} rows are shorter than the header; their last cells count as missing.")
    for name, column in metrics.columns.items():
        if column.not_finite:
            notes.append(
                f"{column.not_finite:,} cells of {name!r} are NaN or infinite; its numbers leave them out."
            )
    return tuple(notes)
