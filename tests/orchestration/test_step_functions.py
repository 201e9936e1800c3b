"""docs/orchestration/emr_step.asl.json: held against the language, the printed line, and the exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from fnmatch import fnmatchcase
from typing import Any

import pytest
from tests.job.conftest import ROOT
from tests.unit.launch.jobs import job

from baselining.launch.lines import line_of
from baselining.launch.section import Runtime

FILE = ROOT / "docs" / "orchestration" / "emr_step.asl.json"
STATES: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["States"]
TOLD = "org.apache.spark.SparkUserAppException: User application exited with {code}"
"""Of spark-submit with a driver where it runs (Spark 3.5, `PythonRunner.scala`)."""


@pytest.mark.skipif(
    "ORCHESTRATION" not in os.environ, reason="make test-orchestration installs the validator"
)
def test_it_is_what_the_language_takes() -> None:
    done = subprocess.run(
        [f"{os.environ['ORCHESTRATION']}/bin/statelint", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_its_words_are_those_that_launch_prints() -> None:
    words = line_of(Runtime.EMR, job(section={"deploy_mode": "client"})).words()
    printed = [re.sub(r"/[0-9a-f]{16,64}/", "/DIGEST/", word) for word in words]

    assert STATES["Rebaseline"]["Parameters"]["Step"]["HadoopJarStep"]["Args"] == printed


@pytest.mark.parametrize(
    ("code", "attempts", "ends"),
    [
        (2, 0, "Baselining.2"),
        (3, 0, "Baselining.3"),
        (5, 0, "Baselining.5"),
        (4, 0, "Rebaseline"),
        (4, 2, "Rebaseline"),
        (4, 3, "Baselining.4"),
        (1, 3, "Baselining.4"),
    ],
)
def test_each_exit_code_has_its_end_and_only_a_failed_world_is_tried_again(
    code: int, attempts: int, ends: str
) -> None:
    data = {"attempts": attempts, "failure": {"Cause": json.dumps({"Message": TOLD.format(code=code)})}}
    state = next_of(STATES["WhichExitCode"], data)
    while STATES[state]["Type"] != "Fail" and state != "Rebaseline":
        state = STATES[state]["Next"]

    assert STATES[state].get("Error", state) == ends


def next_of(choice: dict[str, Any], data: dict[str, Any]) -> str:
    """Where a Choice goes: the first rule that holds, else its default."""
    for rule in choice["Choices"]:
        value: Any = data
        for name in rule["Variable"].removeprefix("$.").split("."):
            value = value[name]
        if "StringMatches" in rule and fnmatchcase(value, rule["StringMatches"]):
            return str(rule["Next"])
        if "NumericGreaterThanEquals" in rule and value >= rule["NumericGreaterThanEquals"]:
            return str(rule["Next"])
    return str(choice["Default"])
