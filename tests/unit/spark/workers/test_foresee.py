"""Who will probably read, told from names and first bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.errors import DatasetError
from baselining.spark.workers.foresee import workers_will_read


def foreseen(
    place: Path | str,
    kind: str = "csv",
    engine: Engine = Engine.ARROW,
    *,
    by_file: bool = False,
    version: int | None = None,
) -> bool:
    spec = DatasetSpec.model_validate({"uri": str(place), "format": kind, "version_as_of": version})
    return workers_will_read(spec, engine, by_file=by_file)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", True),
        (b'"a","b"\n"1",""\n,"x, y"\n', True),
        (b'a,b\n"say ""x""",2\n', True),
        (b'a,b\n"c:\\x",2\n', True),
        (b'a,b\n"say \\"x\\"",2\n', False),
        (b'a,b\n"c:\\\\x",2\n', False),
        (b"\xef\xbb\xbfa,b\n1,2\n", False),
        (b"\na,b\n", False),
        (b"", False),
    ],
)
def test_plain_csv_is_for_the_workers(content: bytes, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    assert foreseen(tmp_path / "a.csv") is expected
    assert foreseen(tmp_path) is expected
    assert not foreseen(tmp_path, engine=Engine.DEEQU)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": 1, "b": "x"}\n{}\n', True),
        (b'{"a": "\\u00e9"}\n', False),
        (b'{"a": 1}\r\n', False),
        (b'{"a": [1]}\n', False),
        (b'{"a":{"b":1}}\n', False),
        (b'\xef\xbb\xbf{"a": 1}\n', False),
    ],
)
def test_plain_json_lines_are_for_the_workers(content: bytes, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)

    assert foreseen(tmp_path / "a.jsonl", "jsonl") is expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.jsonl", "jsonl", True),
        ("m=7/a.jsonl", "jsonl", False),
        ("m=7/a.csv", "csv", False),
        ("a.parquet", "parquet", True),
        ("m=7/a.parquet", "parquet", False),
    ],
)
def test_folders_that_name_values_are_for_spark(name: str, kind: str, expected: bool, tmp_path: Path) -> None:
    file = tmp_path / "data" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")

    assert foreseen(tmp_path / "data", kind) is expected
    assert foreseen(tmp_path / "data", kind, by_file=True) is (expected or kind == "parquet")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.csv.gz", "csv", True),
        ("a.csv.bz2", "csv", True),
        ("a.csv.zst", "csv", False),
        ("a.jsonl.gz", "jsonl", False),
        ("a.gz", "parquet", True),
    ],
)
def test_what_workers_decompress_is_for_them(name: str, kind: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b")

    assert foreseen(tmp_path / name, kind) is expected
    assert foreseen(f"s3://bucket/{name}", kind) is expected


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "delta"])
@pytest.mark.parametrize("engine", Engine)
def test_that_nothing_is_there_is_certain(kind: str, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No dataset at"):
        foreseen(tmp_path / "none", kind, engine)


@pytest.mark.parametrize(
    ("uri", "kind", "expected"),
    [
        ("s3://bucket/train/", "parquet", True),
        ("s3a://bucket/train.csv", "csv", True),
        ("s3://bucket/train.csv.lz4", "csv", False),
        ("s3://bucket/*.csv", "csv", False),
        ("s3://bucket/month=7/a.csv", "csv", False),
        ("hdfs://host/train.csv", "csv", False),
    ],
)
def test_elsewhere_the_name_says_it(uri: str, kind: str, expected: bool) -> None:
    assert foreseen(uri, kind) is expected


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([{"protocol": {"minReaderVersion": 1}}, {"metaData": {"partitionColumns": []}}], True),
        ([{"protocol": {"minReaderVersion": 3}}], False),
        ([{"metaData": {"partitionColumns": ["day"]}}], False),
        ([{"add": {"path": "a"}}], True),
        ([], True),
    ],
)
def test_the_log_of_a_delta_table_says_it(
    actions: list[dict[str, object]], expected: bool, tmp_path: Path
) -> None:
    log = tmp_path / "_delta_log"
    log.mkdir()
    (log / f"{0:020}.json").write_text("".join(json.dumps(action) + "\n" for action in actions))
    (log / f"{1:020}.json").write_text("{damaged")

    assert foreseen(tmp_path, DatasetFormat.DELTA) is expected
    assert not foreseen(tmp_path, DatasetFormat.DELTA, version=1)
