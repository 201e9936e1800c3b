"""How far Spark is: its tasks, polled while a job runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

_INTERVAL_S = 0.5


@contextmanager
def named_jobs(spark: SparkSession, name: str) -> Iterator[None]:
    """Name the jobs run inside, for the Spark UI."""
    spark.sparkContext.setJobGroup("baselining", name, interruptOnCancel=True)
    yield


@contextmanager
def watched(
    spark: SparkSession, name: str, input_size: int, on_progress: Callable[[str, int, int, str], None]
) -> Iterator[None]:
    """Name the jobs run inside and report their tasks: done, of how many, and how fast `input_size` bytes go by."""
    context = spark.sparkContext
    over = threading.Event()
    started = time.monotonic()

    def poll() -> None:
        tracker = context.statusTracker()
        while not over.wait(_INTERVAL_S):
            infos = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            stages = [info for info in infos if info is not None]
            total = sum(stage.numTasks for stage in stages)
            if total:
                done = sum(stage.numCompletedTasks for stage in stages)
                detail = pace(done / total, input_size, time.monotonic() - started)
                on_progress("profiling", done, total, detail)

    watcher = threading.Thread(target=poll, name="baselining-progress", daemon=True)
    watcher.start()
    try:
        with named_jobs(spark, name):
            yield
    finally:
        over.set()
        watcher.join()


def pace(fraction: float, input_size: int, seconds: float) -> str:
    """How much of the input that is, how fast it went, and how long the rest takes at that pace."""
    if not fraction or not seconds:
        return f"of {input_size / 1e6:,.0f} MB"
    read = fraction * input_size / 1e6
    left = seconds * (1 - fraction) / fraction
    return f"{read:,.0f} of {input_size / 1e6:,.0f} MB, {read / seconds:,.0f} MB/s, {left:,.0f} s left"


def input_bytes(frame: DataFrame) -> int:
    """The size of the files that a frame reads, as Spark knows it."""
    leaves = frame._jdf.queryExecution().analyzed().collectLeaves()
    return sum(int(str(leaves.apply(i).stats().sizeInBytes())) for i in range(leaves.size()))
