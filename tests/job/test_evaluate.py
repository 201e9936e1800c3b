"""`baselining evaluate` as a person runs it: what is violated, what is written, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from tests.golden_data import golden
from tests.job.conftest import BUCKET, Ended
from tests.unit.evaluation.data import csv_of
from tests.unit.monitoring_run.runs import observation_of

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("warm_java")

Run = Callable[..., Ended]
COOKBOOK = "packt-cookbook-ch07-monitoring-run"
FILES = {"statistics.json", "constraints.json", "constraint_violations.json"}
NAMESPACE = "aws/sagemaker/Endpoints/data-metrics"
BASELINE = ("--statistics", "b/statistics.json", "--constraints", "b/constraints.json")


def written(folder: Path) -> dict[str, Any]:
    return {file.name: json.loads(file.read_bytes()) for file in folder.glob("*.json")}


def violations(folder: Path) -> set[tuple[str, str]]:
    found = written(folder)["constraint_violations.json"]["violations"]
    return {(each["feature_name"], each["constraint_check_type"]) for each in found}


def test_the_run_of_the_cookbook_writes_its_files_and_ends_with_3(here: Run, tmp_path: Path) -> None:
    case = golden(COOKBOOK)
    constraints = (case / "baseline-constraints.json").read_bytes().replace(b"Integral", b"Fractional", 1)
    (tmp_path / "constraints.json").write_bytes(constraints)
    baseline = ("--statistics", case / "baseline-statistics.json", "--constraints", "constraints.json")

    ended = here("evaluate", case / "current-rows.csv", *baseline, "--output", "out")

    assert ended.code == 3, ended.err
    assert "CompletedWithViolations: Job completed successfully with 2 violations." in ended.out
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    document = (tmp_path / "out" / "constraint_violations.json").read_bytes()
    expected = (case / "constraint_violations.json").read_bytes().rstrip(b"\n")
    assert sorted(json.loads(document)["violations"], key=str) == sorted(
        json.loads(expected)["violations"], key=str
    )
    assert len(document) == len(expected)
    monitored = json.loads((case / "monitoring-statistics.json").read_bytes())["features"]
    for mine, theirs in zip(written(tmp_path / "out")["statistics.json"]["features"], monitored, strict=True):
        ours, known = mine["numerical_statistics"], theirs["numerical_statistics"]
        exact = known.keys() - {
            "sum",
            "mean",
            "std_dev",
        }  # last digits are those of the captured files' partitions
        assert {key: ours[key] for key in exact} == {key: known[key] for key in exact}
        assert ours["sum"] == pytest.approx(known["sum"], rel=1e-15)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """`b/`: a baseline of a column of categories, one of numbers, and one of whole numbers."""
    columns = {
        "colour": ["red", "blue"] * 100,
        "price": [f"{i}.5" for i in range(200)],
        "n": [str(i % 7) for i in range(200)],
    }
    (tmp_path / "train.csv").write_bytes(csv_of(columns))
    (tmp_path / "b").mkdir()
    for name, body in observation_of(columns).documents.to_files().items():
        (tmp_path / "b" / name).write_bytes(body)
    return tmp_path


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_known_values_are_counted_also_among_more_categories_than_are_kept(
    here: Run, texts: Path, engine: str
) -> None:
    rows = [f"{'red' if i % 4 else f'shade {i}'},{i}.5,{i % 7}" for i in range(1000)]
    (texts / "now.csv").write_text("\n".join(["colour,price,n", *rows]) + "\n")

    ended = here("evaluate", "now.csv", *BASELINE, "--output", "out", "--engine", engine, "--json")

    assert ended.code == 3, ended.err
    found = {each["constraint_check_type"]: each for each in json.loads(ended.out)["violations"]}
    assert found["categorical_values_check"]["seen"] == 0.75
    assert not json.loads(ended.out)["notes"]


def test_data_without_header_takes_its_names_by_place(here: Run, texts: Path) -> None:
    (texts / "now.csv").write_text("red,1.5,3\nblue,2.5,4\n")

    ended = here("evaluate", "now.csv", "--no-header", *BASELINE, "--output", "out")

    assert (ended.code, violations(texts / "out")) == (0, set()), ended.out
    names = [feature["name"] for feature in written(texts / "out")["statistics.json"]["features"]]
    assert names == ["colour", "price", "n"]
    assert "Completed: Job completed successfully with no violations." in ended.out


def test_typed_numbers_are_held_against_known_texts_as_spark_compares_them(here: Run, texts: Path) -> None:
    rows = [{"colour": 7, "price": 1.5, "n": 1}, {"colour": 8, "price": 2.5, "n": 2}]
    (texts / "now.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    tree = json.loads((texts / "b" / "constraints.json").read_bytes())
    tree["features"][0]["string_constraints"]["domains"] = ["7", "red"]
    (texts / "b" / "constraints.json").write_text(json.dumps(tree))

    ended = here("evaluate", "now.jsonl", "--constraints", "b/constraints.json", "--output", "out", "--json")

    found = {each["constraint_check_type"]: each["seen"] for each in json.loads(ended.out)["violations"]}
    assert found == {"data_type_check": 0.0, "categorical_values_check": 0.5}
    assert any("Without statistics" in note for note in json.loads(ended.out)["notes"])


def test_everything_may_lie_in_s3_and_metrics_reach_cloudwatch(
    here: Run, texts: Path, emulator: Emulator, s3: S3Client
) -> None:
    emulator.reset()
    s3.create_bucket(Bucket=BUCKET)
    for name in ("statistics.json", "constraints.json"):
        s3.upload_file(str(texts / "b" / name), BUCKET, f"b/{name}")
    baseline = [word.replace("b/", f"s3://{BUCKET}/b/") for word in BASELINE]
    to = ("--output", f"s3://{BUCKET}/reports/1")
    names = ("--schedule", "prices", "--endpoint", "shop", "--put-metrics", "--metrics", "m/cloudwatch.jsonl")

    ended = here("evaluate", "train.csv", *baseline, *to, *names, "--json")
    (texts / "train.csv").write_text("colour,price,n\nred,1.5,2\n")
    other = here("evaluate", "train.csv", *baseline, *to)

    assert (ended.code, other.code) == (0, 4), ended.err
    keys = {each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET, Prefix="reports/")["Contents"]}
    assert keys == {f"reports/1/{name}" for name in FILES}
    assert set(json.loads(ended.out)["files"]) == {f"s3://{BUCKET}/{key}" for key in keys}
    cloudwatch = boto3.client("cloudwatch", endpoint_url=emulator.endpoint_url)
    metrics = cloudwatch.list_metrics(Namespace=NAMESPACE)["Metrics"]
    assert len(metrics) == json.loads(ended.out)["metrics"] == 8
    assert {"Name": "Endpoint", "Value": "shop"} in metrics[0]["Dimensions"]
    lines = (texts / "m" / "cloudwatch.jsonl").read_text().splitlines()
    assert {json.loads(line)["MetricName"] for line in lines} == {each["MetricName"] for each in metrics}
    assert "nothing was replaced" in other.err


BAD: list[tuple[tuple[str, ...], str]] = [
    (("--constraints", "none.json"), "cannot read 'none.json'"),
    (("--constraints", "b"), "names a folder"),
    (("--constraints", "train.csv"), "not a JSON document"),
    ((*BASELINE, "--schedule", "s"), "no use without --metrics"),
    ((*BASELINE, "--put-metrics"), "Metrics need the name of a schedule"),
    ((*BASELINE, "--drift", "both"), "'both' is not one of"),
]


@pytest.mark.parametrize(("words", "says"), BAD, ids=[says for _, says in BAD])
def test_a_command_that_cannot_be_is_refused_before_spark_starts(
    here: Run, texts: Path, words: tuple[str, ...], says: str
) -> None:
    ended = here("evaluate", "train.csv", *words, "--output", "out")

    assert ended.code == 2
    assert says in ended.err
    assert "starting Spark" not in ended.err
    assert not (texts / "out").exists()


def test_data_that_is_not_that_of_the_baseline_is_told_once_and_nothing_is_written(
    here: Run, texts: Path
) -> None:
    (texts / "other.csv").write_text("x,y,z\n1,2,3\n")

    ended = here("evaluate", "other.csv", *BASELINE, "--output", "out")

    assert ended.code == 2
    assert "None of the 3 columns of the dataset is among the 3 features of b/constraints.json." in ended.err
    assert not (texts / "out").exists()
