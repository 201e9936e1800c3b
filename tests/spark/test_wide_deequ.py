"""The Deequ engine takes five columns at a time, as the container does, and tells how many are done."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec

pytestmark = pytest.mark.usefixtures("spark")
COLUMNS = 21


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    header = ",".join(f"c{c}" for c in range(COLUMNS))
    rows = [[i * 7, i / 3, f"w{i % 9}", i % 3 or ""] * (COLUMNS // 4) for i in range(100)]
    lines = [header, *(",".join(map(str, [i, *row])) for i, row in enumerate(rows))]
    (tmp_path / "wide.csv").write_text("\n".join(lines) + "\n")
    return tmp_path / "wide.csv"


def test_each_shard_is_told_and_the_documents_are_those_of_one_scan(spark: SparkSession, wide: Path) -> None:
    told: list[tuple[int, int]] = []

    def tell(what: str, done: int, total: int, _detail: str) -> None:
        if what == "profiling":
            told.append((done, total))

    found = profile_dataset(
        DatasetSpec(uri=str(wide), format=DatasetFormat.CSV),
        engine=Engine.DEEQU,
        session=SessionSpec(),
        on_progress=tell,
    )

    assert told == [(done, 5) for done in range(5)]
    assert documents(found) == documents(profile(wide, "csv"))
