"""Which datasets are profiled without Spark."""

from __future__ import annotations

from pathlib import Path

import pytest

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.errors import DatasetError
from baselining.in_process import rule
from baselining.in_process.rule import found_for_this_process
from baselining.spark.session.start import SessionSpec, starts_spark_itself


def csv(path: Path, text: str = "a\n1\n") -> DatasetSpec:
    path.write_text(text)
    return DatasetSpec(uri=str(path), format=DatasetFormat.CSV)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_small_files_on_this_machine_are(tmp_path: Path, kind: str) -> None:
    spec = DatasetSpec(uri=csv(tmp_path / "a").uri, format=DatasetFormat(kind))

    assert found_for_this_process(spec, Engine.ARROW)


def test_what_takes_spark_is_not(tmp_path: Path) -> None:
    small = csv(tmp_path / "a.csv")

    assert not found_for_this_process(small, Engine.DEEQU)
    assert not found_for_this_process(DatasetSpec(uri=small.uri, format=DatasetFormat.CAPTURE), Engine.ARROW)
    assert not found_for_this_process(
        DatasetSpec(uri="s3://bucket/a.csv", format=DatasetFormat.CSV), Engine.ARROW
    )


def test_files_that_are_large_together_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "MOST_BYTES", 7)
    csv(tmp_path / "a.csv"), csv(tmp_path / "b.csv")

    assert found_for_this_process(
        DatasetSpec(uri=f"{tmp_path}/a.csv", format=DatasetFormat.CSV), Engine.ARROW
    )
    assert not found_for_this_process(DatasetSpec(uri=str(tmp_path), format=DatasetFormat.CSV), Engine.ARROW)


def test_a_file_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No dataset"):
        found_for_this_process(DatasetSpec(uri=f"{tmp_path}/a.csv", format=DatasetFormat.CSV), Engine.ARROW)


def test_who_names_a_master_or_a_setting_gets_spark() -> None:
    assert starts_spark_itself(SessionSpec())
    assert not starts_spark_itself(SessionSpec(master="local[*]"))
    assert not starts_spark_itself(SessionSpec(settings={"spark.executor.memory": "1g"}))


def test_a_job_of_spark_submit_has_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")

    assert not starts_spark_itself(SessionSpec())
