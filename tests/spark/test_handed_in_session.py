"""A session that was there before, a notebook's say, is afterwards as it was: after success, errors and interrupts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.errors import ConfigError, DatasetError
from baselining.spark.profiler import merge_states, profile_dataset
from baselining.spark.session.start import SessionSpec, spark_session

THEIRS = {
    "spark.sql.session.timeZone": "Europe/Berlin",
    "spark.sql.caseSensitive": "false",
    "spark.sql.files.maxPartitionBytes": "64m",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "123",
}
UNSET = (
    "spark.sql.sources.parallelPartitionDiscovery.parallelism",
    "spark.sql.parquet.columnarReaderBatchSize",
)


def settings(spark: SparkSession) -> str:
    """All that are set in the session."""
    return "\n".join(sorted(str(spark._jsparkSession.conf().getAll().mkString("\n")).split("\n")))


@pytest.fixture
def theirs(spark: SparkSession) -> Iterator[SparkSession]:
    """The session, as somebody else has set it up and used it; Delta sets two settings when it is first used."""
    spark.range(1).count()
    before = {name: spark.conf.get(name, None) for name in (*THEIRS, *UNSET)}
    for name, value in THEIRS.items():
        spark.conf.set(name, value)
    for name in UNSET:
        spark.conf.unset(name)
    yield spark
    for name, old in before.items():
        if old is None:
            spark.conf.unset(name)
        else:
            spark.conf.set(name, old)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("a,b\n1,x\n2,y\n")
    (tmp_path / "quoted.csv").write_text('a,b\n1,"x\ny"\n2,y\n')  # for Spark's reader
    return tmp_path


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
@pytest.mark.parametrize("name", ["a.csv", "quoted.csv"])
def test_after_profiling(theirs: SparkSession, csv: Path, name: str, engine: str) -> None:
    before = settings(theirs)

    profile(csv / name, "csv", engine=engine)

    assert settings(theirs) == before


def test_after_saving_and_merging_states(theirs: SparkSession, tmp_path: Path) -> None:
    theirs.range(9).write.parquet(f"{tmp_path}/t")
    before = settings(theirs)

    profile(tmp_path / "t", "parquet", states=f"{tmp_path}/states")
    merge_states([f"{tmp_path}/states"], session=SessionSpec(), on_progress=lambda *_: None)

    assert settings(theirs) == before


def test_after_an_error(theirs: SparkSession, csv: Path) -> None:
    (csv / "long.csv").write_text("a\n1,2\n")
    before = settings(theirs)

    with pytest.raises(DatasetError):
        profile(csv / "long.csv", "csv")

    assert settings(theirs) == before


@pytest.mark.parametrize("moment", [2, 3])
def test_after_an_interrupt(theirs: SparkSession, csv: Path, moment: int) -> None:
    before, said = settings(theirs), 0

    def stop(*_: object) -> None:
        nonlocal said
        if threading.current_thread() is threading.main_thread():  # where signals are heard
            said += 1
            if said == moment:
                raise KeyboardInterrupt

    spec = DatasetSpec(uri=str(csv / "quoted.csv"), format=DatasetFormat.CSV)
    with pytest.raises(KeyboardInterrupt):
        profile_dataset(spec, engine=Engine.ARROW, session=SessionSpec(), on_progress=stop)

    assert settings(theirs) == before


def test_given_settings_hold_inside_only(theirs: SparkSession) -> None:
    given = {"spark.sql.shuffle.partitions": "7", "spark.sql.session.timeZone": "UTC"}
    before = settings(theirs)

    with spark_session(SessionSpec(settings=given)) as inside:
        found = {name: inside.conf.get(name) for name in given}

    assert inside is theirs
    assert found == given
    assert settings(theirs) == before


@pytest.mark.parametrize("name", ["spark.executor.memory", "spark.sql.extensions"])
def test_what_a_running_session_cannot_take_is_refused(theirs: SparkSession, name: str) -> None:
    before = settings(theirs)

    with (
        pytest.raises(ConfigError, match=f"^{name} cannot be 'x' in a Spark session that is running already"),
        spark_session(SessionSpec(settings={name: "x"})),
    ):
        pytest.fail("it was taken")

    assert settings(theirs) == before
