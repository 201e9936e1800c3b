"""Same data, same bytes: on any number of cores and executors, and when an executor dies half-way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark import SparkContext, StatusTracker
from tests.cluster.conftest import TWO_EXECUTORS, spark_on
from tests.spark.profiling import documents, profile

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def on_one_core(files: Path) -> tuple[Files, Files]:
    """The documents of all files, and of one of them, by one core."""
    with spark_on("local[1]"):
        several, one = profile(files, "csv"), profile(files / "part-3.csv", "csv")
        assert (several.one_split, one.one_split) == (False, True)
        return documents(several), documents(one)


@pytest.mark.parametrize("master", ["local[2]", TWO_EXECUTORS])
def test_more_cores_and_executors_give_the_same_bytes(
    files: Path, on_one_core: tuple[Files, Files], master: str
) -> None:
    with spark_on(master):
        assert documents(profile(files, "csv")) == on_one_core[0]
        assert documents(profile(files / "part-3.csv", "csv")) == on_one_core[1]


def test_an_executor_that_dies_half_way_changes_nothing(
    files: Path, on_one_core: tuple[Files, Files]
) -> None:
    with spark_on(TWO_EXECUTORS) as spark:
        killer = Killer(spark.sparkContext)
        killer.start()
        found = documents(profile(files, "csv"))
        killer.join(10)

    assert killer.killed, "no executor was killed while tasks were running"
    assert found == on_one_core[0]


class Killer(threading.Thread):
    """Kills one executor as soon as a task of the profile is done and others are not."""

    def __init__(self, context: SparkContext) -> None:
        super().__init__(daemon=True)
        self._tracker = context.statusTracker()
        self._application = str(context.applicationId)
        self.killed = False

    def run(self) -> None:
        wait(lambda: is_half_way(self._tracker))
        pids = executors(self._application)
        if len(pids) == 2:
            os.kill(pids[0], signal.SIGKILL)
            self.killed = True


def is_half_way(tracker: StatusTracker) -> bool:
    """Are some tasks of a stage done, and others not?"""
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    return any(
        stage is not None and 0 < stage.numCompletedTasks < stage.numTasks and stage.numTasks > 2
        for stage in stages
    )


def executors(application: str) -> list[int]:
    """Process ids of the executors of an application on this machine."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in command and application.encode() in command:
            found.append(int(process.name))
    return sorted(found)


def wait(until: Callable[[], bool], seconds: float = 240.0) -> None:
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.01)
