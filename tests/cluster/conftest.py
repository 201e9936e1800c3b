"""Sparks of several kinds, one after the other: on one core, on two, and on two executors in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyspark
import pytest
from pyspark.sql import SparkSession

from baselining.spark import result_settings as sessions
from baselining.spark.session.start import SessionSpec, open_session

TWO_EXECUTORS = "local-cluster[2,1,1024]"


@contextmanager
def spark_on(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """Spark on `master`."""
    # Executors of a local cluster are started by Spark's own scripts, which look for it there.
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    settings = {"spark.executor.memory": "1g", **(settings or {})}
    session = open_session(SessionSpec(master=master, settings=settings))
    try:
        yield session
    finally:
        session.stop()


@pytest.fixture(autouse=True, scope="session")
def one_file_a_split() -> None:
    """Small files would share a split; here each has its own, so that there is something to merge."""
    sessions.RESULT_SETTINGS["spark.sql.files.openCostInBytes"] = str(sessions.SPLIT_BYTES)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight CSV files of different lengths, with everything whose merging could depend on order."""
    folder = tmp_path_factory.mktemp("cluster") / "files"
    folder.mkdir()
    for number in range(8):
        rows = 40_000 + 1_000 * number
        lines = (
            f"{i * 7919 % 10_007 / 8},{(i * 31 + number) % 1000 - 500},{i * number % 97}e-3,w{i % (3 + number)},"
            f"id{i}-{number},{'' if i % 5 == number else i}"
            for i in range(rows)
        )
        text = "\n".join(["price,offset,share,word,id,gaps", *lines])
        (folder / f"part-{number}.csv").write_text(text)
    return folder
