"""The files of a baseline, wherever they lie."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from tests.doubles.memory_store import MemoryStore
from tests.unit.monitoring_run.runs import observation_of

from baselining.errors import ConfigError, DocumentError
from baselining.monitoring_run.baseline_files import read_baseline_files
from baselining.world.s3uri import S3Uri

FILES = observation_of({"a": ["1", "2"]}).documents.to_files()


def no_store() -> NoReturn:
    raise AssertionError("S3 was asked")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, body in FILES.items():
        (tmp_path / name).write_bytes(body)
    return tmp_path


def test_local_files_need_no_s3_and_not_both(folder: Path) -> None:
    constraints = str(folder / "constraints.json")

    both = read_baseline_files(str(folder / "statistics.json"), constraints, no_store)
    one = read_baseline_files(None, constraints, no_store)

    assert both.statistics is not None
    assert (one.statistics, one.constraints, one.name) == (None, both.constraints, constraints)


@pytest.mark.parametrize("head", ["s3://", "s3a://", "https://s3.us-east-1.amazonaws.com/"])
def test_files_in_s3_are_read_in_every_spelling(head: str) -> None:
    store = MemoryStore()
    for name, body in FILES.items():
        store.create(S3Uri("bucket", f"b/{name}"), body, content_type="application/json")

    found = read_baseline_files(
        f"{head}bucket/b/statistics.json", f"{head}bucket/b/constraints.json", lambda: store
    )

    assert found.statistics is not None


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("nothing.json", "cannot read 'nothing.json': No such file"),
        (".", "names a folder"),
        ("s3://bucket/none.json", "does not exist"),
        ("s3://bucket/folder/", "names no object of S3"),
        ("https://example.com/c.json", "names no object of S3"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_option(location: str, says: str) -> None:
    with pytest.raises(ConfigError, match=f"--constraints.*{says}"):
        read_baseline_files(None, location, MemoryStore)


def test_a_damaged_file_is_told_by_its_name_and_place(folder: Path) -> None:
    damaged = folder / "constraints.json"
    damaged.write_bytes(FILES["constraints.json"].replace(b'"Integral"', b"[ 1, 2 ]"))

    with pytest.raises(
        DocumentError, match=r"constraints\.json is not a valid .* at features\.0\.inferred_type"
    ):
        read_baseline_files(None, str(damaged), no_store)


def test_a_domain_of_numbers_is_refused(folder: Path) -> None:
    text = observation_of({"a": ["x", "y"]}).documents.to_files()["constraints.json"]
    (folder / "constraints.json").write_bytes(text.replace(b'"x"', b"1"))

    with pytest.raises(
        DocumentError, match=r"string_constraints\.domains\.\d: Input should be a valid string"
    ):
        read_baseline_files(None, str(folder / "constraints.json"), no_store)


def test_constraints_of_models_are_told_from_those_of_data(folder: Path) -> None:
    file = folder / "models.json"
    file.write_text('{"version": 0.0, "regression_constraints": {}}')

    with pytest.raises(ConfigError, match="is for model quality; data is held against constraints of data"):
        read_baseline_files(None, str(file), no_store)
