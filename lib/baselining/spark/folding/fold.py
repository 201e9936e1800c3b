"""Tasks → parts: on the executors, which read some columns of neighbouring splits and fold them into states."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeAlias

import pyarrow as pa  # noqa: TC002 - loaded anyway
from pyspark import Accumulator, Broadcast  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - likewise

from baselining.dataset.columns import FileColumn
from baselining.dataset.files import Piece, Place
from baselining.dataset.splits import Task
from baselining.spark.folding.parts import COLUMNS, PROBLEM, ROWS, Part, to_batches
from baselining.spark.folding.problems import PROBLEMS, told
from baselining.states.kind import Kind, State
from baselining.states.tree import MergeTree

Fold: TypeAlias = Callable[[Sequence[Piece]], Iterator[tuple[int, State]]]
"""Folds pieces, in order, into one state per column; yields how many rows there were, and each column's state.

May yield nothing where there are no rows. Raises what problems.py can tell.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[State]):
    """What an executor must know to fold files.

    Attributes:
        kind: Of the states.
        reading: Opens a place to fold some columns of its files.
        columns: Of the dataset; each task has some.
        place: Where the files are.
        split_of: File and start of the parts that a task makes.
        values: Counts the values that were folded.
    """

    kind: Kind[State]
    reading: Callable[[Sequence[FileColumn], Place], AbstractContextManager[Fold[State]]]
    columns: Sequence[FileColumn]
    place: Place
    split_of: Callable[[Task], tuple[str, int]]
    values: Accumulator[int] | None = None


def fold_here(spark: SparkSession, work: Work[Any], tasks: Sequence[Task]) -> list[Part]:
    """The parts, fetched without Spark SQL, whose first query takes seconds; for few of them."""
    shared_out = spark.sparkContext.parallelize(tasks, len(tasks))
    return shared_out.mapPartitions(partial(_fold_tasks, work)).collect()


def fold_frame(
    spark: SparkSession, work: Work[Any], tasks: Sequence[Task], partitions: int | None = None
) -> DataFrame:
    """The parts as a frame, as the executors will compute them; by default each task is a partition."""
    shared = spark.sparkContext.broadcast(tasks)  # unpickled once a worker: of 10,000 files it takes 50 ms
    numbers = spark.range(0, len(tasks), 1, partitions or len(tasks))
    return numbers.mapInArrow(partial(_fold_batches, work, shared), COLUMNS)


def _fold_batches(
    work: Work[Any], tasks: Broadcast[Sequence[Task]], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    numbers = (number for batch in batches for number in batch.column(0).to_pylist())
    yield from to_batches(_fold_tasks(work, (tasks.value[number] for number in numbers)))


def _fold_tasks(work: Work[Any], tasks: Iterable[Task]) -> Iterator[Part]:
    gc.freeze()  # PySpark's worker collects after each task, and would walk all modules (50 ms)
    for task in tasks:
        yield from _fold_task(work, task)


def _fold_task(work: Work[Any], task: Task) -> Iterator[Part]:
    """A part per column; one with the number of rows, from whoever has the first column; or what went wrong."""
    file, start = work.split_of(task)
    mine = work.columns[task.first : task.last]
    try:
        with work.reading(mine, work.place) as fold:
            for position, (rows, state) in enumerate(
                _folded(work.kind, fold, task.splits, len(mine)), task.first
            ):
                if work.values is not None:
                    work.values.add(rows)
                if position == 0:
                    yield Part(0, file, start, ROWS, rows, b"")
                encoded = work.kind.to_bytes(state) if rows else b""
                yield Part(0, file, start, position, 0, encoded)
    except PROBLEMS as problem:
        yield Part(0, file, start, PROBLEM, 0, told(problem))


def _folded(
    kind: Kind[State], fold: Fold[State], splits: Sequence[Sequence[Piece]], columns: int
) -> Iterator[tuple[int, State]]:
    """The number of rows and the state of each column, of neighbouring splits merged."""
    if len(splits) == 1:
        yield from _of_one_split(kind, fold, splits[0], columns)
        return
    trees = [MergeTree(kind) for _ in range(columns)]
    items = 0
    for pieces in splits:
        for column, (rows, state) in enumerate(_of_one_split(kind, fold, pieces, columns)):
            trees[column].add(state)
            items += rows if column == 0 else 0
    yield from ((items, tree.merged()) for tree in trees)


def _of_one_split(
    kind: Kind[State], fold: Fold[State], pieces: Sequence[Piece], columns: int
) -> Iterator[tuple[int, State]]:
    """Column by column, of which none is held; a reader may say nothing of a split without rows."""
    folded = 0
    for rows, state in fold(pieces):
        yield rows, state if rows else kind.empty()
        folded += 1
    for _ in range(folded, columns):
        yield 0, kind.empty()
