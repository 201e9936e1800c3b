"""Saved states as rows: computed, written, read and merged by the executors."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, reduce
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

import pyarrow as pa
from pyspark import Accumulator  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.reading import Reading
from baselining.dataset.splits import Task, tasks_of
from baselining.errors import DatasetError, DocumentError, StorageError
from baselining.spark.failures import full_text, translate
from baselining.states import codec, column
from baselining.states.column import Column
from baselining.states.dataset import Dataset
from baselining.states.tree import merge_in_order

SAVED = "run string, file string, start long, position int, items long, state binary"
"""A row per split and column, and one per split with the number of its rows (`items`)."""

_SAVED = pa.schema(
    [
        ("run", pa.string()),
        ("file", pa.string()),
        ("start", pa.int64()),
        ("position", pa.int32()),
        ("items", pa.int64()),
        ("state", pa.binary()),
    ]
)
_MERGED = "position int, splits long, items long, state binary"
_MERGED_ROWS = pa.schema(
    [("position", pa.int32()), ("splits", pa.int64()), ("items", pa.int64()), ("state", pa.binary())]
)
_ROWS = -1
_PROBLEM = -2
"""Positions of rows that carry no column's state: how many rows there were; what went wrong, as JSON."""

_STATES_PER_BATCH = "64"
_BATCHES = (
    "spark.sql.execution.arrow.maxRecordsPerBatch",
    "spark.sql.parquet.columnarReaderBatchSize",
)
_TASK_BYTES = 512 * 1024 * 1024
_MOST_ON_DRIVER = 2000
"""States, some tens of kilobytes each."""
_ORDER = ("position", "part_of", "file", "start")

Merged: TypeAlias = tuple[int, int, int, bytes]
"""As `_MERGED`."""

Explain = Callable[[str], DatasetError]


@contextmanager
def small_batches(spark: SparkSession) -> Iterator[None]:
    """A state takes tens of kilobytes: hand over few at a time."""
    before = [(name, str(spark.conf.get(name))) for name in _BATCHES]
    try:
        for name in _BATCHES:
            spark.conf.set(name, _STATES_PER_BATCH)
        yield
    finally:
        for name, value in before:
            spark.conf.set(name, value)


@contextmanager
def reading_states(states: str) -> Iterator[None]:
    """Say of Spark's failures that they happened to the states; those that are not the place's are passed on.

    Raises:
        DocumentError: If they are damaged.
        StorageError: If the place refuses or does not answer.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as problem:
        told = translate(full_text(problem), states)
        if isinstance(told, DatasetError):
            raise not_complete(states) from None
        if isinstance(told, StorageError):
            raise StorageError(
                f"Saved states: {told.message}", hint=f"{told.hint} To keep states, allow writing there, too."
            ) from None
        raise


def not_complete(states: str) -> DocumentError:
    """Something is missing or damaged."""
    return DocumentError(
        f"The saved states at {states} are damaged, or not all there.",
        hint="On a cluster, every machine must see that folder (s3://, hdfs://, a shared disk). Else remove it and "
        "run again: everything is profiled anew.",
    )


def profile_parts(
    spark: SparkSession,
    splits: Sequence[tuple[Piece, ...]],
    reading: Reading,
    columns: Sequence[FileColumn],
    place: Place,
    run: str,
    values: Accumulator[int] | None = None,
) -> DataFrame:
    """The states of splits of one piece each, as the executors will compute them; they count values in `values`."""
    cores = spark.sparkContext.defaultParallelism
    tasks = tasks_of(splits, len(columns), cores)
    size = sum(piece.end - piece.start for pieces in splits for piece in pieces)
    numbers = spark.range(0, len(tasks), 1, min(len(tasks), max(4 * cores, size // _TASK_BYTES)))
    parts = numbers.mapInArrow(partial(_profile_tasks, tasks, reading, columns, place, run, values), SAVED)
    return parts.select(F.lit(0).alias("part_of"), "*")


def merge_parts(
    spark: SparkSession,
    parts: Sequence[DataFrame],
    names: Sequence[str],
    splits: int,
    states: str,
    explain: Explain,
) -> Dataset:
    """Merge the states of all splits, in order of set, file and place in the file.

    Args:
        names: Of the columns.
        splits: How many there must be.
        states: Where they are, for messages.
        explain: Makes an error of why a file can be read by Spark's reader only.

    Raises:
        DatasetError: As `explain` makes it, if a file can be read by Spark's reader only; or if one is damaged.
        DocumentError: If states are damaged, or not all there.
    """
    items = 0
    states_of: dict[int, Column] = {}
    complete: list[int] = []
    together = reduce(DataFrame.unionByName, parts)
    for position, found, rows, state in _merged(spark, together, len(names), splits):
        if position == _PROBLEM:
            _raise(state, explain)
        if found == splits:
            complete.append(position)
        if position == _ROWS:
            items = rows
        elif state:
            states_of[position] = codec.decode(bytes(state))
    if sorted(complete) != list(range(_ROWS, len(names))):
        raise not_complete(states)
    columns = {name: states_of[place] for place, name in enumerate(names)} if items else {}
    return Dataset(item_count=items, columns=columns)


def _merged(spark: SparkSession, parts: DataFrame, columns: int, splits: int) -> Iterator[Merged]:
    """Few states are merged here, because a shuffle takes seconds; many on the executors, for they fill memory."""
    if columns * splits <= _MOST_ON_DRIVER:
        rows = [row.asDict() for row in parts.collect()]
        return _merge(sorted(rows, key=itemgetter(*_ORDER)))
    tasks = min(columns + 1, 4 * spark.sparkContext.defaultParallelism)
    sorted_parts = parts.repartition(tasks, "position").sortWithinPartitions(*_ORDER)
    merged = sorted_parts.mapInArrow(_merge_batches, _MERGED)
    return (
        tuple(row) for row in merged.collect()
    )  # not toLocalIterator: it runs hardly more than one task at a time


def _raise(state: Any, explain: Explain) -> None:
    problem = json.loads(bytes(state))
    kinds = {"DatasetError": DatasetError, "DocumentError": DocumentError}
    kind = kinds.get(problem["kind"])
    raise kind(problem["message"], hint=problem["hint"]) if kind else explain(problem["message"])


def _profile_tasks(
    tasks: Sequence[Task],
    reading: Reading,
    columns: Sequence[FileColumn],
    place: Place,
    run: str,
    values: Accumulator[int] | None,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """On an executor: the numbers of tasks → a row per column, and one with the number of rows."""
    gc.freeze()  # as in arrow_engine
    for number in (number for batch in batches for number in batch.column(0).to_pylist()):
        task = tasks[number]
        ((piece,),) = task.splits
        name = f"s3://{piece.file.path}" if place.is_s3 else piece.file.path
        position = task.first
        try:
            with reading(columns[task.first : task.last], place) as profile:
                for rows, state in profile([piece]):
                    if values is not None:
                        values.add(rows)
                    if position == 0:
                        yield _row(_SAVED, run, name, piece.start, _ROWS, rows, b"")
                    encoded = codec.encode(state) if rows else b""
                    yield _row(_SAVED, run, name, piece.start, position, 0, encoded)
                    position += 1
            if position == 0 and task.last:
                yield _row(_SAVED, run, name, piece.start, _ROWS, 0, b"")
            for left in range(position, task.last):  # a split without rows counts, and merges with nothing
                yield _row(_SAVED, run, name, piece.start, left, 0, b"")
        except (DatasetError, UnlikeSparkError) as problem:
            yield _row(_SAVED, run, name, piece.start, _PROBLEM, 0, _told(problem))


def _merge_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """On an executor: the states of some columns, sorted → one row per column."""
    for row in _merge(row for batch in batches for row in batch.to_pylist()):
        yield _row(_MERGED_ROWS, *row)


def _merge(rows: Iterable[dict[str, Any]]) -> Iterator[Merged]:
    failed = False
    for position, parts in groupby(rows, key=itemgetter("position")):
        if failed:  # go on taking rows, as Spark expects, but do no more
            continue
        if position == _PROBLEM:
            failed = True
            yield _PROBLEM, 0, 0, bytes(next(parts)["state"])
            continue
        counted = _Counted(parts)
        try:
            if position == _ROWS:
                items = sum(part["items"] for part in counted)
                yield _ROWS, counted.splits, items, b""
            else:
                yield position, *_merged_state(counted)
        except DocumentError as problem:
            failed = True
            yield _PROBLEM, 0, 0, _told(problem)


def _merged_state(counted: _Counted) -> tuple[int, int, bytes]:
    states = (codec.decode(bytes(part["state"])) if part["state"] else None for part in counted)
    merged = merge_in_order(states, _merge_columns)
    return counted.splits, 0, b"" if merged is None else codec.encode(merged)


class _Counted:
    """Counts the splits as they pass; one that a task wrote twice passes once."""

    def __init__(self, parts: Iterator[dict[str, Any]]) -> None:
        self._parts = parts
        self.splits = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for _, same in groupby(self._parts, key=itemgetter("part_of", "file", "start")):
            self.splits += 1
            yield next(same)


def _merge_columns(a: Column, b: Column) -> Column:
    try:
        return column.merge(a, b)
    except ValueError:
        raise DocumentError("Saved states of one column are of different kinds.") from None


def _told(problem: Exception) -> bytes:
    """An error as bytes; not pickled, because anybody may have written what is read here."""
    told = {
        "kind": type(problem).__name__,
        "message": getattr(problem, "message", str(problem)),
        "hint": getattr(problem, "hint", ""),
    }
    return json.dumps(told).encode()


def _row(schema: pa.Schema, *values: Any) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array([value], field.type) for value, field in zip(values, schema, strict=True)], schema=schema
    )
