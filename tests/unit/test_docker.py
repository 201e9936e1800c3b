"""docker/ against the rest of the repository: what is copied is there, versions stand once. No image is built."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from bundle.without import without
from tests.unit.launch.jobs import job

from baselining.launch.lines import line_of
from baselining.launch.section import Runtime
from baselining.spark.session.java import NEWEST

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
FILES = sorted(DOCKER.glob("Dockerfile.*"))
LOCK = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8")
MADE = ("dist/", ".jars/")
"""What `make image` makes before it builds."""


def instructions(file: Path) -> list[str]:
    text = "\n".join(line for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def versions() -> dict[str, str]:
    text = (DOCKER / "versions.env").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_everything_that_is_copied_is_there_or_made_before(file: Path) -> None:
    sources = [
        word
        for line in instructions(file)
        if line.startswith("COPY ")
        for word in shlex.split(line)[1:-1]
        if not word.startswith(MADE)
    ]

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_image_names_a_registry_and_every_argument_has_the_version_of_the_one_file(file: Path) -> None:
    lines = instructions(file)
    defaults = dict(line.split()[1].split("=") for line in lines if line.startswith("ARG ") and "=" in line)

    assert lines[:2] == ["ARG BASE", "FROM ${BASE}"]
    assert {name: value for name, value in defaults.items() if name in versions() and name != "PYTHON"} == {
        name: versions()[name] for name in defaults if name in versions() and name != "PYTHON"
    }


def test_java_is_one_that_spark_runs_on() -> None:
    assert int(versions()["JAVA"]) == NEWEST


def test_the_image_of_ours_ends_as_a_user_that_is_not_root() -> None:
    users = [
        line.split()[1] for line in instructions(DOCKER / "Dockerfile.spark") if line.startswith("USER ")
    ]

    assert users == ["${SPARK_UID}"]
    assert versions()["SPARK_UID"] not in ("0", "")


def test_kubernetes_finds_the_job_where_the_image_has_it() -> None:
    app = line_of(Runtime.KUBERNETES, job(master="k8s://h")).app.removeprefix("local://")

    assert "COPY jobs /opt/baselining/jobs" in instructions(DOCKER / "Dockerfile.spark")
    assert (ROOT / app.removeprefix("/opt/baselining/")).is_file()


def test_the_lock_has_hashes_and_no_address() -> None:
    entries = re.findall(r"^\S+==\S+", LOCK, re.MULTILINE)

    assert len(entries) > 20
    assert "://" not in LOCK
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", LOCK)) >= len(entries)


def test_what_a_base_image_brings_is_left_out_of_its_lock() -> None:
    shorter = without(LOCK, ["pyspark", "py4j"])

    def names(text: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))

    assert names(LOCK) - names(shorter) == {"pyspark", "py4j"}
    assert without(shorter, []) == shorter
    assert all(line.startswith(" ") or "==" in line for line in shorter.splitlines())


def test_the_runtime_lock_agrees_with_what_is_tested() -> None:
    tested = set(
        re.findall(r"^[\w.-]+==\S+", (ROOT / "requirements" / "dev.lock").read_text("utf-8"), re.MULTILINE)
    )

    assert set(re.findall(r"^[\w.-]+==\S+", LOCK, re.MULTILINE)) <= tested


@pytest.mark.parametrize(
    ("words", "started"),
    [
        (["baselining", "doctor"], "tini -s -- baselining doctor"),
        (
            ["driver", "--class", "X", "app.py"],
            (
                "tini -s -- /spark/bin/spark-submit --conf spark.driver.bindAddress=10.0.0.1 "
                "--deploy-mode client --class X app.py"
            ),
        ),
        (
            ["executor"],
            (
                "tini -s -- java -Da=b -Dc=d -Xms1g -Xmx1g -cp /spark/jars/* "
                "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend --driver-url spark://d "
                "--executor-id 7 --cores 2 --app-id app-1 --hostname 10.0.0.2 --resourceProfileId 0 --podName pod"
            ),
        ),
    ],
    ids=["a command", "driver", "executor"],
)
def test_the_entry_point_starts_what_kubernetes_asks_for(
    tmp_path: Path, words: list[str], started: str
) -> None:
    tini = tmp_path / "tini"
    tini.write_text('#!/bin/sh\nset -f\necho "tini $@"\n')
    tini.chmod(0o755)
    given = {
        "PATH": f"{tmp_path}:/usr/bin:/bin", "SPARK_HOME": "/spark", "SPARK_DRIVER_BIND_ADDRESS": "10.0.0.1",
        "SPARK_EXECUTOR_MEMORY": "1g", "SPARK_DRIVER_URL": "spark://d", "SPARK_EXECUTOR_ID": "7",
        "SPARK_EXECUTOR_CORES": "2", "SPARK_APPLICATION_ID": "app-1", "SPARK_EXECUTOR_POD_IP": "10.0.0.2",
        "SPARK_EXECUTOR_POD_NAME": "pod", "SPARK_JAVA_OPT_0": "-Da=b", "SPARK_JAVA_OPT_1": "-Dc=d",
    }  # fmt: skip
    done = subprocess.run(
        [str(DOCKER / "entrypoint.sh"), *words], env=given, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == started
