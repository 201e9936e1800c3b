"""The `arrow` engine: one scan; Spark hands splits to Python workers as Arrow batches, kernels fold them into states.

States of splits are merged per column in split order (`states/tree.py`), by the tasks that made them, by the
driver if they are few, and else by the executors; the result does not depend on who computed what, when, or twice.
"""

from __future__ import annotations

import gc
import logging
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, TypeAlias

import pyarrow as pa
from pyspark import Accumulator, Broadcast, TaskContext
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Place
from baselining.dataset.reader import Reader, SparkReads, WorkersRead
from baselining.dataset.readers.reading import Reading
from baselining.dataset.splits import Task
from baselining.errors import DatasetError
from baselining.fold import sketch as sketch_builder
from baselining.fold.batches import profile_batches
from baselining.spark.frames.ragged import count_malformed
from baselining.spark.frames.readers import Table
from baselining.spark.frames.settings import splitting
from baselining.states import codec, column
from baselining.states.column import Column
from baselining.states.dataset import Dataset
from baselining.states.tree import MergeTree

_log = logging.getLogger(__name__)

_PARTS = "split int, position int, items long, short_rows long, long_rows long, state binary"
_ARROW_PARTS = pa.schema(
    [
        ("split", pa.int32()),
        ("position", pa.int32()),
        ("items", pa.int64()),
        ("short_rows", pa.int64()),
        ("long_rows", pa.int64()),
        ("state", pa.binary()),
    ]
)
_ROWS = -1
"""The position of the row that carries a split's row counts instead of a column's state."""

_PROBLEM = -2
"""The position of a row that carries an exception, pickled; problems sort before everything else."""

_CELLS_PER_BATCH = 2_000_000
_STATES_PER_BATCH = 64
_STATES_ON_DRIVER = 2000
_STATES_TO_MERGE = 500
"""Tasks that read files leave no more, if they can."""

_merge_columns = partial(column.merge, sketches=sketch_builder.merge)

_Row: TypeAlias = tuple[int, int, int, int, int, bytes]
"""As `_PARTS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """All rows of a table, folded.

    Attributes:
        short_rows, long_rows: How many rows had fewer cells than the header, and how many more.
        reader: Who read them in the end.
    """

    state: Dataset
    short_rows: int = 0
    long_rows: int = 0
    reader: Reader


def profile_table(
    spark: SparkSession,
    table: Table,
    say: Callable[[Reader], None] = _log.info,
    values: Accumulator[int] | None = None,
) -> Folded:
    """Profile all rows of `table`; `say` is told at once where it turns out that only Spark's reader can read it.

    Tasks add the number of values that they have profiled to `values`.
    """
    if isinstance(table.reader, SparkReads):
        return _profile_frame(spark, table, table.reader, values)
    try:
        return Folded(state=_profile_files(spark, table.reader, values), reader=table.reader)
    except UnlikeSparkError as problem:
        if values is not None:
            values.add(-values.value)  # it starts over
        reader = SparkReads(str(problem))
        say(reader)
        return _profile_frame(spark, table, reader, values)


def _profile_files(
    spark: SparkSession, workers: WorkersRead, values: Accumulator[int] | None = None
) -> Dataset:
    """The workers read the files; splits of many columns are shared among them column by column.

    Few states are fetched without Spark SQL, whose first query takes seconds.
    """
    context = spark.sparkContext
    tasks = workers.tasks(context.defaultParallelism, _STATES_TO_MERGE)
    shared = context.broadcast(tasks)  # unpickled once a worker: of 10,000 files it takes 50 ms
    work = partial(_profile_tasks, _Work(shared, workers.reading, workers.columns, workers.place, values))
    names = tuple(column.name for column in workers.columns)
    runs = tasks[-1].run + 1
    if runs == 1 or runs * len(names) <= _STATES_ON_DRIVER:
        rows = context.parallelize(range(len(tasks)), len(tasks)).mapPartitions(work).collect()
        return _collected(names, _merge(sorted(rows, key=itemgetter(1, 0))))[0]
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(_STATES_PER_BATCH))
    numbers = spark.range(0, len(tasks), 1, len(tasks))
    parts = numbers.mapInArrow(partial(_profile_batches, work), _PARTS)
    return _merged(spark, parts, names, splits=runs)[0]


def _profile_frame(
    spark: SparkSession, table: Table, reader: SparkReads, values: Accumulator[int] | None
) -> Folded:
    """Spark's reader reads, and hands the workers its rows."""
    from pyspark.sql.pandas.types import to_arrow_schema

    rows_per_batch = min(max(_CELLS_PER_BATCH // len(table.names), 256), 50_000)
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(rows_per_batch))
    # mapInArrow looks columns up by name and trips over dots and backticks in them.
    frame = table.frame.toDF(*(f"c{i}" for i in range(len(table.frame.columns))))
    schema = to_arrow_schema(frame.schema)
    with splitting(spark, table.rule, len(table.names)):
        parts = frame.mapInArrow(partial(_profile_split, schema, len(table.names), values), _PARTS)
        state, short, long = _merged(spark, parts, table.names, splits=frame.rdd.getNumPartitions())
    return Folded(state=state, short_rows=short, long_rows=long, reader=reader)


def _merged(
    spark: SparkSession, parts: DataFrame, names: tuple[str, ...], *, splits: int
) -> tuple[Dataset, int, int]:
    """Merge the splits: few states here, because a shuffle takes seconds; many on the executors, for memory."""
    if splits == 1 or splits * len(names) <= _STATES_ON_DRIVER:
        return _collected(names, _merge(sorted(parts.collect(), key=itemgetter(1, 0))))
    tasks = min(len(names), 4 * spark.sparkContext.defaultParallelism)
    merged = (
        parts.repartition(tasks, "position")
        .sortWithinPartitions("position", "split")
        .mapInArrow(_merge_splits, _PARTS)
    )
    return _collected(names, merged.collect())


@dataclass(frozen=True, slots=True)
class _Work:
    """What an executor must know to profile files; `values` counts those it has profiled."""

    tasks: Broadcast[list[Task]]
    reading: Reading
    columns: Sequence[FileColumn]
    place: Place
    values: Accumulator[int] | None


def _profile_tasks(work: _Work, numbers: Iterable[int]) -> Iterator[_Row]:
    """On an executor: the numbers of tasks → one row per column, and one with the row count."""
    gc.freeze()  # PySpark's worker collects after each task, and would walk all modules (50 ms)
    for number in numbers:
        yield from _profile_task(work, work.tasks.value[number])


def _profile_batches(
    work: Callable[[Iterable[int]], Iterator[_Row]], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    yield from _batched(work(number for batch in batches for number in batch.column(0).to_pylist()))


def _profile_task(work: _Work, task: Task) -> Iterator[_Row]:
    """What is wrong with a file travels as a row, too: an exception would only be tried again."""
    mine = work.columns[task.first : task.last]
    trees = [MergeTree(_merge_columns) for _ in mine]
    no_rows = [(0, None)] * len(mine)
    items = 0
    try:
        with work.reading(mine, work.place) as profile:
            for pieces in task.splits:
                found = [(rows, state) for rows, state in profile(pieces) if rows]
                items += found[0][0] if found else 0
                for tree, (_, state) in zip(trees, found or no_rows, strict=True):
                    tree.add(state)
    except (DatasetError, UnlikeSparkError) as problem:
        yield task.run, _PROBLEM, 0, 0, 0, pickle.dumps(problem)
        return
    if work.values is not None:
        work.values.add(items * len(mine))
    if task.first == 0:
        yield task.run, _ROWS, items, 0, 0, b""
    for position, tree in enumerate(trees, task.first):
        if (merged := tree.merged()) is not None:
            yield task.run, position, 0, 0, 0, codec.encode(merged)


def _profile_split(
    schema: pa.Schema, columns: int, values: Accumulator[int] | None, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """On an executor: one split's batches → one row per column, and one with the row counts."""
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
    items, states = profile_batches(data_schema, well_formed())
    if values is not None:
        values.add(items * columns)
    yield _part(split, _ROWS, items, malformed[0], malformed[1], b"")
    if not items:
        return  # it keeps its place in the merge tree by its number
    rows = [(split, position, 0, 0, 0, codec.encode(state)) for position, state in enumerate(states)]
    yield from _batched(rows)


def _merge_splits(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """On an executor: the parts of some columns, sorted by column and split → one row per column."""
    rows = (tuple(row.values()) for batch in batches for row in batch.to_pylist())
    yield from _batched(_merge(rows))


def _merge(rows: Iterable[_Row]) -> Iterator[_Row]:
    for position, parts in groupby(rows, key=itemgetter(1)):
        if position == _PROBLEM:
            yield next(parts)
        elif position == _ROWS:
            counts = [part[2:5] for part in parts]
            items, short, long = (sum(count) for count in zip(*counts, strict=True))
            yield 0, _ROWS, items, short, long, b""
        else:
            yield 0, position, 0, 0, 0, _merged_state(parts)


def _merged_state(parts: Iterator[_Row]) -> bytes:
    first, second = next(parts), next(parts, None)
    if second is None:
        return first[5]
    tree = MergeTree(_merge_columns)
    at = 0
    for part in chain([first, second], parts):
        for _ in range(at, part[0]):  # splits without rows
            tree.add(None)
        tree.add(codec.decode(bytes(part[5])))
        at = part[0] + 1
    merged = tree.merged()
    assert merged is not None  # noqa: S101 - of two
    return codec.encode(merged)


def _collected(names: tuple[str, ...], rows: Iterable[_Row]) -> tuple[Dataset, int, int]:
    states: dict[int, Column] = {}
    counts = (0, 0, 0)
    for _, position, items, short_rows, long_rows, state in rows:
        if position == _PROBLEM:
            raise pickle.loads(state)  # noqa: S301 - our own worker wrote it
        if position == _ROWS:
            counts = (items, short_rows, long_rows)
        else:
            states[position] = codec.decode(bytes(state))
    columns = {name: states[position] for position, name in enumerate(names)} if states else {}
    return Dataset(item_count=counts[0], columns=columns), counts[1], counts[2]


def _part(*values: Any) -> pa.RecordBatch:
    return next(_batched([values]))


def _batched(rows: Iterable[_Row]) -> Iterator[pa.RecordBatch]:
    remaining = iter(rows)
    while piece := list(islice(remaining, _STATES_PER_BATCH)):
        arrays = [
            pa.array(list(values), field.type)
            for values, field in zip(zip(*piece, strict=True), _ARROW_PARTS, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=_ARROW_PARTS)
