"""What a process that has loaded ahead takes over from Spark's daemon, and when it must not."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from baselining.spark.daemon.handing import VARIABLE, Role, at_loading, handed_over

ROLE = Role(
    environment={"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "SPARK_REUSE_WORKER": "1"},
    folder="/",
    path=["/a", "/b.zip"],
    interpreter="/usr/bin/python3",
    pyspark="/a/pyspark/__init__.py",
)


@pytest.mark.parametrize(
    "other",
    [
        replace(ROLE, folder="/tmp"),  # noqa: S108 - only named
        replace(ROLE, path=["/b.zip", "/c"]),
        replace(ROLE, environment={**ROLE.environment, "PYTHON_WORKER_FACTORY_SECRET": "x", "SPARK_X": "y"}),
        replace(ROLE, environment={**ROLE.environment, "PYTHONPATH": "/c"}),
    ],
)
def test_what_can_be_taken_over_may_differ(other: Role) -> None:
    assert ROLE.fits(other)


@pytest.mark.parametrize(
    "other",
    [
        replace(ROLE, interpreter="/opt/python"),
        replace(ROLE, pyspark="/opt/spark/python/lib/pyspark.zip/pyspark/__init__.py"),
        replace(ROLE, environment={**ROLE.environment, "OMP_NUM_THREADS": "4"}),
        replace(ROLE, environment={**ROLE.environment, "PYTHONHASHSEED": "7"}),
        replace(ROLE, environment={**ROLE.environment, "NUMBA_CACHE_DIR": "/cache"}),
        replace(ROLE, environment={**ROLE.environment, "LC_ALL": "C"}),
    ],
)
def test_what_was_decided_when_modules_were_loaded_may_not(other: Role) -> None:
    assert not ROLE.fits(other)


def test_variables_that_matter_at_loading_are_those_of_python_and_libraries() -> None:
    environment = {"PYTHONHASHSEED": "0", "PYTHONPATH": "x", "PYTHON_X": "x", "ARROW_X": "1", "HOME": "/"}

    assert at_loading(environment) == {"PYTHONHASHSEED": "0", "ARROW_X": "1"}


@pytest.mark.parametrize("name", ["", "nobody-listens-here"])
def test_nothing_is_handed_over_where_nobody_listens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, name)

    assert not handed_over()


def test_a_role_is_taken_with_all_its_variables_its_folder_and_its_path(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setattr("sys.path", [])
    for name in os.environ:
        monkeypatch.setenv(name, os.environ[name])  # so that they are there again afterwards

    replace(ROLE, folder=str(tmp_path)).take()
    taken = Role.mine()

    assert (taken.environment, taken.folder) == (ROLE.environment, str(tmp_path))
    assert taken.path == ROLE.path
