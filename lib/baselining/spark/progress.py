"""How far Spark is: its tasks, polled while a job runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

_INTERVAL_S = 0.5


@contextmanager
def watched(spark: SparkSession, group: str, on_progress: Callable[[str, int, int], None]) -> Iterator[None]:
    """Name the jobs run inside (the Spark UI shows it) and report their tasks: done, of how many."""
    context = spark.sparkContext
    context.setJobGroup("baselining", group, interruptOnCancel=True)
    over = threading.Event()

    def poll() -> None:
        tracker = context.statusTracker()
        while not over.wait(_INTERVAL_S):
            infos = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            stages = [info for info in infos if info is not None]
            total = sum(stage.numTasks for stage in stages)
            if total:
                on_progress("profiling", sum(stage.numCompletedTasks for stage in stages), total)

    watcher = threading.Thread(target=poll, name="baselining-progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
