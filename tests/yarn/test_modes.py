"""The main job on a real YARN, its driver here and on the cluster: the bytes of a run on two cores."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.yarn.daemons import Yarn
from tests.yarn.main_job import MainJob, submit


@pytest.mark.parametrize("mode", ["client", "cluster"])
def test_the_printed_line_publishes_the_bytes_of_a_local_run(
    job_on_yarn: MainJob, cluster: Yarn, on_yarn: dict[str, str], tmp_path: Path, mode: str
) -> None:
    job_on_yarn.dataset(files=70)
    line = job_on_yarn.line("yarn", "--deploy-mode", mode, "--python", sys.executable)

    ended = submit(line, on_yarn, tmp_path)

    assert ended.code == 0, ended.err[-5000:] + cluster.logs("stderr")[-5000:]
    told = ended.out if mode == "client" else cluster.logs("stdout")
    assert "switched and verified" in told
    assert job_on_yarn.digest() == job_on_yarn.digest_of_local_run()
