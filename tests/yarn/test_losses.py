"""What YARN does to a run: an executor that is killed half-way, an application master that fails."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from tests.cluster.test_same_bytes import executors
from tests.yarn.daemons import Yarn, working_in
from tests.yarn.main_job import MainJob, Submitted, submit, submitted

_DONE = re.compile(r"Finished task .* \((\d+)/(\d+)\)")
_APPLICATION = re.compile(r"Submitted application (application_\w+)")


def is_half_way(running: Submitted) -> bool:
    """Are some tasks of a stage done, and at least two others not?"""
    done = _DONE.findall(running.err.read_text())
    return bool(done) and int(done[-1][0]) + 2 <= int(done[-1][1])


def application(running: Submitted) -> str:
    found = _APPLICATION.search(running.err.read_text())
    return found[1] if found else ""


def application_master(cluster: Yarn, running: Submitted) -> list[int]:
    """Process ids of the application master of a driver that runs here."""
    name = application(running)
    return [
        pid
        for pid in working_in(cluster.folder)
        if name
        and name in os.readlink(f"/proc/{pid}/cwd")
        and b"java\0" in (words := Path(f"/proc/{pid}/cmdline").read_bytes())
        and b"ExecutorLauncher" in words
    ]


def test_an_executor_that_is_killed_half_way_changes_nothing(
    job_on_yarn: MainJob, on_yarn: dict[str, str], tmp_path: Path
) -> None:
    job_on_yarn.dataset(files=400, rows=300)

    with submitted(job_on_yarn.line("yarn", "--deploy-mode", "client"), on_yarn, tmp_path) as running:
        running.wait_until(lambda: is_half_way(running), "tasks were done")
        os.kill(executors(application(running))[0], signal.SIGKILL)
        ended = running.end()

    assert ended.code == 0, ended.err[-5000:]
    assert "Lost executor" in ended.err
    assert job_on_yarn.digest() == job_on_yarn.digest_of_local_run()


def test_an_application_master_that_does_not_start_is_told_as_that(
    job_on_yarn: MainJob, on_yarn: dict[str, str], tmp_path: Path
) -> None:
    job_on_yarn.dataset(files=1)
    job_on_yarn.settings["spark.yarn.am.extraJavaOptions"] = "-agentlib:nosuchlibrary"

    ended = submit(job_on_yarn.line("yarn", "--deploy-mode", "client"), on_yarn, tmp_path)

    assert ended.code == 4
    assert "its application master on YARN failed or was ended" in ended.out
    assert "refuses its settings" not in ended.out


@pytest.mark.parametrize("moment", ["while it starts", "half-way"])
def test_an_application_master_that_is_killed_is_told_as_that(
    job_on_yarn: MainJob, cluster: Yarn, on_yarn: dict[str, str], tmp_path: Path, moment: str
) -> None:
    job_on_yarn.dataset(files=400 if moment == "half-way" else 1, rows=300)

    with submitted(job_on_yarn.line("yarn", "--deploy-mode", "client"), on_yarn, tmp_path) as running:
        if moment == "half-way":
            running.wait_until(lambda: is_half_way(running), "tasks were done")
        running.wait_until(lambda: application_master(cluster, running), "an application master")
        for pid in application_master(cluster, running):
            os.kill(pid, signal.SIGKILL)
        ended = running.end()

    assert ended.code == 4, ended.err[-5000:]
    assert "application master on YARN" in ended.out or "on YARN the application master" in ended.out
    assert "refuses its settings" not in ended.out


def test_a_container_larger_than_any_node_is_a_refused_setting(
    job_on_yarn: MainJob, on_yarn: dict[str, str], tmp_path: Path
) -> None:
    job_on_yarn.dataset(files=1)
    job_on_yarn.settings["spark.executor.memory"] = "100g"

    ended = submit(job_on_yarn.line("yarn", "--deploy-mode", "client"), on_yarn, tmp_path)

    assert ended.code == 4
    assert "refuses its settings" in ended.out
