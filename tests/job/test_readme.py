"""Every command of the README is run; what cannot be run as it stands is run in the form that the table here gives."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.job.conftest import BUCKET, ROOT, SCHEDULE, Ended

README = (ROOT / "README.md").read_text()
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]

RUN_ELSEWHERE = {
    "make test": ".ci/run is that command",
    "make demo": "test_the_demo_switches_once",
    "make zip": "a prerequisite of these tests in the Makefile",
    "pip install '.[local]'": "test_the_package_installs",
    "spark-submit --py-files dist/baselining-0.1.0.zip jobs/baseline.py --config job.yaml": "test_baseline_job.py",
}


def test_the_readme_names_the_commands_that_are_tested() -> None:
    left = [command for command in COMMANDS if command not in RUN_ELSEWHERE]

    assert [shlex.split(command)[:2] for command in left] == [
        ["baselining", "suggest"],
        ["baselining", "verify"],
        ["baselining", "publish"],
        ["baselining", "switch"],
        ["baselining", "history"],
        ["baselining", "evaluate"],
        ["baselining", "baseline"],
    ]
    assert set(RUN_ELSEWHERE) <= set(COMMANDS)


def test_the_commands_of_the_readme_work_one_after_the_other(
    run: Callable[..., Ended], schedule: dict[str, object], tmp_path: Path
) -> None:
    for name in ("train.csv", "today.csv"):
        (tmp_path / name).write_text("id,price\n1,1.5\n2,2.5\n")
    (tmp_path / "job.yaml").write_text(f"dataset: {{uri: train.csv}}\nswitch: {{schedule: {SCHEDULE}}}\n")
    places = {"my-bucket": BUCKET, "my-schedule": SCHEDULE, "monitoring/baselines/DIGEST": "old"}

    for command in COMMANDS:
        if command in RUN_ELSEWHERE:
            continue
        for placeholder, real in places.items():
            command = command.replace(placeholder, real)
        ended = run(*shlex.split(command)[1:])
        assert ended.code == 0, f"{command}\n{ended.err}"


def test_the_package_installs(tmp_path: Path) -> None:
    wheel = next((ROOT / "dist").glob("*.whl"))
    target = tmp_path / "site"

    subprocess.run(
        [ROOT / ".venv/bin/python", "-m", "pip", "install", "-q", "--no-deps", "--target", target, wheel],
        check=True,
    )

    names = {path.relative_to(target).as_posix() for path in target.rglob("*")}
    assert {"bin/baselining", "baselining/py.typed", "baselining/states/hll_p9_bias.json"} <= names
    assert {"baselining/spark/session/ivysettings.xml", "baselining/spark/session/log4j2.properties"} <= names
    kept = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert kept == {"LICENSE", "NOTICE"}


@pytest.mark.timeout(300)
def test_the_demo_switches_once_and_then_says_unchanged() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MAKE"))}

    done = subprocess.run(
        ["make", "demo"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "exit code 3, nothing published" in done.stdout
    assert "rows         170,618\ncolumns      19" in done.stdout
    assert "switched and verified, Scheduled" in done.stdout
    assert "unchanged, it uses this baseline already" in done.stdout
    old, new = done.stdout.split("against the old baseline")[1].split("against the new baseline")
    assert "dest     categorical_values_check" in old
    assert "Completed: Job completed successfully with no violations." in new
    summary = done.stdout.split("A schedule re-baselined")[1].split("The same job once more")[0]
    assert len(summary.strip().splitlines()) <= 13
