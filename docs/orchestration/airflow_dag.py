"""An Airflow 3 DAG: the main job after each training, by `baselining launch`, on whichever runtime.

`--run` is made of the id of the run of the DAG: a task that Airflow repeats, because its worker died, finds the run and
waits for it. Exit codes: after 4 (the world failed; nothing half-done) the next attempt starts another run; 2 (bad
input), 3 (refused) and 5 (a person must look) would end the same way, so Airflow is told not to try again.
"""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

PROGRAM = "baselining"
CONFIG = "/opt/airflow/dags/job.yaml"
RUNTIME = "emr-serverless"
MEANS = {
    2: "bad configuration or input; nothing was written",
    3: "refused: not fit to go live",
    5: "the outcome is unknown, a person must look",
}


def word_of(run_id: str, number: int) -> str:
    """What `--run` takes, of Airflow's id of a run."""
    return "-".join(re.findall("[a-zA-Z0-9]+", f"{run_id} {number}"))


def launch(run_id: str, attempt: int) -> str:
    """Find or start the run, wait, and tell Airflow what its exit code means.

    The n-th attempt may start the n-th run, but only when those before have ended with 4: it asks for them first.
    """
    for number in range(1, attempt + 1):
        words = [PROGRAM, "launch", RUNTIME, "--config", CONFIG, "--run", word_of(run_id, number), "--json"]
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode in MEANS:
            raise AirflowFailException(f"exit code {done.returncode}: {MEANS[done.returncode]}")
        if done.returncode == 0:
            return done.stdout
    raise AirflowException("exit code 4: the world failed, nothing is half-done")


@dag(schedule=None, catchup=False, max_active_runs=1)
def rebaseline():
    """One task; yours follows the one that trains."""

    @task(retries=3, retry_delay=timedelta(minutes=10), retry_exponential_backoff=True)
    def rebaseline(run_id: str, ti) -> str:
        return launch(run_id, ti.try_number)

    rebaseline()


rebaseline()
