"""Tasks → parts, on the executors."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa  # noqa: TC002 - loaded anyway
from pyspark import Broadcast  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - likewise

from baselining.dataset.splits import Task
from baselining.folding.parts import COLUMNS, Part, to_batches
from baselining.folding.work import Work, fold_tasks


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
    yield from fold_tasks(work, tasks)
