"""Who reads is decided in plain Python: no Spark runs here."""

from __future__ import annotations

import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from baselining.dataset.columns import FileColumn
from baselining.dataset.formats.choose import format_of
from baselining.dataset.formats.parquet import Parquet
from baselining.dataset.found import found_local
from baselining.dataset.local import local_files
from baselining.dataset.plan import plan_workers
from baselining.dataset.reader import Reader, SparkReads, WorkersRead, who_reads
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.dataset.split_rule import SplitRule
from baselining.errors import DatasetError

RULE = SplitRule(narrow_bytes=100, open_bytes=10)
TYPES = (FileColumn(name="x", spark_type="bigint"),)


def reader(
    path: Path, kind: str, rule: SplitRule = RULE, types: tuple[FileColumn, ...] = TYPES, **options: bool
) -> Reader:
    spec = DatasetSpec(uri=str(path), format=DatasetFormat(kind), **options)  # type: ignore[arg-type]
    file_format = Parquet(by_file=rule.by_file) if kind == "parquet" else format_of(spec)
    return who_reads(lambda: plan_workers(file_format, found_local(local_files(spec.uri)), rule, types))


def workers(*args: object, **options: object) -> WorkersRead:
    found = reader(*args, **options)  # type: ignore[arg-type]
    assert isinstance(found, WorkersRead), found
    return found


def test_a_csv_file_is_one_split_whatever_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n" + "1,2\n" * 100)

    found = workers(tmp_path, "csv")

    assert [column.name for column in found.columns] == ["x", "y"]
    assert found.is_one_split
    assert not found.has_cut_files
    assert str(found) == "workers read 1 CSV file in 1 split"


def test_a_csv_file_is_cut_if_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n" + "1,2\n" * 100)

    found = workers(tmp_path, "csv", split_large_files=True)

    assert len(found.splits) == 5
    assert found.has_cut_files
    assert not found.is_one_split


def test_json_lines_are_cut_and_their_columns_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"x": 1}\n' * 100)

    found = workers(tmp_path, "jsonl")

    assert len(found.splits) == 9
    assert all((task.first, task.last) == (0, 1) for task in found.tasks(100, 500))


def test_states_are_kept_of_parquet_file_by_file_with_the_columns_of_folders(tmp_path: Path) -> None:
    for month in ("1", "2"):
        (tmp_path / f"month={month}").mkdir()
        pq.write_table(pa.table({"x": [1]}), tmp_path / f"month={month}" / "a.parquet")
    types = (*TYPES, FileColumn(name="month", spark_type="int"))

    by_file = workers(tmp_path, "parquet", SplitRule(narrow_bytes=10_000, open_bytes=10, by_file=True), types)

    assert [split[0].file.constants for split in by_file.splits] == [(("month", 1),), (("month", 2),)]
    assert reader(tmp_path, "parquet", types=types) == SparkReads("partitioned into folders")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "", "there are no files with bytes in them"),
        ("a.csv.gz", "x\n1\n", "it cannot be decompressed"),
        ("a.csv.zst", "x\n1\n", "compressed in a way that only Hadoop knows"),
        ("day=1/a.csv", "x\n1\n", "partitioned into folders"),
        ("a.csv", "\ufeffx\n1\n", "a file begins with a byte order mark"),
    ],
)
def test_spark_reads_what_the_workers_cannot_for_a_reason(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)

    assert reader(tmp_path, "csv") == SparkReads(why)
    assert str(SparkReads(why)) == f"Spark reads it: {why}"


def test_a_parquet_file_without_bytes_is_nobody_s_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").touch()

    with pytest.raises(DatasetError, match="it has no bytes"):
        reader(tmp_path, "parquet")


@pytest.mark.parametrize("kind", list(DatasetFormat))
def test_every_format_travels_to_the_executors(kind: DatasetFormat) -> None:
    file_format = format_of(DatasetSpec(uri="x", format=kind))

    assert pickle.loads(pickle.dumps(file_format)) == file_format  # noqa: S301 - our own
    assert file_format.keeps_states == (kind in (DatasetFormat.PARQUET, DatasetFormat.DELTA))
