"""A table of predictions → the state of all its rows, in one pass; the splits are those of any table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
from pyspark import Accumulator, TaskContext
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.formats.format import Format
from baselining.dataset.reader import Reader, WorkersRead
from baselining.dataset.splits import Task
from baselining.errors import DatasetError
from baselining.fold.model_quality.rows import RowsBuilder
from baselining.folding.merge import merge_here
from baselining.folding.parts import COLUMNS, LONG_ROWS, SHORT_ROWS, Part, to_batches
from baselining.folding.work import Work
from baselining.spark.folding.batches import batches_of
from baselining.spark.folding.fold import fold_here
from baselining.spark.folding.merge import merge_frame
from baselining.spark.frames.ragged import count_malformed
from baselining.spark.frames.settings import splitting
from baselining.spark.frames.table import Table
from baselining.states.model_quality.question import Question
from baselining.states.model_quality.rows import Rows, RowStates

_STATES_TO_MERGE = 64
"""Tasks leave no more, if they can: one may take 6 MB."""
_ROWS_PER_BATCH = 50_000
_WHOLE_ROWS = (FileColumn(name="rows", spark_type="struct"),)
"""What tasks share out: a state of whole rows is one column to the machine that folds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedRows:
    """All rows of a table.

    Attributes:
        short_rows, long_rows: How many rows had fewer cells than the header, and how many more.
        table: With the columns that were found, and who read them, in the end.
    """

    rows: Rows
    short_rows: int = 0
    long_rows: int = 0
    table: Table


def fold_table(
    spark: SparkSession,
    table: Table,
    question: Question,
    kind: RowStates,
    say: Callable[[Reader], None],
    values: Accumulator[int],
) -> FoldedRows:
    """Fold all rows of `table`; `say` is told where it turns out that it has to be read in another way.

    Raises:
        DatasetError: If it cannot be read, or lacks a column.
    """
    require_columns(table, question.columns)
    while isinstance(table.reader, WorkersRead):
        try:
            return FoldedRows(rows=_fold_files(spark, table.reader, question, kind, values), table=table)
        except UnlikeSparkError as problem:
            values.add(-values.value)  # it starts over
            table = table.read_otherwise(problem)
            require_columns(table, question.columns)
            say(table.reader)
    frame = table.frame
    places = [frame.columns.index(name) for name in question.columns]
    # By place: names may hold dots and backticks.
    frame = frame.toDF(*(f"c{i}" for i in range(len(frame.columns))))
    if not table.checks_rows:  # else all columns are needed to see which rows have others
        frame, places = frame.select(*(f"c{i}" for i in places)), list(range(len(places)))
    with splitting(spark, table.rule, len(table.names)):
        return fold_frame(spark, frame, places, table, question, kind, values)


def require_columns(table: Table, names: Sequence[str]) -> None:
    """Refuse a table without one of these columns.

    Raises:
        DatasetError: If it lacks one.
    """
    lacking = [name for name in names if name not in table.names]
    if lacking:
        some = ", ".join(map(repr, table.names[:20]))
        raise DatasetError(
            f"There is no column {' and no '.join(map(repr, lacking))} in the dataset.",
            hint=f"Its columns: {some}{' …' * (len(table.names) > 20)}.",
        )


def fold_frame(
    spark: SparkSession,
    frame: DataFrame,
    places: Sequence[int],
    table: Table,
    question: Question,
    kind: RowStates,
    values: Accumulator[int],
) -> FoldedRows:
    """Fold the rows that Spark reads, or has joined.

    Args:
        places: Of the question's columns in `frame`; whatever `table.names` leave over there is `MALFORMED`.
    """
    width = len(table.names) if table.checks_rows else None
    with batches_of(spark, _ROWS_PER_BATCH):
        parts = frame.mapInArrow(partial(_fold_split, places, width, question, kind, values), COLUMNS)
        merged = merge_frame(spark, parts, kind, columns=1, splits=frame.rdd.getNumPartitions())
    return FoldedRows(
        rows=merged.states.get(0, kind.empty()),
        short_rows=merged.items.get(SHORT_ROWS, 0),
        long_rows=merged.items.get(LONG_ROWS, 0),
        table=table,
    )


def _fold_files(
    spark: SparkSession, workers: WorkersRead, question: Question, kind: RowStates, values: Accumulator[int]
) -> Rows:
    work = Work(
        kind=kind,
        reading=partial(_reading, workers.format, workers.columns, question, kind),
        columns=_WHOLE_ROWS,
        place=workers.place,
        split_of=_run_of,
        values=values,
    )
    tasks = workers.tasks_of_rows(spark.sparkContext.defaultParallelism, _STATES_TO_MERGE)
    return merge_here(fold_here(spark, work, tasks), kind).states.get(0, kind.empty())


def _run_of(task: Task) -> tuple[str, int]:
    return "", task.run


@contextmanager
def _reading(
    file_format: Format,
    columns: Sequence[FileColumn],
    question: Question,
    kind: RowStates,
    _: Sequence[FileColumn],
    place: Place,
) -> Iterator[Callable[[Sequence[Piece]], Iterator[tuple[int, Rows]]]]:
    """On an executor: what folds pieces into one state of whole rows."""
    with file_format.rows(columns, question.columns, place) as rows_of:

        def fold(pieces: Sequence[Piece]) -> Iterator[tuple[int, Rows]]:
            builder = RowsBuilder(question, kind)
            for batch in rows_of(pieces):
                builder.add(batch)
            rows = builder.rows()
            yield rows.rows, rows

        yield fold


def _fold_split(
    places: Sequence[int],
    width: int | None,
    question: Question,
    kind: RowStates,
    values: Accumulator[int],
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """On an executor: one split's batches → a part with its state, and two with numbers of rows."""
    context = TaskContext.get()
    split = context.partitionId() if context else 0
    builder = RowsBuilder(question, kind)
    malformed = [0, 0]
    for batch in batches:
        if width is not None:
            found = count_malformed(batch.column(width), width)
            malformed = [a + b for a, b in zip(malformed, found, strict=True)]
        arrays = [batch.column(place) for place in places]
        builder.add(pa.RecordBatch.from_arrays(arrays, list(question.columns)))
    rows = builder.rows()
    values.add(rows.rows)
    counts = {SHORT_ROWS: malformed[0], LONG_ROWS: malformed[1]}
    yield from to_batches(Part(0, "", split, position, count, b"") for position, count in counts.items())
    yield from to_batches([Part(0, "", split, 0, 0, kind.to_bytes(rows) if rows.rows else b"")])
