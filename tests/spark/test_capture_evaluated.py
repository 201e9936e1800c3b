"""Captured traffic held against a baseline: monitoring runs of the container that are known, from captured files."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyspark.sql import SparkSession
from tests.golden_data import golden
from tests.spark.test_capture import folder, line
from tests.unit.monitoring_run.runs import baseline_of

from baselining.cli import COMMANDS, app_of
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.layout import FormatVersion
from baselining.errors import ExitCode, NoDataError
from baselining.evaluation.evaluate import How
from baselining.evaluation.violation import Check
from baselining.monitoring_run.baseline_files import BaselineFiles, read_baseline_files
from baselining.monitoring_run.run import Observation, evaluate_against, evaluate_hours, observe
from baselining.spark.session.start import SessionSpec
from baselining.world.events import SILENCE
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

BANK, COOKBOOK = "bank-cwzkevin", "packt-cookbook-ch07-monitoring-run"


def seen(data: Path, baseline: BaselineFiles, *, by_hour: bool = False, **options: Any) -> Observation:
    spec = DatasetSpec(uri=str(data), format=DatasetFormat.CAPTURE, **options)
    return observe(
        spec,
        [baseline],
        engine=Engine.ARROW,
        version=FormatVersion.CURRENT,
        session=SessionSpec(),
        events=SILENCE,
        by_hour=by_hour,
    )


def baseline_in(case: str) -> BaselineFiles:
    files = [str(golden(case) / f"{name}.json") for name in ("statistics", "constraints")]
    return read_baseline_files(files[0], files[1], pytest.fail)


@pytest.fixture
def cookbooks(tmp_path: Path) -> BaselineFiles:
    """As the cookbook has it: the label was changed to Fractional before the schedule was made."""
    constraints = json.loads((golden(COOKBOOK) / "baseline-constraints.json").read_text())
    constraints["features"][0]["inferred_type"] = "Fractional"
    changed = tmp_path / "constraints.json"
    changed.write_text(json.dumps(constraints))
    return read_baseline_files(str(golden(COOKBOOK) / "baseline-statistics.json"), str(changed), pytest.fail)


@pytest.fixture(scope="module")
def padded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script = tmp_path_factory.mktemp("script") / "preprocessor.py"
    script.write_text(
        "def preprocess_handler(inference_record):\n"
        "    given = inference_record.endpoint_input.data\n"
        "    return {str(i).zfill(20): d for i, d in enumerate(given.split(','))}\n"
    )
    return script


def test_the_banks_captured_traffic_has_no_violations_as_the_container_found(
    spark: SparkSession, padded: Path
) -> None:
    baseline = baseline_in(BANK)
    data = golden(BANK) / "capture.jsonl"

    for options in ({"captured_output": "none"}, {"preprocess_script": str(padded)}):
        observation = seen(data, baseline, **options)
        assert observation.computation.item_count == 100
        assert [feature.name for feature in observation.documents.statistics.features][:2] == ["_c0", "_c1"]
        assert evaluate_against(observation, baseline, How()).violations == ()


def test_the_cookbooks_captured_traffic_has_the_containers_two_violations(
    spark: SparkSession, tmp_path: Path, cookbooks: BaselineFiles
) -> None:
    case, baseline = golden(COOKBOOK), cookbooks
    rows = (case / "current-rows.csv").read_text().split()[1:]
    data = folder(tmp_path / "a", [line(row.partition(",")[2], row.partition(",")[0]) for row in rows], 2)
    wanted = json.loads((case / "constraint_violations.json").read_text())["violations"]

    found = evaluate_against(seen(data, baseline), baseline, How()).violations

    assert {(each.feature, each.check.value, each.description) for each in found} == {
        (each["feature_name"], each["constraint_check_type"], each["description"]) for each in wanted
    }


def test_hours_are_evaluated_from_the_same_scan(
    spark: SparkSession, tmp_path: Path, cookbooks: BaselineFiles
) -> None:
    baseline = cookbooks
    rows = (golden(COOKBOOK) / "current-rows.csv").read_text().split()[1:]
    lines = [
        line(row.partition(",")[2], row.partition(",")[0], second=3600 * hour + place)
        for hour in range(2)
        for place, row in enumerate(rows)
    ]

    observation = seen(folder(tmp_path / "a", lines, 1), baseline, by_hour=True)
    by_hour = evaluate_hours(observation, baseline, How())

    assert by_hour is not None
    start = datetime(2024, 3, 7, 19, tzinfo=timezone.utc)
    assert list(by_hour.hours) == [start, start.replace(hour=20)]
    first, second = by_hour.hours.values()
    assert first.violations == second.violations
    assert {each.feature for each in first.violations} == {"c", "d"}


@pytest.mark.parametrize("price", [1.5, "unknown"], ids=["workers read", "Spark reads"])
def test_hours_are_told_apart_and_known_values_counted_whoever_reads(
    spark: SparkSession, tmp_path: Path, price: object
) -> None:
    shades = [f"shade {place}" for place in range(300)]  # more than a profile keeps
    rows = [
        (
            hour,
            {"colour": "red" if hour == 1 and place % 3 else shades[place], "price": price if place else 1.5},
        )
        for hour in range(2)
        for place in range(300)
    ]
    lines = [line(json.dumps(row), None, encoding="JSON", second=3600 * hour) for hour, row in rows]
    baseline = baseline_of({"colour": ["red", "blue"] * 9, "price": ["1.5", str(price)] * 9})

    observation = seen(folder(tmp_path / "a", lines, 2), baseline, by_hour=True)
    by_hour = evaluate_hours(observation, baseline, How())

    assert observation.computation.throughput.reading.startswith(
        "workers" if isinstance(price, float) else "Spark"
    )
    assert observation.documents.statistics.dataset.item_count == 600
    assert by_hour is not None
    shares = [
        [
            each.seen
            for each in hour.violations
            if each.check is Check.CATEGORICAL_VALUES and each.feature == "colour"
        ]
        for hour in by_hour.hours.values()
    ]
    assert shares == [[0.0], [200 / 300]]


def test_the_command_reads_an_endpoints_window_by_hour_and_calls_the_users_script(
    spark: SparkSession,
    emulator: Emulator,
    s3: S3Client,
    sagemaker: SageMakerClient,
    tmp_path: Path,
    cookbooks: BaselineFiles,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = (golden(COOKBOOK) / "current-rows.csv").read_text().split()[1:]
    s3.create_bucket(Bucket="cookbook")
    for hour in (19, 20, 21):
        lines = [
            line(row.partition(",")[2], row.partition(",")[0], second=3600 * (hour - 19) + place)
            for place, row in enumerate(rows)
        ]
        key = f"captured/cookbook/AllTraffic/2024/03/07/{hour}/00-00-000-x.jsonl"
        s3.put_object(Bucket="cookbook", Key=key, Body="\n".join(lines).encode())
    sagemaker.create_endpoint_config(
        EndpointConfigName="cookbook-1",
        ProductionVariants=[{"VariantName": "AllTraffic", "ModelName": "m"}],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": "s3://cookbook/captured",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        },
    )
    sagemaker.create_endpoint(EndpointName="cookbook", EndpointConfigName="cookbook-1")
    script = tmp_path / "post.py"
    script.write_text(f"def postprocess_handler():\n    open({str(tmp_path / 'called')!r}, 'w').close()\n")
    words = [
        "evaluate",
        "--endpoint",
        "cookbook",
        "--since",
        "2024-03-07T19:00",
        "--until",
        "2024-03-07T21:00",
    ]
    words += ["--by", "hour", "--postprocess-script", str(script), "--endpoint-url", emulator.endpoint_url]
    words += [
        "--statistics",
        str(golden(COOKBOOK) / "baseline-statistics.json"),
        "--constraints",
        cookbooks.name,
    ]

    exit_code = app_of(COMMANDS)(
        [*words, "--output", str(tmp_path / "report"), "--json"], standalone_mode=False
    )

    found = json.loads(capsys.readouterr().out)
    assert exit_code == ExitCode.REFUSED
    assert found["dataset"]["item_count"] == 36
    assert [each["hour"] for each in found["hours"]] == ["2024-03-07T19:00:00Z", "2024-03-07T20:00:00Z"]
    assert {each["since"] for each in found["violations"]} == {"2024-03-07T19:00:00Z"}
    assert (tmp_path / "called").exists()
    with pytest.raises(NoDataError, match="no captured data"):
        app_of(COMMANDS)(
            [
                *("evaluate", "--endpoint", "cookbook", "--since", "2024-05-07", "--until", "2024-05-08"),
                *("--constraints", cookbooks.name, "--output", str(tmp_path / "none")),
                *("--endpoint-url", emulator.endpoint_url),
            ],
            standalone_mode=False,
        )
    assert not (tmp_path / "none").exists()
