"""The `arrow` engine: one scan; Spark hands splits to Python workers as Arrow batches, kernels fold them into states.

States of splits are merged per column in split order, by the tasks that made them, by the driver if they are few, and
else by the executors (`spark/folding/`); the result does not depend on who computed what, when, or twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import pyarrow as pa
from pyspark import Accumulator, TaskContext
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.formats.capture import Capture
from baselining.dataset.formats.format import HoldsOut
from baselining.dataset.reader import Reader, WorkersRead
from baselining.fold.batches import fold_batches, profile_batches
from baselining.fold.columns import COLUMN_STATES, HELD_OUT_STATES, HOUR_STATES, merged_as_spark
from baselining.fold.held_out import HeldOutArrays, HoldOut
from baselining.folding.files import (
    STATES_TO_MERGE,
    dataset_of,
    profile_files,
    profile_held_out,
    with_held_out,
    work_of,
)
from baselining.folding.merge import Merged, merge_here, refuse_problems
from baselining.folding.parts import COLUMNS, LONG_ROWS, ROWS, SHORT_ROWS, Part, in_order, to_batches
from baselining.folding.work import OpenFold
from baselining.spark.folding import merge
from baselining.spark.folding.batches import batches_of, small_batches
from baselining.spark.folding.fold import fold_frame, fold_here
from baselining.spark.folding.merge import merge_frame
from baselining.spark.frames.ragged import count_malformed
from baselining.spark.frames.settings import splitting
from baselining.spark.frames.table import Table
from baselining.states.column import Column
from baselining.states.dataset import Dataset
from baselining.states.kind import Kind, State

_log = logging.getLogger(__name__)

_CELLS_PER_BATCH = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """All rows of a table, folded.

    Attributes:
        short_rows, long_rows: How many rows had fewer cells than the header, and how many more.
        table: With the columns that were found, and who read them, in the end.
        hours: Those of each hour, in hours since 1970, where that was asked for and is known.
        held_out: Those that are held out, where that was asked for and the format lets it.
    """

    state: Dataset
    short_rows: int = 0
    long_rows: int = 0
    table: Table
    hours: Mapping[int, Dataset] = field(default_factory=dict)
    held_out: Dataset | None = None


def profile_table(
    spark: SparkSession,
    table: Table,
    say: Callable[[Reader], None] = _log.info,
    values: Accumulator[int] | None = None,
    *,
    by_hour: bool = False,
    hold_out: float = 0.0,
) -> Folded:
    """Profile all rows of `table`; `say` is told at once where it turns out that it has to be read in another way.

    Tasks add the number of values that they have profiled to `values`.

    Args:
        by_hour: Keep the states of each hour in which rows were captured. Where Spark reads, it does so hour by hour.
        hold_out: Which share of the rows to fold once more, by themselves.

    Raises:
        DatasetError: If it cannot be read, or turns out not to be a flat table.
    """
    while isinstance(table.reader, WorkersRead):
        try:
            if by_hour and isinstance(table.reader.format, Capture):
                return _profile_hours(spark, table, table.reader, table.reader.format, values)
            if hold_out and isinstance(table.reader.format, HoldsOut):
                state, held_out = profile_held_out(
                    _Merging(spark, values), table.reader, table.reader.format, hold_out
                )
                return Folded(state=state, table=table, held_out=held_out)
            return Folded(state=_profile_files(spark, table.reader, values), table=table)
        except UnlikeSparkError as problem:
            if values is not None:
                values.add(-values.value)  # it starts over
            table = table.read_otherwise(problem)
            say(table.reader)
    if by_hour and table.hourly is not None:
        with table.hourly() as frames:
            states = {
                hour: _profile_frame(
                    spark, replace(table, open_frame=partial(_same, frame)), values, 0.0
                ).state
                for hour, frame in frames.items()
            }
        return _of_hours(table, states)
    return _profile_frame(spark, table, values, hold_out)


def _same(frame: DataFrame) -> DataFrame:
    return frame


def _of_hours(table: Table, hours: Mapping[int, Dataset]) -> Folded:
    """What was folded hour by hour; the whole is the hours merged in order of time."""
    columns = {
        name: HOUR_STATES.merged({hour: each.columns[name] for hour, each in hours.items()})
        for name in table.names
    }
    rows = sum(each.item_count for each in hours.values())
    return Folded(state=Dataset(item_count=rows, columns=columns), table=table, hours=hours)


def _profile_files(
    spark: SparkSession, workers: WorkersRead, values: Accumulator[int] | None = None
) -> Dataset:
    """The workers read the files; splits of many columns are shared among them column by column."""
    if isinstance(workers.format, Capture) and workers.format.merges_as_container:
        return _chained(spark, workers, values)
    return profile_files(_Merging(spark, values), workers)


def _chained(spark: SparkSession, workers: WorkersRead, values: Accumulator[int] | None) -> Dataset:
    """As `_profile_files`, but splits are merged one after another, as Spark's final aggregation does."""
    tasks = workers.tasks(1, STATES_TO_MERGE)  # one for each split, as columns of such are not shared out
    work = work_of(workers, COLUMN_STATES, workers.reading, values)
    parts = sorted(fold_here(spark, work, tasks), key=in_order)
    refuse_problems(parts)
    states: dict[int, list[Column]] = {}
    for part in parts:
        if part.position >= 0 and part.state:
            states.setdefault(part.position, []).append(COLUMN_STATES.from_bytes(bytes(part.state)))
    columns = {
        column.name: merged_as_spark(states.get(position, []))
        for position, column in enumerate(workers.columns)
    }
    rows = sum(part.items for part in parts if part.position == ROWS)
    return Dataset(item_count=rows, columns=columns)


def _profile_hours(
    spark: SparkSession,
    table: Table,
    workers: WorkersRead,
    capture: Capture,
    values: Accumulator[int] | None,
) -> Folded:
    """As `_profile_files`, hour by hour."""
    merged = _Merging(spark, values)(workers, HOUR_STATES, capture.reading_by_hour)
    names = [column.name for column in workers.columns]
    columns = {name: merged.states.get(position, HOUR_STATES.empty()) for position, name in enumerate(names)}
    hours = {
        hour: Dataset(
            item_count=columns[names[0]][hour].cells, columns={name: columns[name][hour] for name in names}
        )
        for hour in sorted(columns[names[0]])
    }
    return _of_hours(table, hours)


@dataclass(frozen=True, slots=True)
class _Merging:
    """A `FoldFiles`: Spark's tasks do it, and add the number of values to `values`."""

    spark: SparkSession
    values: Accumulator[int] | None

    def __call__(
        self,
        workers: WorkersRead,
        kind: Kind[State],
        reading: OpenFold[State],
    ) -> Merged[State]:
        """As `FoldFiles`."""
        tasks = workers.tasks(self.spark.sparkContext.defaultParallelism, STATES_TO_MERGE)
        work = work_of(workers, kind, reading, self.values)
        columns, runs = len(workers.columns), tasks[-1].run + 1
        if runs == 1 or runs * columns <= merge.MOST_ON_DRIVER:
            return merge_here(fold_here(self.spark, work, tasks), kind)
        with small_batches(self.spark):
            parts = fold_frame(self.spark, work, tasks)
            return merge_frame(self.spark, parts, kind, columns=columns, splits=runs)


def _profile_frame(
    spark: SparkSession, table: Table, values: Accumulator[int] | None, hold_out: float
) -> Folded:
    """Spark's reader reads, and hands the workers its rows."""
    from pyspark.sql.pandas.types import to_arrow_schema

    rows_per_batch = min(max(_CELLS_PER_BATCH // len(table.names), 256), 50_000)
    # mapInArrow looks columns up by name and trips over dots and backticks in them.
    frame = table.frame.toDF(*(f"c{i}" for i in range(len(table.frame.columns))))
    schema = to_arrow_schema(frame.schema)
    with splitting(spark, table.rule, len(table.names)), batches_of(spark, rows_per_batch):
        profile_split = partial(_profile_split, schema, len(table.names), values, hold_out)
        parts = frame.mapInArrow(profile_split, COLUMNS)
        splits = frame.rdd.getNumPartitions()
        if hold_out:
            with_held = merge_frame(spark, parts, HELD_OUT_STATES, columns=len(table.names), splits=splits)
            state, held_out = with_held_out(table.names, with_held)
            return Folded(
                state=state,
                short_rows=with_held.items.get(SHORT_ROWS, 0),
                long_rows=with_held.items.get(LONG_ROWS, 0),
                table=table,
                held_out=held_out,
            )
        merged = merge_frame(spark, parts, COLUMN_STATES, columns=len(table.names), splits=splits)
    return Folded(
        state=dataset_of(table.names, merged),
        short_rows=merged.items.get(SHORT_ROWS, 0),
        long_rows=merged.items.get(LONG_ROWS, 0),
        table=table,
    )


def _profile_split(
    schema: pa.Schema,
    columns: int,
    values: Accumulator[int] | None,
    hold_out: float,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """On an executor: one split's batches → a part per column, and three with numbers of rows."""
    context = TaskContext.get()
    split = context.partitionId() if context else 0
    malformed = [0, 0]

    def well_formed() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_columns > columns:
                short, long = count_malformed(batch.column(columns), columns)
                malformed[0] += short
                malformed[1] += long
                batch = pa.RecordBatch.from_arrays(batch.columns[:columns], schema=data_schema)
            yield batch

    data_schema = pa.schema([schema.field(i) for i in range(columns)])
    items, states = _encoded(data_schema, well_formed(), hold_out)
    if values is not None:
        values.add(items * columns)
    counts = {ROWS: items, SHORT_ROWS: malformed[0], LONG_ROWS: malformed[1]}
    yield from to_batches(Part(0, "", split, position, count, b"") for position, count in counts.items())
    yield from to_batches(
        Part(0, "", split, position, 0, state if items else b"") for position, state in enumerate(states)
    )


def _encoded(
    schema: pa.Schema, batches: Iterator[pa.RecordBatch], hold_out: float
) -> tuple[int, Iterator[bytes]]:
    """The number of rows, and each column's state, with that of rows that are held out if some are to be."""
    if not hold_out:
        items, states = profile_batches(schema, batches)
        return items, map(COLUMN_STATES.to_bytes, states)
    rows = HoldOut(hold_out)
    items, both = fold_batches([HeldOutArrays(field.type, rows) for field in schema], batches)
    return items, map(HELD_OUT_STATES.to_bytes, both)
