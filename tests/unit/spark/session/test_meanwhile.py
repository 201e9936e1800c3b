"""What is done while Spark starts: whatever comes of it, the JVM does not stay behind."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.unit.spark.session.test_jvm import ends, script

from baselining.errors import ComputeError, StorageError
from baselining.spark.session.begin import start_spark
from baselining.spark.session.jvm import Jvm


@pytest.mark.parametrize("problem", [StorageError("S3 is away."), KeyboardInterrupt(), ValueError()])
def test_what_is_raised_meanwhile_ends_the_jvm_and_is_raised(
    problem: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = script(tmp_path, "sleep 60 & wait\n", monkeypatch)

    def meanwhile() -> None:
        while not pid.exists() or not pid.read_text():
            time.sleep(0.01)
        raise problem

    with pytest.raises(type(problem)) as caught:
        start_spark(Jvm(), {}, frozenset(), meanwhile)

    assert caught.value is problem
    assert ends(pid)


def test_a_jvm_that_ends_is_told_when_that_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, "exit 1\n", monkeypatch)
    done: list[str] = []

    def meanwhile() -> None:
        time.sleep(0.2)
        done.append("looked")

    with pytest.raises(ComputeError, match="Spark did not start"):
        start_spark(Jvm(), {}, frozenset(), meanwhile)

    assert done == ["looked"]
