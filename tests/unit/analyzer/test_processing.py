from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from baselining.analyzer.processing import is_primary, settings_of, text_of
from baselining.errors import ConfigError

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("here", "expected"), [("algo-1", True), ("algo-2", False)])
def test_the_first_machine_by_name_works_and_the_others_do_not(here: str, expected: bool) -> None:
    resources = {
        "current_host": here,
        "hosts": ["algo-2", "algo-1", "algo-3"],
        "network_interface_name": "eth0",
    }

    assert is_primary(json.dumps(resources)) is expected
    assert is_primary(None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"hosts": []}', '{"hosts": 1, "current_host": "a"}'])
def test_other_resources_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"resourceconfig\.json"):
        is_primary(text)


def test_the_users_configuration_is_settings_of_spark() -> None:
    given = [
        {
            "Classification": "spark-defaults",
            "Properties": {"spark.driver.memory": "8g", "spark.ui.enabled": False},
        },
        {"Classification": "core-site", "Properties": {"fs.s3a.endpoint": "x"}},
    ]

    expected = {"spark.driver.memory": "8g", "spark.ui.enabled": "false", "spark.hadoop.fs.s3a.endpoint": "x"}
    assert settings_of(json.dumps(given)) == expected
    assert settings_of(json.dumps(given[1])) == {"spark.hadoop.fs.s3a.endpoint": "x"}
    assert settings_of(None) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "not JSON"),
        ("[1]", "Classification"),
        ('[{"Classification": "spark-defaults", "Properties": 1}]', "Classification"),
        ('[{"Classification": "yarn-site", "Properties": {}}]', "yarn-site"),
    ],
)
def test_a_configuration_that_means_nothing_here_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        settings_of(text)


def test_the_first_file_that_is_there_is_read(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("b")

    assert text_of((tmp_path / "a", tmp_path / "b")) == "b"
    assert text_of((tmp_path / "a",)) is None
    with pytest.raises(ConfigError):
        text_of((tmp_path,))


def test_the_entry_point_refuses_with_an_exit_code_and_a_sentence() -> None:
    given = {**os.environ, "PYTHONPATH": str(ROOT / "lib"), "dataset_format": "{}", "dataset_source": "x"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "jobs" / "analyzer.py")],
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == ConfigError.exit_code
    assert "dataset_format" in done.stderr
