"""Small files profiled by this process, or by several."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from baselining.baselines.summarize import summarize
from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.found import found_local
from baselining.dataset.local import local_files
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.files import to_bytes
from baselining.errors import ComputeError, DatasetError
from baselining.in_process import pool
from baselining.in_process.profile import profile_in_process
from baselining.spark import profiler
from baselining.spark.known_values import Domains
from baselining.spark.profiled import Profiled
from baselining.spark.session.start import SessionSpec

LINES = [f"{i},{i / 7},text {i % 50}" for i in range(3000)]


@pytest.fixture
def in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEWEST_BYTES", 0)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr("baselining.in_process.profile.cores", lambda: 2)


def csv(path: Path, lines: Sequence[str] = ("a,b,c", *LINES)) -> DatasetSpec:
    path.write_text("".join(f"{line}\n" for line in lines))
    return DatasetSpec(uri=str(path), format=DatasetFormat.CSV)


def two_splits(folder: Path) -> DatasetSpec:
    """Each file counts as 4 MB, so that 40 are more than one split."""
    for number in range(40):
        csv(folder / f"{number}.csv", ("a,b,c", *LINES[number : number + 30]))
    return DatasetSpec(uri=f"{folder}/*.csv", format=DatasetFormat.CSV)


def jsonl(path: Path, lines: Sequence[str]) -> DatasetSpec:
    path.write_text("".join(f"{line}\n" for line in lines))
    return DatasetSpec(uri=str(path), format=DatasetFormat.JSONL)


def profiled(spec: DatasetSpec, **wishes: object) -> Profiled:
    return profile_in_process(spec, found_local(local_files(spec.uri)), on_progress=lambda *_: None, **wishes)  # type: ignore[arg-type]


def document(found: Profiled) -> bytes:
    return to_bytes(summarize(found.profile))


def test_two_processes_find_the_same_as_one(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    spec = two_splits(tmp_path)
    alone = document(profiled(spec, hold_out=0.2))

    request.getfixturevalue("in_two")

    assert document(profiled(spec, hold_out=0.2)) == alone


def test_parquet_is_profiled_in_one_process_and_in_two(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for number in range(40):
        rows = {"n": range(number, number + 30), "x": [i / 7 for i in range(30)], "s": ["a", "b", None] * 10}
        pq.write_table(pa.table({name: list(cells) for name, cells in rows.items()}), tmp_path / f"{number}")
    spec = DatasetSpec(uri=str(tmp_path), format=DatasetFormat.PARQUET)
    alone = profiled(spec, hold_out=0.2)

    request.getfixturevalue("in_two")

    assert document(profiled(spec, hold_out=0.2)) == document(alone)
    assert alone.throughput.reading == "workers read 40 Parquet files in 2 splits, without Spark"
    assert alone.profile.columns["s"].classes.missing == 400


def test_parquet_of_a_delta_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t/_delta_log").mkdir(parents=True)
    pq.write_table(pa.table({"a": [1]}), tmp_path / "t/a.parquet")

    with pytest.raises(DatasetError, match="Delta table"):
        profiled(DatasetSpec(uri=f"{tmp_path}/t/a.parquet", format=DatasetFormat.PARQUET))


def test_rows_that_are_held_out_are_profiled_beside_all(tmp_path: Path) -> None:
    found = profiled(csv(tmp_path / "a.csv"), hold_out=0.1)

    assert found.held_out is not None
    assert 100 < found.held_out.item_count < 600
    assert found.profile.item_count == 3000


def test_columns_of_later_lines_are_found_by_looking_at_all(tmp_path: Path) -> None:
    lines = ['{"a": 1}'] * 90_000 + ['{"a": 2.5, "b": "x"}']

    found = profiled(jsonl(tmp_path / "a.jsonl", lines))

    assert list(found.profile.columns) == ["a", "b"]
    assert found.profile.columns["b"].classes.missing == 90_000


def test_who_reads_and_how_far_it_is_are_told(tmp_path: Path, in_two: None) -> None:
    told: list[str] = []
    spec = csv(tmp_path / "a.csv")

    profile_in_process(
        spec, found_local(local_files(spec.uri)), on_progress=lambda what, *_: told.append(what)
    )

    assert told[0] == "workers read 1 CSV file in 1 split, without Spark"
    assert set(told[1:]) == {"profiling"}


@pytest.mark.parametrize(
    "lines",
    [["a,b", "1"], ["a,b", "1,2,3"], ["a", r'"x\"y"']],
    ids=["a short row", "a long row", "an escape"],
)
def test_what_only_spark_reads_for_sure_is_left_to_it(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(UnlikeSparkError):
        profiled(csv(tmp_path / "a.csv", lines))


def test_known_values_of_many_are_left_to_spark(tmp_path: Path) -> None:
    def domains_of(_: Sequence[str]) -> Domains:
        return {"a": {"1", "2"}}

    with pytest.raises(UnlikeSparkError, match="known values"):
        profiled(csv(tmp_path / "a.csv"), domains_of=domains_of)


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no rows"):
        profiled(csv(tmp_path / "a.csv", ["a,b"]))


def test_a_file_that_cannot_be_read_is_told_by_spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Iterator[object]:
        raise PermissionError
        yield

    def start(*_: object) -> None:
        raise ComputeError("Spark was asked")

    monkeypatch.setattr(pool, "fold_tasks", fail)
    monkeypatch.setattr(profiler, "spark_session", start)

    with pytest.raises(ComputeError, match="Spark was asked"):
        profiler.profile_dataset(
            csv(tmp_path / "a.csv"),
            engine=Engine.ARROW,
            session=SessionSpec(),
            on_progress=lambda *_: None,
        )


def test_a_process_that_is_killed_is_told(
    tmp_path: Path, in_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> Iterator[object]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield

    monkeypatch.setattr(pool, "fold_tasks", die)

    with pytest.raises(ComputeError, match="killed"):
        profiled(two_splits(tmp_path))


def test_nobody_goes_on_when_somebody_asks_to_stop(
    tmp_path: Path, in_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(*_: object) -> Iterator[object]:
        (tmp_path / f"{os.getpid()}.pid").touch()
        os.kill(parent, signal.SIGINT)
        time.sleep(60)
        yield

    parent = os.getpid()
    monkeypatch.setattr(pool, "fold_tasks", wait)
    spec = two_splits(tmp_path)

    with pytest.raises(KeyboardInterrupt):
        profiled(spec)

    workers = [int(file.stem) for file in tmp_path.glob("*.pid")]
    assert workers
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
