"""The main job on Spark's own cluster manager, two workers, by the printed line; also when an executor is killed."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cluster.test_same_bytes import executors
from tests.cluster.two_hosts import two_hosts
from tests.job.conftest import CREDENTIALS
from tests.yarn.daemons import SPARK, java_home
from tests.yarn.main_job import KERNELS, MainJob, submitted
from tests.yarn.test_losses import is_half_way


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    with two_hosts(tmp_path) as url:
        yield url


@pytest.mark.parametrize("is_killed", [False, True], ids=["all is well", "an executor is killed half-way"])
def test_the_printed_line_publishes_the_bytes_of_a_local_run(
    job: MainJob, master: str, environment: dict[str, str], tmp_path: Path, is_killed: bool
) -> None:
    job.dataset(files=400 if is_killed else 70, rows=300 if is_killed else 40)
    variables = {**CREDENTIALS, "NUMBA_CACHE_DIR": KERNELS, "PYTHONPATH": ""}
    job.settings = {
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.executor.memory": "900m",
        "spark.driver.host": "127.0.0.1",
        **{f"spark.executorEnv.{name}": value for name, value in variables.items()},
    }
    line = job.line("standalone", "--master", master, "--python", sys.executable)
    env = {
        **environment,
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "JAVA_HOME": str(java_home()),
    }

    with submitted(line, env, tmp_path) as running:
        if is_killed:
            running.wait_until(lambda: is_half_way(running), "tasks were done")
            (name,) = set(re.findall(r"app-\d+-\d+", running.err.read_text()))
            os.kill(executors(name)[0], signal.SIGKILL)
        ended = running.end()

    assert ended.code == 0, ended.err[-5000:]
    assert ("Lost executor" in ended.err) == is_killed
    assert job.digest() == job.digest_of_local_run()
