"""Spark's processes die, as when the kernel kills them for memory: one sentence, exit 4, nothing half-written."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.job.conftest import BIN
from tests.job.processes import Running, are_gone, descendants, running, words_of

GONE = "error: Spark's JVM is gone: most likely it was killed because the machine's memory ran out."
Start = Callable[..., AbstractContextManager[Running]]


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Start:
    """`start("suggest", …)`: the command as a process, in a folder of its own."""
    return lambda *words: running([str(BIN / "baselining"), *words], environment, tmp_path)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    """Two files, some seconds' work for two workers."""
    folder = tmp_path / "train"
    folder.mkdir()
    lines = "".join(f"{i},{i / 7},w{i % 40},{i * 7919 % 10007}e-3\n" for i in range(400_000))
    for name in ("a", "b"):
        (folder / f"{name}.csv").write_text("id,x,w,y\n" + lines)
    return folder


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """Files whose states can be kept."""
    folder = tmp_path / "train"
    folder.mkdir()
    for name in ("a", "b"):
        pq.write_table(
            pa.table({"x": np.arange(5_000_000) / 7, "n": np.arange(5_000_000)}), folder / f"{name}.parquet"
        )
    return folder


def suggest(*more: str) -> tuple[str, ...]:
    return ("suggest", "train", "--format", "csv", "--output", "baseline", "--master", "local[2]", *more)


def kill_java(command: Running) -> None:
    os.kill(command.wait_for_spark(), signal.SIGKILL)


def check(command: Running, sentence: str, folder: Path) -> None:
    """It ends with that sentence and nothing like a traceback, and leaves neither files nor processes."""
    started = descendants(command.process.pid)

    assert command.end() == 4, command.said
    errors = [
        line
        for line in command.err
        if not line.startswith(("starting Spark", "workers read", "Spark reads", "profiling"))
    ]
    assert errors[0].startswith(sentence), command.said
    assert len(errors) == 2, command.said  # the sentence, and what to do
    assert not (folder / "baseline").exists()
    assert are_gone(started)


@pytest.mark.parametrize("delay_s", [0, 1, 3])
def test_the_jvm_is_killed_while_it_starts(start: Start, train: Path, tmp_path: Path, delay_s: float) -> None:
    with start(*suggest()) as command:
        command.wait_for_spark()
        time.sleep(delay_s)
        kill_java(command)

        check(command, GONE, tmp_path)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ((), "workers read"),
        (("--engine", "deequ"), "Spark reads it"),
        (("--engine", "deequ"), "profiling"),
    ],
    ids=["workers profile", "Deequ begins", "Deequ profiles"],
)
def test_the_jvm_is_killed_while_data_is_read(
    start: Start, train: Path, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    with start(*suggest(*more)) as command:
        command.wait_for_words(words)
        kill_java(command)

        check(command, GONE, tmp_path)


def test_the_jvm_is_killed_while_states_are_saved_or_merged(
    start: Start, parquet: Path, tmp_path: Path
) -> None:
    saving = ("suggest", "train", "--format", "parquet", "--output", "baseline", "--save-states", "states")
    with start(*saving, "--master", "local[2]") as command:
        command.wait_for_words("workers read")
        kill_java(command)

        check(command, GONE, tmp_path)
    assert not (tmp_path / "states/states.json").exists()

    with start(*saving[:5], "first", *saving[6:]) as command:
        assert command.end() == 0, command.said
    with start("merge", "states", "--output", "baseline", "--master", "local[2]") as command:
        command.wait_for_spark()
        time.sleep(2)
        kill_java(command)

        check(command, GONE, tmp_path)


def test_python_workers_that_are_killed_again_and_again(start: Start, train: Path, tmp_path: Path) -> None:
    def workers() -> Iterator[int]:
        started = descendants(command.process.pid)
        parents = [pid for pid in started if "baselining.spark.daemon.ahead" in words_of(pid)]
        return (pid for parent in parents for pid in descendants(parent))

    with start(*suggest()) as command:
        command.wait_for_words("workers read")
        while command.process.poll() is None:  # not only the worker that has run the first task and waits
            for pid in workers():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)

        check(command, "error: A Python worker was killed while profiling train", tmp_path)
    assert "spark.executor.memoryOverhead" in command.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("moment", ["the JVM starts", "Spark starts", "workers profile", "the end"])
def test_a_command_that_is_interrupted_leaves_no_process(
    start: Start, train: Path, moment: str, number: signal.Signals
) -> None:
    with start(*suggest()) as command:
        command.wait_for_spark()
        if moment == "Spark starts":
            time.sleep(2)
        elif moment == "workers profile":
            command.wait_for_words("workers read")
        elif moment == "the end":
            command.wait_for(lambda: (train.parent / "baseline").exists(), "documents")
        started = descendants(command.process.pid)
        command.process.send_signal(number)
        code = command.end()

        assert code in ({0, 4} if moment == "the end" else {4}), command.said
        assert "Traceback" not in command.said
        assert "Exception" not in command.said
        assert code == 0 or "Stopped" in command.said
        assert are_gone(started)


AGAIN = """
import os, signal
from baselining.errors import ComputeError
from baselining.spark.session.start import SessionSpec, spark_session

spec = SessionSpec(master="local[1]")
with spark_session(spec) as spark:
    print(spark.range(3).count(), "PYSPARK_GATEWAY_PORT" in os.environ)
try:
    with spark_session(spec) as spark:
        java = int(str(spark._jvm.java.lang.ProcessHandle.current().pid()))
        os.kill(java, signal.SIGKILL)
        spark.range(3).count()
except ComputeError as error:
    print(error.message.partition(":")[0])
with spark_session(spec) as spark:
    print(spark.createDataFrame([(1,)], "a int").count())
"""


def test_python_can_start_spark_again_after_its_end_and_after_its_death(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with running([sys.executable, "-c", AGAIN], environment, tmp_path) as script:
        code = script.end()

    assert script.out == ["3 False\n", "Spark's JVM is gone\n", "1\n"], script.said
    assert code == 0
