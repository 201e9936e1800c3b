"""A worker that hangs: Spark starts a duplicate of its task on the other host, and the bytes are the same."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark import SparkContext
from pyspark.sql import SparkSession
from tests.cluster.conftest import spark_on
from tests.cluster.test_same_bytes import executors, is_half_way, wait
from tests.cluster.two_hosts import two_hosts
from tests.spark.profiling import documents, profile

FILES = 12
COLUMNS = 3


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that take a while."""
    folder = tmp_path_factory.mktemp("speculation") / "files"
    folder.mkdir()
    random = np.random.default_rng(11)
    for number in range(FILES):
        rows = 200_000 + number
        data = {"x": random.normal(size=rows), "n": random.integers(0, 10**9, rows)}
        text = pa.array(random.choice([f"w{i}" for i in range(200)], rows))
        pq.write_table(pa.table({**data, "s": text}), folder / f"{number:02}.parquet")
    return folder


@pytest.fixture
def speculating(tmp_path: Path) -> Iterator[tuple[SparkSession, Path]]:
    """Spark on two hosts that soon starts duplicates, and the folder of its event log."""
    log = tmp_path / "events"
    log.mkdir()
    settings = {
        "spark.speculation": "true",
        "spark.speculation.interval": "100ms",
        "spark.speculation.quantile": "0.5",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.as_uri(),
    }
    with two_hosts(tmp_path) as url, spark_on(url, settings) as spark:
        wait(lambda: len(executors(str(spark.sparkContext.applicationId))) == 2)
        yield spark, log


def test_a_duplicate_of_a_task_that_hangs_changes_nothing(
    parquet: Path, speculating: tuple[SparkSession, Path]
) -> None:
    spark, log = speculating
    expected = documents(profile(parquet, "parquet"))

    with a_worker_hangs(spark.sparkContext):
        found = documents(profile(parquet, "parquet"))

    spark.stop()
    assert duplicates(log) > 0, "Spark started no duplicate"
    assert found == expected


def test_states_that_two_attempts_wrote_are_there_once(
    parquet: Path, speculating: tuple[SparkSession, Path], tmp_path: Path
) -> None:
    spark, log = speculating
    states = str(tmp_path / "states")
    expected = documents(profile(parquet, "parquet", states=str(tmp_path / "other states")))

    with a_worker_hangs(spark.sparkContext):
        found = profile(parquet, "parquet", states=states)
    again = profile(parquet, "parquet", states=states)
    rows = spark.read.parquet(*map(str, Path(states).glob("*/**/*.parquet"))).count()

    spark.stop()
    assert duplicates(log) > 0, "Spark started no duplicate"
    assert documents(found) == documents(again) == expected
    assert again.throughput.reading.startswith(f"workers read 0 of {FILES} ")
    assert rows == FILES * (COLUMNS + 1)


@contextmanager
def a_worker_hangs(context: SparkContext) -> Iterator[None]:
    """Stop a Python worker as soon as a task of the stage is done and others are not, until the block ends."""
    stopped: list[int] = []

    def stop() -> None:
        wait(lambda: is_half_way(context.statusTracker()))
        stopped.extend(python_workers(executors(str(context.applicationId))[0]))
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)

    stopper = threading.Thread(target=stop, daemon=True)
    stopper.start()
    try:
        yield
        stopper.join(10)
        assert stopped, "no worker was stopped"
    finally:
        for pid in stopped:
            if Path(f"/proc/{pid}").exists():  # Spark kills the loser
                os.kill(pid, signal.SIGCONT)


def python_workers(executor: int) -> list[int]:
    """Process ids of the workers that an executor's daemon forked."""
    return [worker for daemon in _children(executor) for worker in _children(daemon)]


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for children in lists for child in children.read_text().split()]


def duplicates(log: Path) -> int:
    """How many tasks Spark started as duplicates of others, by its event log."""
    (file,) = (path for path in log.iterdir() if not path.name.startswith("."))
    events = [json.loads(line) for line in file.read_text().splitlines()]
    return sum(
        event["Event"] == "SparkListenerTaskStart" and event["Task Info"]["Speculative"] for event in events
    )
