"""How far Spark is: its tasks, polled while a job runs, and the values that finished tasks say they have profiled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyspark import Accumulator, SparkStageInfo, StatusTracker  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.folding.pace import pace

_GROUP = "baselining"
_INTERVAL_S = 0.5
_JOB_PROPERTIES = ("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel")
"""What `setJobGroup` sets (SparkContext.scala)."""


@contextmanager
def named_jobs(spark: SparkSession, name: str) -> Iterator[None]:
    """Name the jobs run inside, for the Spark UI; those after it have the name that they had before."""
    context = spark.sparkContext
    before = {key: context.getLocalProperty(key) for key in _JOB_PROPERTIES}
    context.setJobGroup(_GROUP, name, interruptOnCancel=True)
    try:
        yield
    finally:
        for key, value in before.items():
            context.setLocalProperty(key, value)  # type: ignore[arg-type] # None removes it


@contextmanager
def watched(
    spark: SparkSession,
    name: str,
    *,
    input_size: int,
    columns: int,
    on_progress: Callable[[str, int, int, str], None] | None,
) -> Iterator[Accumulator[int]]:
    """Name the jobs run inside and report their tasks: done, of how many, and how fast the input goes by.

    Args:
        input_size: Bytes of the whole input.
        columns: Of the dataset.
        on_progress: Told (what, done, of how many, more in words); None: nobody is.

    Yields:
        What tasks add the number of values to that they have profiled; where they do not, rows are not reported.
    """
    context = spark.sparkContext
    values = context.accumulator(0)
    over = threading.Event()
    started = time.monotonic()

    def look(tell: Callable[[str, int, int, str], None]) -> None:
        stages = _our_stages(context.statusTracker())
        if total := sum(stage.numTasks for stage in stages):
            done = sum(stage.numCompletedTasks for stage in stages)
            detail = pace(done / total, input_size, time.monotonic() - started, values.value, columns)
            tell("profiling", done, total, detail)

    def poll() -> None:
        while on_progress is not None and not over.wait(_INTERVAL_S):
            try:
                look(on_progress)
            except Exception:  # noqa: BLE001 - Spark is gone, or stopped; who waits for the job says so
                return

    watcher = threading.Thread(target=poll, name="baselining-progress", daemon=True)
    watcher.start()
    try:
        with named_jobs(spark, name):
            yield values
    finally:
        over.set()
        watcher.join()


def _our_stages(tracker: StatusTracker) -> list[SparkStageInfo]:
    """Those that run; others may have jobs in this session, too."""
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(_GROUP)]
    ours = {stage for job in jobs if job is not None for stage in job.stageIds}
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds() if stage in ours]
    return [stage for stage in stages if stage is not None]


def input_bytes(frame: DataFrame) -> int:
    """The size of the files that a frame reads, as Spark knows it."""
    leaves = frame._jdf.queryExecution().analyzed().collectLeaves()
    return sum(int(str(leaves.apply(i).stats().sizeInBytes())) for i in range(leaves.size()))
