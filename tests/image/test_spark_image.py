"""docker/Dockerfile.spark, built and run: as its user, with everything that a run needs inside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.image.conftest import Run
from tests.yarn.main_job import MainJob

pytestmark = pytest.mark.timeout(600)


def test_it_runs_as_a_user_without_rights_and_nothing_of_the_build_is_left(in_spark_image: Run) -> None:
    left = "ls -A /var/lib/apt/lists; test ! -e /root/.cache; test -w $NUMBA_CACHE_DIR && echo writable"

    found = in_spark_image("sh", "-c", f"id -u; {left}")

    assert found.stdout.split() == ["185", "writable"], found.stdout + found.stderr


def test_the_doctor_finds_it_healthy(in_spark_image: Run) -> None:
    found = in_spark_image("baselining", "doctor", "--json")

    assert found.returncode == 0, found.stdout + found.stderr
    findings = {each["subject"]: each for each in json.loads(found.stdout)["findings"]}
    assert findings["class-data archive"]["verdict"] == "ok", findings["class-data archive"]


def test_kernels_are_compiled_already(in_spark_image: Run) -> None:
    code = (
        "from baselining.kernels.jit import compiling_nothing\n"
        "from baselining.fold.compile import _use_csv\n"
        "with compiling_nothing():\n    _use_csv()\n"
    )

    found = in_spark_image("python", "-c", code)

    assert found.returncode == 0, found.stderr


def test_the_command_suggests_a_baseline(in_spark_image: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")
    tmp_path.chmod(0o777)

    found = in_spark_image(
        *("baselining", "suggest", "/data/train.csv", "--output", "/data/baseline"), mount={tmp_path: "/data"}
    )

    assert found.returncode == 0, found.stderr
    assert json.loads((tmp_path / "baseline/statistics.json").read_bytes())["dataset"]["item_count"] == 2


def test_spark_submit_publishes_the_bytes_of_a_run_on_this_machine(
    in_spark_image: Run, job: MainJob, tmp_path: Path
) -> None:
    job.dataset(files=70)
    job.settings = {"spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem"}
    job.config()
    tmp_path.chmod(0o777)
    words = ("/opt/spark/bin/spark-submit", "--master", "local[2]", "/opt/baselining/jobs/baseline.py")

    found = in_spark_image(*words, "--config", "/data/job.yaml", mount={tmp_path: "/data"})

    assert found.returncode == 0, found.stderr[-5000:]
    assert "switched and verified" in found.stdout
    assert job.digest() == job.digest_of_local_run()


@pytest.fixture
def job(emulator: Any, s3: Any, schedule: Any, here: Any, tmp_path: Path) -> MainJob:
    return MainJob(emulator, s3, tmp_path, here)
