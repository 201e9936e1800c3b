"""The main job with everything sent along: the archive of `make bundle`, for nodes that have no packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.job.conftest import ROOT
from tests.yarn.daemons import Yarn
from tests.yarn.main_job import MainJob, submit

ARCHIVE = ROOT / "dist" / "environment.tar.gz"


@pytest.mark.skipif(not ARCHIVE.exists(), reason="make bundle has not made dist/environment.tar.gz")
def test_a_driver_and_executors_that_have_only_the_archive_give_the_bytes_of_a_local_run(
    job_on_yarn: MainJob, cluster: Yarn, on_yarn: dict[str, str], tmp_path: Path
) -> None:
    job_on_yarn.dataset(files=70)
    line = job_on_yarn.line("yarn", "--deploy-mode", "cluster", "--archive", str(ARCHIVE))
    assert f"{ARCHIVE}#environment" in line

    ended = submit(line, {**on_yarn, "PYSPARK_PYTHON": "/nonexistent"}, tmp_path)

    assert ended.code == 0, ended.err[-5000:] + cluster.logs("stderr")[-5000:]
    assert "switched and verified" in cluster.logs("stdout")
    assert job_on_yarn.digest() == job_on_yarn.digest_of_local_run()
