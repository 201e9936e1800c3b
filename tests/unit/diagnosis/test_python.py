from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from baselining.diagnosis import python
from baselining.diagnosis.finding import Finding, Verdict, is_healthy

ROOT = Path(__file__).resolve().parents[3]


def found(**versions: str | None) -> dict[str, Finding]:
    """Findings by subject, with some versions other than those that are there."""
    installed = {name: oldest for name, (oldest, _) in python.NEEDED.items()} | versions
    return {finding.subject: finding for finding in python.findings(installed.get)}


def test_the_versions_are_those_of_the_package() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8").split("[project.optional-dependencies]")
    lines = re.findall(r'"([\w-]+)([<>=][^";]*)"', project[0] + project[1].split("deequ")[0])
    declared = {}
    for name, bounds in lines:
        least, most = re.search(r">=([\d.]+)", bounds), re.search(r"<([\d.]+)", bounds)
        declared[name] = (least[1] if least else "", most[1] if most else "")

    assert {name: declared[name] for name in python.NEEDED} == python.NEEDED


def test_this_environment_is_healthy() -> None:
    assert is_healthy(python.findings())


@pytest.mark.parametrize(
    ("package", "version", "verdict"),
    [
        ("pyspark", "3.5.6-amzn-1", Verdict.FINE),
        ("pyspark", "3.5.0", Verdict.FINE),
        ("pyspark", "4.0.2", Verdict.WRONG),
        ("pyspark", "3.4.4", Verdict.WRONG),
        ("numpy", "2.4.9", Verdict.FINE),
        ("numpy", "2.5.0", Verdict.WRONG),
        ("numpy", "1.9.3", Verdict.WRONG),
        ("pandas", "3", Verdict.WRONG),
        ("boto3", "1.100.0", Verdict.FINE),
    ],
)
def test_a_version_is_compared_by_its_numbers(package: str, version: str, verdict: Verdict) -> None:
    finding = found(**{package: version})[package]

    assert finding.verdict is verdict
    assert version in finding.says
    assert bool(finding.do) == (verdict is Verdict.WRONG)


def test_what_is_missing_is_wrong_but_for_the_spark_that_a_cluster_brings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    findings = found(numba=None, pyspark=None)

    assert findings["numba"].verdict is Verdict.WRONG
    assert findings["pyspark"].verdict is Verdict.ODD


def test_a_package_without_its_metadata_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nothing says which version" in found(PyYAML=None)["PyYAML"].says


@pytest.mark.parametrize("version", [(3, 9), (3, 13)])
def test_a_python_that_spark_or_we_do_not_run_on_is_wrong(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(python.sys, "version_info", (*version, 0))

    assert found()["Python"].verdict is Verdict.WRONG


def test_a_kernels_cache_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/proc/nothing")

    finding = found()["kernels"]

    assert finding.verdict is Verdict.ODD
    assert "not writable" in finding.says


def test_a_line_says_what_is_and_what_to_do() -> None:
    assert found(numpy="1.0")["numpy"].to_line() == (
        "wrong  numpy: 1.0, and >=1.26,<2.5 is needed → pip install 'numpy>=1.26,<2.5'."
    )
    assert found()["numpy"].to_line() == "ok     numpy: 1.26"
