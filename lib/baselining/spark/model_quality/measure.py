"""The door to Spark for model quality: datasets and a question in, the state of all rows out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from baselining.dataset.reader import Reader, SparkReads, WorkersRead
from baselining.dataset.readers.capture_merged import ID
from baselining.dataset.spec import DatasetSpec, Engine
from baselining.edge.interrupts import heeded_afterwards
from baselining.errors import DatasetError
from baselining.spark.failures import spark_failures
from baselining.spark.profiled import Progress, Throughput
from baselining.spark.profiler import needs_of
from baselining.spark.session.begin import load_pyspark
from baselining.spark.session.compiler import compiler_of, compiler_options
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, spark_session
from baselining.spark.workers.foresee import workers_will_read
from baselining.states.model_quality.question import Question
from baselining.states.model_quality.rows import Rows, RowStates

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from baselining.spark.frames.table import Table
    from baselining.spark.model_quality.fold import FoldedRows

_UNKNOWN_SIZE = 2**62
"""Spark takes rows that were made in Python for as large as can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundTruth:
    """A dataset of its own that holds the ground truth.

    Attributes:
        on: The column, in both datasets, with the id of an inference.
    """

    dataset: DatasetSpec
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRows:
    """What was read, and what is to be said about it.

    Attributes:
        rows: The state of all.
        notes: Sentences that a person should read.
        throughput: What it took.
        delta_version: The version read, of a Delta table.
        one_split: Is the dataset one file that nobody cuts? Then sums are added up as in the container.
    """

    rows: Rows
    notes: tuple[str, ...]
    throughput: Throughput
    delta_version: int | None
    one_split: bool
    spark_version: str


def needs_of_rows(spec: DatasetSpec, truth: GroundTruth | None) -> frozenset[Need]:
    """Which capabilities beyond stock Spark this takes."""
    needs = needs_of(spec, Engine.ARROW)
    return needs if truth is None else needs | needs_of(truth.dataset, Engine.ARROW)


def measure_rows(
    spec: DatasetSpec,
    question: Question,
    *,
    exact: bool,
    truth: GroundTruth | None,
    session: SessionSpec,
    on_progress: Progress,
    look_first: Callable[[], object] = lambda: None,
) -> MeasuredRows:
    """Read the rows once, and measure them.

    Args:
        exact: Tell all distinct scores apart, whatever memory that takes.
        truth: Where the ground truth is, if not in the dataset itself.
        look_first: Called while Spark starts; what it raises ends that.

    Raises:
        DatasetError: If a dataset is missing, has no such columns or rows longer than the header, or cannot be joined.
        StorageError, ComputeError, SetupError, JarsError: If the world or the machine fails.
    """
    options = compiler_options(workers_read=truth is None and workers_will_read(spec, Engine.ARROW))

    def meanwhile() -> None:
        look_first()
        on_progress("starting Spark", 0, 0, "")
        with heeded_afterwards():
            load_pyspark()
            import baselining.spark.frames.readers
            import baselining.spark.model_quality.join
            import baselining.spark.progress  # noqa: F401

    with spark_session(replace(session, java_options=options), meanwhile) as spark:
        return _measure(spark, spec, question, RowStates(exact=exact), truth, on_progress)


def _measure(
    spark: SparkSession,
    spec: DatasetSpec,
    question: Question,
    kind: RowStates,
    truth: GroundTruth | None,
    on_progress: Progress,
) -> MeasuredRows:
    from baselining.spark.model_quality.fold import fold_table
    from baselining.spark.model_quality.join import Sides, fold_joined
    from baselining.spark.progress import input_bytes, named_jobs, watched

    started = time.monotonic()
    with spark_failures(spec.uri), named_jobs(spark, f"open {spec.uri}"):
        table, other = _tables(spark, spec, question, truth)
        size = input_bytes(table.frame) if isinstance(table.reader, SparkReads) else table.reader.bytes
        size = 0 if size >= _UNKNOWN_SIZE else size

    def say(reader: Reader) -> None:
        on_progress(str(reader), 0, 0, "")

    say(table.reader)
    watching = watched(
        spark,
        f"measure {spec.uri}",
        input_size=size,
        columns=1,
        on_progress=on_progress,
    )
    notes: tuple[str, ...] = ()
    with spark_failures(spec.uri), watching as values:
        if other is None or truth is None:
            folded = fold_table(spark, table, question, kind, say, values)
        else:
            sides = Sides(on=truth.on, predictions=table, truth=other)
            folded, notes = fold_joined(spark, sides, question, kind, values)
    _refuse_long(folded, spec)
    return MeasuredRows(
        rows=folded.rows,
        notes=(*folded.table.notes, *notes, *_on_short(folded)),
        throughput=Throughput(
            reading=str(folded.table.reader),
            rows=folded.rows.rows,
            columns=len(question.columns),
            input_bytes=size,
            seconds=time.monotonic() - started,
            java_compiler=compiler_of(spark),
        ),
        delta_version=table.delta_version,
        one_split=isinstance(folded.table.reader, WorkersRead) and folded.table.reader.is_one_split,
        spark_version=str(spark.version),
    )


def _tables(
    spark: SparkSession, spec: DatasetSpec, question: Question, truth: GroundTruth | None
) -> tuple[Table, Table | None]:
    """The dataset, and the ground truth where that is one of its own."""
    from baselining.spark.frames.readers import read
    from baselining.spark.model_quality.captured import answers, truths

    if truth is None:
        return read(spark, spec), None
    if truth.on == ID:
        return answers(spark, spec), truths(spark, truth.dataset.uri, question.ground_truth)
    return _read_by_spark(read(spark, spec)), _read_by_spark(read(spark, truth.dataset))


def _read_by_spark(table: Table) -> Table:
    return replace(table.as_spark_finds_it(), reader=SparkReads("two datasets are joined"))


def _refuse_long(folded: FoldedRows, spec: DatasetSpec) -> None:
    if folded.long_rows:
        raise DatasetError(
            f"{folded.long_rows:,} rows of {spec.uri} have more cells than the header.",
            hint="Quote cells that hold commas.",
        )


def _on_short(folded: FoldedRows) -> tuple[str, ...]:
    short = folded.short_rows
    return (
        (f"{short:,} rows are shorter than the header; their last cells count as missing.",) if short else ()
    )
