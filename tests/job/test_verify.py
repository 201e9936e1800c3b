"""`baselining verify` as a process: what it says, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyarrow import csv
from tests.job.conftest import BUCKET, Ended
from tests.unit.baselines.verify.sound import small, table

from baselining.baselines.folder import write_documents
from baselining.documents.files import to_bytes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Run = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A baseline, and beside it `train.csv`, the data that it describes."""
    csv.write_csv(table(40), tmp_path / "train.csv", csv.WriteOptions(quoting_style="none"))
    statistics, constraints = small()
    write_documents(
        tmp_path / "baseline",
        {"statistics.json": to_bytes(statistics), "constraints.json": to_bytes(constraints)},
    )
    return tmp_path / "baseline"


@pytest.mark.usefixtures("warm_java")
def test_a_baseline_of_this_data_is_sound(here: Run, folder: Path) -> None:
    ended = here("verify", folder, "--dataset", "train.csv", "--master", "local[1]")

    assert (ended.code, ended.out) == (
        0,
        "sound  40 rows, 6 features: it agrees with itself, and is that of train.csv\n",
    )


@pytest.mark.usefixtures("warm_java")
def test_a_baseline_of_other_data_is_refused_with_the_places(here: Run, folder: Path, tmp_path: Path) -> None:
    rows = (tmp_path / "train.csv").read_text().splitlines()
    (tmp_path / "other.csv").write_text("\n".join([*rows[:-1], "20,0.25,Rome,id-1,1.5,"]))

    ended = here("verify", folder, "--dataset", "other.csv", "--master", "local[1]", "--json")

    error = json.loads(ended.out)["error"]
    assert (ended.code, error["kind"]) == (3, "NotSoundError")
    assert "statistics.json: features['price'].numerical_statistics.sum" in [
        finding["place"] for finding in error["findings"]
    ]


def test_a_damaged_baseline_is_refused_without_its_values(here: Run, folder: Path) -> None:
    text = (folder / "constraints.json").read_text().replace('"Oslo"', '"planted-4711"')
    (folder / "constraints.json").write_text(text)

    ended = here("verify", folder)

    assert ended.code == 3
    assert "wrong  constraints.json: features['city'].string_constraints.domains: 1 values" in ended.out
    assert "planted" not in ended.out + ended.err
    assert "Oslo" not in ended.out + ended.err


def test_a_loosened_constraint_is_only_noted(here: Run, folder: Path) -> None:
    text = (
        (folder / "constraints.json").read_text().replace('"completeness" : 0.9', '"completeness" : 0.5', 1)
    )
    (folder / "constraints.json").write_text(text)

    ended = here("verify", folder)

    assert ended.code == 0
    assert ended.out.startswith("note   constraints.json: features['age'].completeness: edited")


def test_what_is_published_can_be_verified_where_it_lies(here: Run, folder: Path, s3: S3Client) -> None:
    s3.create_bucket(Bucket=BUCKET)
    location = json.loads(here("publish", folder, "--to", f"s3://{BUCKET}/v", "--json").out)["location"]

    assert here("verify", location).code == 0


def test_a_folder_without_a_baseline_is_bad_input(here: Run, tmp_path: Path) -> None:
    ended = here("verify", tmp_path)

    assert ended.code == 2
    assert "There is no readable statistics.json" in ended.err


def test_a_truncated_file_is_named_with_the_place(here: Run, folder: Path) -> None:
    raw = (folder / "statistics.json").read_bytes()
    (folder / "statistics.json").write_bytes(raw[: len(raw) // 2])

    ended = here("verify", folder)

    assert ended.code == 2
    assert "statistics.json is not a JSON document" in ended.err
    assert "line" in ended.err
