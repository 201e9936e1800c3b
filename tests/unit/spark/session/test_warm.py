"""The process that loads ahead, played by a script: used only if it is there, and never left behind."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from baselining.spark.session.warm import WarmWorkers

LOCAL = {"spark.master": "local[2]"}
LISTENS = "printf '\\001'\n"
WAITS = "exec cat\n"
BECOMES_SPARKS = "exec > /dev/null\nexec sleep 0.2\n"


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What PYSPARK_PYTHON names; tests write it."""
    monkeypatch.setenv("PYSPARK_PYTHON", str(tmp_path / "python"))
    return tmp_path / "python"


def write(python: Path, text: str) -> None:
    python.write_text(f'#!/bin/sh\necho "$@" > {python}.words\nenv > {python}.env\n{text}')
    python.chmod(0o755)


def status(workers: WarmWorkers) -> int | None:
    """Of the process, once it has ended."""
    process = workers._process
    assert process is not None
    until = time.monotonic() + 2
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    return process.returncode


def test_it_is_the_daemon_of_the_spark_that_is_started(python: Path) -> None:
    write(python, LISTENS + WAITS)
    workers = WarmWorkers()

    workers.begin({**LOCAL, "spark.task.cpus": "2", "spark.executorEnv.X": "y"})
    settings = workers.settings()
    workers.leave()

    module, name = Path(f"{python}.words").read_text().removeprefix("-m ").split()
    assert settings == {
        "spark.python.daemon.module": module.removesuffix(".ahead"),
        "spark.executorEnv.BASELINING_LOADED_AHEAD": name,
        "spark.executorEnv.SPARK_SIMPLIFIED_TRACEBACK": "1",
    }
    started_in = Path(f"{python}.env").read_text().splitlines()
    assert {"OMP_NUM_THREADS=2", "PYTHONHASHSEED=0", "X=y"} <= set(started_in)
    assert status(workers) == -15


@pytest.mark.parametrize("text", ["exit 1\n", "exec sleep 5\n"], ids=["cannot be imported", "is slow"])
def test_one_that_does_not_listen_is_not_used(
    python: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baselining.spark.session.warm._PATIENCE_S", 0.3)
    write(python, text)
    workers = WarmWorkers()

    workers.begin(LOCAL)
    settings = workers.settings()
    workers.leave()

    assert settings == {}
    assert status(workers) in (1, -15)


def test_one_that_cannot_be_started_is_not_used(python: Path) -> None:
    workers = WarmWorkers()

    workers.begin(LOCAL)

    assert not python.exists()
    assert workers.settings() == {}
    workers.leave()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"spark.master": "yarn"},
        {"spark.master": "local-cluster[2,1,1024]"},
        {**LOCAL, "spark.python.daemon.module": "mine"},
        {**LOCAL, "spark.python.use.daemon": "false"},
    ],
)
def test_none_is_started_where_executors_are_elsewhere_or_another_daemon_is_chosen(
    python: Path, settings: dict[str, str]
) -> None:
    write(python, LISTENS)
    workers = WarmWorkers()

    workers.begin(settings)

    assert workers._process is None
    assert workers.settings() == {}


def test_one_that_spark_uses_ends_with_spark(python: Path) -> None:
    write(python, LISTENS + BECOMES_SPARKS)
    workers = WarmWorkers()

    workers.begin(LOCAL)
    workers.settings()
    time.sleep(0.1)
    workers.leave()
    workers.leave()

    assert status(workers) == 0
