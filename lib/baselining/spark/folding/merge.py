"""Parts in a frame → the states of the dataset: merged by the driver if they are few, else by executors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa  # noqa: TC002 - loaded anyway
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.folding.merge import Merged, collected, merge_here, merge_sorted
from baselining.folding.parts import COLUMNS, ORDER, Part, from_batches, to_batches
from baselining.states.kind import Kind, State

MOST_ON_DRIVER = 2000
"""Parts, some tens of kilobytes each."""

_TASKS_PER_CORE = 4


def merge_frame(
    spark: SparkSession, parts: DataFrame, kind: Kind[State], *, columns: int, splits: int
) -> Merged[State]:
    """Merge so many splits of so many columns: few here, because a shuffle takes seconds; many where memory is.

    Raises:
        DatasetError, DocumentError, UnlikeSparkError: As parts tell.
    """
    parts = parts.select(*Part._fields)
    if splits == 1 or splits * columns <= MOST_ON_DRIVER:
        return merge_here((Part(*row) for row in parts.collect()), kind)
    tasks = min(columns + 1, _TASKS_PER_CORE * spark.sparkContext.defaultParallelism)
    merged = (
        parts.repartition(tasks, "position")
        .sortWithinPartitions(*ORDER)
        .mapInArrow(partial(_merge_batches, kind), COLUMNS)
    )
    # Not toLocalIterator: it runs hardly more than one task at a time.
    return collected((Part(*row) for row in merged.collect()), kind)


def _merge_batches(kind: Kind[Any], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield from to_batches(merge_sorted(from_batches(batches), kind))
