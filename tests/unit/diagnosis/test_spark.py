from __future__ import annotations

import os
from pathlib import Path

import pytest

from baselining.diagnosis import spark
from baselining.diagnosis.finding import Finding, Verdict

CORE = "spark-core_2.12-3.5.6.jar"
DELTA = "delta-spark_2.12-3.3.2.jar"


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASELINING_JARS", raising=False)
    monkeypatch.setenv("BASELINING_CACHE", "off")


def java(folder: Path, version: str) -> Path:
    """A JDK of that version, as far as anybody asks it."""
    home = folder / f"jdk-{version}"
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text(f'JAVA_VERSION="{version}"\n')
    (home / "bin" / "java").write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    (home / "bin" / "java").chmod(0o755)
    return home


def found(folder: Path, *jars: str) -> dict[str, Finding]:
    """Findings by subject, of a Spark with these jars."""
    home = folder / "spark"
    (home / "jars").mkdir(parents=True, exist_ok=True)
    for jar in jars:
        (home / "jars" / jar).touch()
    return {finding.subject: finding for finding in spark.findings(home)}


@pytest.mark.parametrize(
    ("core", "verdict"),
    [
        (CORE, Verdict.FINE),
        ("spark-core_2.12-3.5.6-amzn-2.jar", Verdict.FINE),
        ("spark-core_2.13-3.5.6.jar", Verdict.WRONG),
        ("spark-core_2.13-4.0.2-amzn-0.jar", Verdict.WRONG),
        ("other-1.0.jar", Verdict.WRONG),
    ],
)
def test_spark_is_known_by_its_core(tmp_path: Path, core: str, verdict: Verdict) -> None:
    assert found(tmp_path, core)["Spark"].verdict is verdict


def test_no_spark_on_this_machine_is_not_wrong() -> None:
    assert [finding.verdict for finding in spark.findings(None)][-1] is Verdict.ODD


@pytest.mark.parametrize(
    ("version", "verdict", "says"),
    [
        ("17.0.9", Verdict.FINE, "17"),
        ("1.8.0_412", Verdict.ODD, "without a class-data archive"),
        ("21.0.1", Verdict.WRONG, "Java 21"),
    ],
)
def test_java_is_judged_by_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, verdict: Verdict, says: str
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path, version)))

    finding = found(tmp_path, CORE)["Java"]

    assert finding.verdict is verdict
    assert says in finding.says


def test_delta_twice_on_the_class_path_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = tmp_path / "jars"
    ours.mkdir()
    (ours / "io.delta_delta-spark_2.12-3.3.2.jar").touch()
    monkeypatch.setenv("BASELINING_JARS", str(ours))

    assert "jars" not in found(tmp_path, CORE, DELTA)  # the same version: harmless
    finding = found(tmp_path, CORE, "delta-spark_2.12-3.2.0.jar")["jars"]

    assert finding.verdict is Verdict.WRONG
    assert finding.says == "delta-spark is on the class path twice: 3.2.0 and 3.3.2"


def test_deequ_for_another_spark_is_wrong(tmp_path: Path) -> None:
    finding = found(tmp_path, CORE, "deequ-2.0.18-spark-4.1.jar")["jars"]

    assert finding.verdict is Verdict.WRONG
    assert "another Spark" in finding.says


def test_jars_that_have_to_be_fetched_are_told(tmp_path: Path) -> None:
    findings = found(tmp_path, CORE, "hadoop-aws-3.3.4.jar")

    assert findings["jars for S3"].verdict is Verdict.FINE
    assert findings["jars for DELTA"].verdict is Verdict.ODD
    assert "Without egress" in findings["jars for DELTA"].do


@pytest.mark.parametrize(
    ("size", "verdict"), [("64m", Verdict.FINE), ("9000g", Verdict.WRONG), ("much", Verdict.WRONG)]
)
def test_a_driver_that_does_not_fit_the_machine_is_wrong_before_it_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str, verdict: Verdict
) -> None:
    monkeypatch.setenv("BASELINING_DRIVER_MEMORY", size)

    assert found(tmp_path, CORE)["memory"].verdict is verdict


def test_the_memory_of_a_container_is_its_limit(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = []
    for text in ("1073741824\n", "max\n"):
        limit.write_text(text)
        found.append(spark._memory_there(limit))

    assert found == [2**30, machine]
    assert spark._memory_there(tmp_path / "none") == machine


@pytest.mark.parametrize(
    ("size", "expected"), [("4g", 2**32), ("512MB", 2**29), ("1t", 2**40), ("4", None), ("g", None)]
)
def test_sizes_are_read_as_spark_writes_them(size: str, expected: int | None) -> None:
    assert spark.bytes_of(size) == expected


def test_an_archive_that_is_switched_off_is_told(tmp_path: Path) -> None:
    assert "off" in found(tmp_path, CORE)["class-data archive"].says
