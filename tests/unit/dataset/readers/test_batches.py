"""Captured batch transforms are read by their manifests: inputs beside their answers, line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baselining.dataset.capture.plain_rows import lines_in, rows_of
from baselining.dataset.capture.records import CapturedOutput, read_record
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.formats.capture import Capture
from baselining.dataset.found import found_local
from baselining.dataset.local import local_files
from baselining.dataset.readers.batches import records_in_batch, with_batches
from baselining.dataset.readers.capture import CaptureRule
from baselining.dataset.readers.capture_files import lines_of_records
from baselining.errors import DatasetError, NoDataError

HOUR = "2024/03/07/19"
HOUR_NUMBER = 474_955


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    """Two inputs, with their answers; a third one without."""
    for name, asked, answered in (("a.csv", "1,2\n3,4\n", "0.5\n0.7\n"), ("b.csv", "5,6", "0.9\n")):
        write(tmp_path / "in" / name, asked)
        write(tmp_path / "out" / f"{name}.out", answered)
    write(tmp_path / "in" / "c.csv", "7,8\n\n")
    manifests = tmp_path / "captured"
    inputs = [{"prefix": f"{tmp_path}/in/"}, "a.csv", "b.csv", "c.csv"]
    outputs = [{"prefix": f"{tmp_path}/out/"}, "b.csv.out", "a.csv.out"]
    write(manifests / "input" / HOUR / "x.json", json.dumps(inputs))
    write(manifests / "output" / HOUR / "y.json", json.dumps(outputs))
    return manifests


def listed(folder: Path) -> list[DataFile]:
    return list(found_local(local_files(str(folder))).files)


def rows(files: list[DataFile]) -> list[list[str]]:
    filesystem = Place().filesystem()
    found = []
    for file in files:
        for block in lines_of_records(filesystem, Piece(file=file, start=0, end=file.size)):
            for _, line in lines_in(bytes(block)):
                record = read_record(line, CapturedOutput.START)
                assert record is not None
                assert record.seconds == HOUR_NUMBER * 3600
                found += rows_of(record, CapturedOutput.START, 1) or []
    return found


def test_answers_stand_before_their_inputs(captured: Path) -> None:
    files = with_batches(Place(), listed(captured))

    assert [Path(file.path).name for file in files] == ["a.csv", "b.csv", "c.csv"]
    assert rows(files) == [["0.5", "1", "2"], ["0.7", "3", "4"], ["0.9", "5", "6"], ["", "7", "8"]]


def test_objects_are_read_as_json(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", '{"a": 1}\n{"a": 2}\n')
    write(tmp_path / "in.jsonl.out", '{"p": 3}\n{"p": 4}\n')
    asked, answers = list_files(
        Place().filesystem(), [str(tmp_path / n) for n in ("in.jsonl", "in.jsonl.out")]
    )
    file = DataFile(
        path=asked.path,
        size=asked.size,
        modified_ns=asked.modified_ns,
        answers=answers,
        hour=HOUR_NUMBER,
        is_batch=True,
    )

    assert rows([file]) == [{"p": 3, "a": 1}, {"p": 4, "a": 2}]


def test_a_window_decides_by_the_manifests_folder(captured: Path) -> None:
    found = found_local(local_files(str(captured)))
    since = HOUR_NUMBER * 3600

    assert len(Capture(rule=CaptureRule(since=since, until=since + 60)).files_of(found)) == 3
    with pytest.raises(NoDataError):
        Capture(rule=CaptureRule(since=since + 36_000, until=since + 40_000)).files_of(found)


def test_different_numbers_of_lines_are_refused(captured: Path, tmp_path: Path) -> None:
    write(tmp_path / "out" / "a.csv.out", "0.5\n")
    file = with_batches(Place(), listed(captured))[0]

    with pytest.raises(
        DatasetError, match=r"a\.csv and its captured answers have different numbers of lines"
    ):
        list(records_in_batch(Place().filesystem(), file))


@pytest.mark.parametrize("text", ["{}", "[]", "[3]", '["a"]', '[{"prefix": "x"}, 3]', "nothing"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path / "input" / HOUR / "x.json", text)

    with pytest.raises(DatasetError, match=r"x\.json is no manifest"):
        with_batches(Place(), listed(tmp_path))


def test_a_manifest_elsewhere_or_of_files_that_are_gone_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.json", "[]")
    with pytest.raises(DatasetError, match="below neither `input` nor `output`"):
        with_batches(Place(), listed(tmp_path / "a"))
    write(tmp_path / "b" / "input" / "x.json", '[{"prefix": "/nowhere/"}, "a.csv"]')
    with pytest.raises(DatasetError, match="gone"):
        with_batches(Place(), listed(tmp_path / "b"))
    write(tmp_path / "c" / "input" / "x.json", '[{"prefix": "s3://bucket/"}, "a.csv"]')
    with pytest.raises(DatasetError, match="names files elsewhere"):
        with_batches(Place(), listed(tmp_path / "c"))


def test_compressed_files_are_refused_by_their_name(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl.gz", "x")

    with pytest.raises(DatasetError, match="is compressed, by its name"):
        Capture(rule=CaptureRule()).files_of(found_local(local_files(str(tmp_path))))
