"""Which jars a Spark gets."""

from __future__ import annotations

import pytest

from baselining.spark.session import jars
from baselining.spark.session.jars import Need, coordinate, jar_settings


@pytest.mark.parametrize(
    ("spark", "delta"),
    [
        ("3.5.0", "3.2.0"),
        ("3.5.1+amzn.0", "3.2.0"),
        ("3.5.2", "3.3.2"),
        ("3.5.9", "3.3.2"),
        ("3.6.0", "3.3.2"),
    ],
)
def test_delta_s_release_is_one_that_this_spark_can_load(spark: str, delta: str) -> None:
    assert coordinate(Need.DELTA, spark) == f"io.delta:delta-spark_2.12:{delta}"


def test_other_jars_are_the_same_for_each_spark() -> None:
    assert coordinate(Need.DEEQU, "3.5.0") == coordinate(Need.DEEQU, "3.5.9") == Need.DEEQU.value


def test_the_installed_spark_decides_what_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASELINING_JARS", raising=False)
    monkeypatch.setattr(jars, "version", lambda _name: "3.5.0")

    assert jar_settings(frozenset({Need.DELTA}))["spark.jars.packages"].endswith(":3.2.0")
