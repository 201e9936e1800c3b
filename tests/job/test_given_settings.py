"""Settings of Spark that results depend on are refused by name, whichever door they come in by; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.job.conftest import BIN, Ended

Run = Callable[..., Ended]
BERLIN = "spark.sql.session.timeZone=Europe/Berlin"
SAME = "spark.sql.files.maxPartitionBytes=128m"
SUGGEST = ("suggest", "train.csv", "--output", "baseline", "--master", "local[1]")


@pytest.fixture(autouse=True)
def train(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("a,b\n1,x\n")


def refused(ended: Ended, where: str, folder: Path) -> None:
    assert ended.code == 2, ended.err
    assert f"error: spark.sql.session.timeZone is 'Europe/Berlin' in {where}, but" in ended.out + ended.err
    assert not (folder / "baseline").exists()


def test_on_the_command_line(run: Run, tmp_path: Path) -> None:
    refused(run(*SUGGEST, "--conf", BERLIN), "--conf or spark.settings", tmp_path)


def test_in_the_configuration_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(
        "dataset: {uri: train.csv}\npublish: {to: s3://monitoring-bucket/x}\n"
        "spark: {settings: {spark.sql.session.timeZone: Europe/Berlin}}\n"
    )

    refused(run("baseline", "--config", "job.yaml", "--plan"), "--conf or spark.settings", tmp_path)


def test_in_sparks_own_defaults(run: Run, tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/spark-defaults.conf").write_text(BERLIN.replace("=", " ") + "\n")

    ended = run(*SUGGEST, variables={"SPARK_CONF_DIR": str(tmp_path / "conf")})

    refused(ended, "the settings that Spark was started with", tmp_path)


@pytest.mark.parametrize("conf", [BERLIN, SAME])
def test_to_spark_submit(run: Run, tmp_path: Path, conf: str) -> None:
    (tmp_path / "job.py").write_text(
        "from baselining.cli import main\nmain(['suggest', 'train.csv', '--output', 'baseline'])\n"
    )

    ended = run("--master", "local[1]", "--conf", conf, "job.py", program=BIN / "spark-submit")

    if conf == SAME:
        assert ended.code == 0, ended.err
    else:
        refused(ended, "the settings that Spark was started with", tmp_path)
