"""Model quality under spark-submit, and what becomes of its folder in S3."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.job.conftest import BIN, BUCKET, ROOT, Ended

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Run = Callable[..., Ended]
ASKED = ("--problem-type", "Regression", "--inference", "prediction", "--ground-truth", "price")
MEMBER = "regression_constraints"


def test_spark_submit_with_the_zip_measures_and_holds_against_constraints_in_s3(
    run: Run, here: Run, tmp_path: Path, emulator: Emulator, s3: S3Client
) -> None:
    emulator.reset()
    s3.create_bucket(Bucket=BUCKET)
    limits = {
        name: {"threshold": threshold, "comparison_operator": "GreaterThanThreshold"}
        for name, threshold in (("mae", 0.5), ("rmse", 4.0))
    }
    s3.put_object(
        Bucket=BUCKET, Key="old/constraints.json", Body=json.dumps({"version": 0.0, MEMBER: limits}).encode()
    )
    (tmp_path / "scored.csv").write_text("price,prediction\n1.5,2.5\n3.5,2.5\n")
    package = next((ROOT / "dist").glob("baselining-*.zip"))
    words = (
        "--master",
        "local[1]",
        "--py-files",
        package,
        ROOT / "jobs/model_quality.py",
        "scored.csv",
        *ASKED,
    )

    held = run(
        *words,
        *("--evaluate", f"s3://{BUCKET}/old/constraints.json", "--output", "today", "--json"),
        program=BIN / "spark-submit",
    )

    assert held.code == 3, held.err
    document = json.loads((tmp_path / "today" / "constraint_violations.json").read_bytes())
    assert document["violations"] == [
        {
            "constraint_check_type": "GreaterThanThreshold",
            "description": "Metric mae with 1.0 was GreaterThanThreshold '0.5'",
            "metric_name": "mae",
        }
    ]
    assert not (tmp_path / "today" / "constraints.json").exists()


def test_a_published_folder_is_verified_with_its_digests(
    here: Run, tmp_path: Path, emulator: Emulator, s3: S3Client
) -> None:
    emulator.reset()
    s3.create_bucket(Bucket=BUCKET)
    metrics = {
        name: {"value": value, "standard_deviation": None} for name, value in (("mae", 1.0), ("rmse", 2.0))
    }
    limits = {"mae": {"threshold": 1.0, "comparison_operator": "GreaterThanThreshold"}}
    (tmp_path / "quality").mkdir()
    (tmp_path / "quality" / "statistics.json").write_text(
        json.dumps({"version": 0.0, "dataset": {"item_count": 2}, "regression_metrics": metrics})
    )
    (tmp_path / "quality" / "constraints.json").write_text(json.dumps({"version": 0.0, MEMBER: limits}))
    published = here("publish", "quality", "--to", f"s3://{BUCKET}/monitoring", "--json")
    place = json.loads(published.out)["location"]

    sound = here("verify", place, "--json")
    key = f"{place.removeprefix(f's3://{BUCKET}/')}/constraints.json"
    s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"version": 1.0, MEMBER: limits}).encode())
    overwritten = here("verify", place)

    assert sound.code == 0, sound.err
    assert [each["grade"] for each in json.loads(sound.out)["findings"]] == ["note"]  # rmse has no threshold
    assert overwritten.code == 2
    assert "is not the published file" in overwritten.err
