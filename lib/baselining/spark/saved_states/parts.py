"""Saved states of files as parts: computed, written, read and merged by the executors (`spark/folding/`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, reduce

from pyspark import Accumulator  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.readers.reading import Reading
from baselining.dataset.splits import Task, tasks_of
from baselining.errors import DatasetError, DocumentError, StorageError
from baselining.fold.columns import COLUMN_STATES
from baselining.folding.parts import ROWS
from baselining.folding.work import Work
from baselining.spark.failures import meaning
from baselining.spark.folding.fold import fold_frame
from baselining.spark.folding.merge import merge_frame
from baselining.states.dataset import Dataset

SAVED = "run string, file string, start long, position int, items long, state binary"
"""How parts are kept: a row per split and column, and one per split with the number of its rows (`items`)."""

_TASK_BYTES = 512 * 1024 * 1024

Explain = Callable[[str], DatasetError]


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
        told = meaning(problem, states)
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
    values: Accumulator[int] | None = None,
) -> DataFrame:
    """The parts of splits of one piece each, as the executors will compute them; they count values in `values`."""
    cores = spark.sparkContext.defaultParallelism
    tasks = tasks_of(splits, len(columns), cores)
    size = sum(piece.end - piece.start for pieces in splits for piece in pieces)
    work = Work(
        kind=COLUMN_STATES,
        reading=reading,
        columns=columns,
        place=place,
        split_of=partial(_piece_of, place),
        values=values,
    )
    return fold_frame(spark, work, tasks, min(len(tasks), max(4 * cores, size // _TASK_BYTES)))


def name_of(file: DataFile, place: Place) -> str:
    """A file's name in the index, and in its parts."""
    return f"s3://{file.path}" if place.is_s3 else file.path


def merge_parts(
    spark: SparkSession,
    parts: Sequence[DataFrame],
    names: Sequence[str],
    splits: int,
    states: str,
    explain: Explain,
) -> Dataset:
    """Merge the parts of all splits, in order of set, file and place in the file.

    Args:
        names: Of the columns.
        splits: How many there must be.
        states: Where they are, for messages.
        explain: Makes an error of why a file can be read by Spark's reader only.

    Raises:
        DatasetError: As `explain` makes it, if a file can be read by Spark's reader only; or if one is damaged.
        DocumentError: If states are damaged, or not all there.
    """
    together = reduce(DataFrame.unionByName, parts)
    try:
        merged = merge_frame(spark, together, COLUMN_STATES, columns=len(names), splits=splits)
    except UnlikeSparkError as problem:
        raise explain(str(problem)) from None
    complete = sorted(position for position, found in merged.splits.items() if found == splits)
    if complete != list(range(ROWS, len(names))):
        raise not_complete(states)
    columns = {name: merged.states[position] for position, name in enumerate(names)}
    return Dataset(item_count=merged.items[ROWS], columns=columns)


def _piece_of(place: Place, task: Task) -> tuple[str, int]:
    """States are kept of each piece of a file by itself."""
    ((piece,),) = task.splits
    return name_of(piece.file, place), piece.start
