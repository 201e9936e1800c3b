"""An executor that dies, and tasks that run twice, change no byte. On a cluster of two executors of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SCRIPT = """
import hashlib, os, signal, subprocess, sys, threading, time
from pathlib import Path
from baselining.dataset import DatasetFormat, DatasetSpec
from baselining.spark.profiler import Engine, profile_dataset
from baselining.spark.session import SessionSpec, open_session
from tests.spark.profiling import documents

settings = {
    "spark.sql.files.maxPartitionBytes": "300000",
    "spark.executor.memory": "512m",
    "spark.speculation": "true",
    "spark.speculation.interval": "10ms",
    "spark.speculation.multiplier": "1.0",
    "spark.speculation.quantile": "0.1",
    "spark.speculation.minTaskRuntime": "0ms",
}
spark = open_session(SessionSpec(master="local-cluster[2,1,1024]", settings=settings))
spark.conf.set("spark.sql.files.maxPartitionBytes", "300000")
import baselining.spark.profiler as profiler
profiler.open_session = lambda spec: spark  # keep the small splits

def executors():
    # Java processes that our JVM started.
    found = subprocess.run(["ps", "-eo", "pid,ppid,comm"], capture_output=True, text=True).stdout.splitlines()
    rows = [line.split(None, 2) for line in found[1:]]
    jvm = {pid for pid, parent, name in rows if parent == str(os.getpid()) and name == "java"}
    return [int(pid) for pid, parent, name in rows if parent in jvm and name == "java"]

def run(kill):
    killed = []
    def on_progress(what, done, total, detail):
        if kill and what == "profiling" and not killed:  # some tasks run, or are done
            killed.append(executors()[0])
            os.kill(killed[0], signal.SIGKILL)
    spec = DatasetSpec(uri=sys.argv[1], format=DatasetFormat.PARQUET)
    found = profile_dataset(spec, engine=Engine.ARROW, session=SessionSpec(), on_progress=on_progress)
    assert found.work.reading.startswith("workers read"), found.work.reading
    assert bool(killed) == kill
    return hashlib.sha256(documents(found)["statistics.json"]).hexdigest()

assert run(kill=False) == run(kill=True)
spark.stop()
print("the same bytes")
"""


@pytest.mark.timeout(900)
def test_a_lost_executor_and_speculative_tasks_change_nothing(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = 400_000
    pq.write_table(
        pa.table({f"f{i}": random.normal(size=rows) for i in range(5)}),
        tmp_path / "a.parquet",
        row_group_size=5000,
    )

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "a.parquet")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    assert done.stdout.endswith("the same bytes\n"), done.stdout + _without_spark_log(done.stderr)


def _without_spark_log(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "ERROR" not in line and "Shutdown" not in line)[
        -3000:
    ]
