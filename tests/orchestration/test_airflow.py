"""docs/orchestration/airflow_dag.py in the real package: the DAG loads, and its task does as the exit code says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.job.conftest import ROOT

pytestmark = pytest.mark.skipif(
    "ORCHESTRATION" not in os.environ, reason="make test-orchestration installs Airflow"
)
DAGS = str(ROOT / "docs" / "orchestration")
LAUNCH = """
import airflow_dag, sys
airflow_dag.PROGRAM = sys.argv[1]
try:
    print(airflow_dag.launch("manual__2026-11-26T17:00:00+00:00", int(sys.argv[2])).strip())
except Exception as error:
    print(type(error).__name__)
"""
LOAD = """
import airflow_dag
from airflow.sdk import DAG
dag = airflow_dag.rebaseline()
(task,) = dag.tasks
print(dag.dag_id, task.task_id, task.retries, dag.max_active_runs)
"""


def run(code: str, *words: str) -> str:
    done = subprocess.run(
        [f"{os.environ['ORCHESTRATION']}/bin/python", "-W", "ignore", "-c", code, *words],
        env={**os.environ, "PYTHONPATH": DAGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()[-1]


def test_airflow_loads_the_dag() -> None:
    assert run(LOAD) == "rebaseline rebaseline 3 1"


def launches(tmp_path: Path, codes: list[int], attempt: int) -> tuple[str, list[str]]:
    """What the task says, and the runs it asked for, when one after the other they end with these exit codes."""
    program = tmp_path / "baselining"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\necho ended\n'
        f"set -- {' '.join(map(str, codes))}\nshift $(($(wc -l < {tmp_path}/asked) - 1))\nexit $1\n"
    )
    program.chmod(0o755)
    said = run(LAUNCH, str(program), str(attempt))
    return said, [
        line.split(" --run ")[1].split()[0] for line in (tmp_path / "asked").read_text().splitlines()
    ]


FIRST, SECOND = (f"manual-2026-11-26T17-00-00-00-00-{number}" for number in (1, 2))


@pytest.mark.parametrize(
    ("codes", "attempt", "said", "asked"),
    [
        ([0], 1, "ended", [FIRST]),
        ([0], 3, "ended", [FIRST]),  # its worker had died; the first run went on
        ([4], 1, "AirflowException", [FIRST]),
        ([4, 0], 2, "ended", [FIRST, SECOND]),
        ([4, 3], 2, "AirflowFailException", [FIRST, SECOND]),
        ([2], 2, "AirflowFailException", [FIRST]),
        ([5], 1, "AirflowFailException", [FIRST]),
    ],
)
def test_the_task_ends_as_exit_codes_say_and_an_attempt_repeats_no_run(
    tmp_path: Path, codes: list[int], attempt: int, said: str, asked: list[str]
) -> None:
    assert launches(tmp_path, codes, attempt) == (said, asked)
