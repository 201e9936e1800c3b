"""Workers are forked from a process that has loaded what they need while Spark started; all else is as before."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.job.conftest import Ended
from tests.job.processes import running

NAME = f"baselining-test-{os.getpid()}"
MODULE = "baselining.spark.daemon"
VARIABLES = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "YES"}


@contextmanager
def process(*words: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with pipes, as Spark and the driver start it; it ends when its stdin does."""
    with subprocess.Popen(
        [sys.executable, "-m", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**VARIABLES, **variables},
    ) as started:
        yield started
        assert started.stdin is not None
        started.stdin.close()
        started.wait(20)


@contextmanager
def loaded_ahead() -> Iterator[subprocess.Popen[bytes]]:
    with process(f"{MODULE}.ahead", NAME) as ahead:
        assert ahead.stdout is not None
        assert ahead.stdout.read(1) == b"\1"
        yield ahead


def parent_of_a_worker(daemon: subprocess.Popen[bytes]) -> int:
    """Have the daemon fork a worker, as Spark does; the process id of its parent."""
    assert daemon.stdout is not None
    (port,) = struct.unpack(">i", daemon.stdout.read(4))
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        (worker,) = struct.unpack(">i", connection.recv(4))
        status = Path(f"/proc/{worker}/status").read_text()
    return int(status.split("\nPPid:")[1].split()[0])


def test_workers_are_children_of_the_process_that_has_loaded_ahead() -> None:
    with loaded_ahead() as ahead, process(MODULE, "pyspark.worker", BASELINING_LOADED_AHEAD=NAME) as daemon:
        assert parent_of_a_worker(daemon) == ahead.pid
        assert len(list(Path(f"/proc/{ahead.pid}/task").iterdir())) == 1  # so that it may fork


@pytest.mark.parametrize("changed", [{"OMP_NUM_THREADS": "2"}, {"BASELINING_LOADED_AHEAD": ""}])
def test_a_daemon_that_was_started_otherwise_or_knows_of_none_loads_for_itself(
    changed: dict[str, str],
) -> None:
    variables = {"BASELINING_LOADED_AHEAD": NAME, **changed}
    with loaded_ahead(), process(MODULE, "pyspark.worker", **variables) as daemon:
        assert parent_of_a_worker(daemon) == daemon.pid


def test_nothing_is_compiled_or_connected_while_loading(tmp_path: Path) -> None:
    code = (
        "from baselining.spark.daemon.preload import load; load()\n"
        "import gc, sys; print('numba' in sys.modules, gc.get_freeze_count() > 100_000)\n"
        "from pyarrow import _s3fs; print(_s3fs.is_s3_initialized() if hasattr(_s3fs, 'is_s3_initialized') else False)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**VARIABLES, "NUMBA_CACHE_DIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr) == ("True True\nFalse\n", "")
    assert list(tmp_path.rglob("*.nb?")) == []


SESSION = """
import os, sys
from pathlib import Path
from baselining.spark.session.start import SessionSpec, spark_session

def parent(_rows):
    yield os.getppid(), "numba" in sys.modules

def parents(batches):
    import pyarrow as pa
    for _ in batches:
        yield pa.RecordBatch.from_pydict({"pid": [os.getppid()]})

with spark_session(SessionSpec(master="local[1]")) as spark:
    [(rdd, is_loaded)] = spark.sparkContext.parallelize([0], 1).mapPartitions(parent).collect()
    [(sql,)] = spark.range(0, 1, 1, 1).mapInArrow(parents, "pid long").collect()
    words = Path(f"/proc/{rdd}/cmdline").read_bytes().decode().split("\\0")
    print(is_loaded, "baselining.spark.daemon.ahead" in words, rdd == sql)
    print(len(spark.sparkContext.statusTracker().getJobIdsForGroup(None)) == 3)  # the first one warms up
"""


def test_a_spark_of_our_own_uses_one_such_process_for_all_its_workers(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with running([sys.executable, "-c", SESSION], environment, tmp_path) as script:
        code = script.end()

    assert script.out == ["True True True\n", "True\n"], script.said
    assert code == 0


def test_a_daemon_that_cannot_be_imported_is_told(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")

    ended = run(
        *("suggest", "train.csv", "--output", "baseline", "--master", "local[1]"),
        *("--conf", "spark.python.daemon.module=no.such.module"),
    )

    assert ended.code == 4
    assert "error: No Python worker could be started while profiling train.csv" in ended.err
    assert "leave the setting out" in ended.err
    assert not (tmp_path / "baseline").exists()


def test_a_python_for_workers_that_lacks_our_daemon_gets_sparks(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    """Its workers get the package from elsewhere, as from --py-files."""
    (tmp_path / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$2" in baselining.*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)

    ended = run(
        *("suggest", "train.csv", "--output", "baseline", "--master", "local[1]"),
        variables={
            "PYSPARK_PYTHON": str(python),
            "BASELINING_CACHE": "off",
        },  # nothing is made for it meanwhile
    )

    assert ended.code == 0, ended.err
    assert (tmp_path / "baseline/statistics.json").exists()
