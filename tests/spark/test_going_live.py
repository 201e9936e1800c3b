"""The main job with a judge: both baselines tried on held-out rows and on captured traffic, in one Spark."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.spark.test_capture import line
from tests.unit.judgement.training_sets import Columns, documents, healthy

from baselining.commands.world import open_endpoints, open_world
from baselining.config import Config
from baselining.documents.files import to_bytes
from baselining.errors import UnfitBaselineError
from baselining.pipeline import Plan, plan_baseline, run_baseline

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient
    from pyspark.sql import SparkSession

    from baselining_emulator import Emulator

BUCKET, SCHEDULE, ENDPOINT = "going-live", "going-live-data-quality", "going-live"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("going_live") / "train.csv"
    with file.open("w", newline="") as opened:
        columns = healthy(2)
        csv.writer(opened).writerows([list(columns), *zip(*columns.values(), strict=True)])
    return file


@pytest.fixture
def schedule(s3: S3Client, sagemaker: SageMakerClient) -> None:
    """One whose baseline is that of a healthy sample, and an endpoint that captures."""
    s3.create_bucket(Bucket=BUCKET)
    old = documents(healthy(1))
    for name, document in (("statistics", old.statistics), ("constraints", old.constraints)):
        s3.put_object(Bucket=BUCKET, Key=f"old/{name}.json", Body=to_bytes(document))
    sagemaker.create_endpoint_config(
        EndpointConfigName=f"{ENDPOINT}-1",
        ProductionVariants=[{"VariantName": "AllTraffic", "ModelName": "m"}],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": f"s3://{BUCKET}/captured",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        },
    )
    sagemaker.create_endpoint(EndpointName=ENDPOINT, EndpointConfigName=f"{ENDPOINT}-1")
    sagemaker.create_data_quality_job_definition(
        JobDefinitionName=f"{SCHEDULE}-1",
        DataQualityBaselineConfig={
            "ConstraintsResource": {"S3Uri": f"s3://{BUCKET}/old/constraints.json"},
            "StatisticsResource": {"S3Uri": f"s3://{BUCKET}/old/statistics.json"},
        },
        DataQualityAppSpecification={"ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/analyzer"},
        DataQualityJobInput={
            "EndpointInput": {"EndpointName": ENDPOINT, "LocalPath": "/opt/ml/processing/input"}
        },
        DataQualityJobOutputConfig={
            "MonitoringOutputs": [
                {"S3Output": {"S3Uri": f"s3://{BUCKET}/reports", "LocalPath": "/opt/ml/processing/output"}}
            ]
        },
        JobResources={
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}
        },
        RoleArn="arn:aws:iam::123456789012:role/monitoring",
    )
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName=SCHEDULE,
        MonitoringScheduleConfig={
            "MonitoringJobDefinitionName": f"{SCHEDULE}-1",
            "MonitoringType": "DataQuality",
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        },
    )


def captured(s3: S3Client, columns: Columns) -> None:
    """What the endpoint answered an hour ago, the first column, and what it was asked."""
    moment = datetime.now(timezone.utc) - timedelta(hours=1)
    rows = [[cells[row] for cells in columns.values()] for row in range(1500)]
    records = [json.loads(line(",".join(row[1:]), row[0])) for row in rows]
    for record in records:
        record["eventMetadata"]["inferenceTime"] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    key = f"captured/{ENDPOINT}/AllTraffic/{moment:%Y/%m/%d/%H}/00-00-000-x.jsonl"
    s3.put_object(Bucket=BUCKET, Key=key, Body="\n".join(map(json.dumps, records)).encode())


def plan(emulator: Emulator, dataset: Path, **judge: Any) -> tuple[Plan, Config]:
    config = Config.model_validate(
        {
            "dataset": {"uri": str(dataset)},
            "judge": judge,
            "switch": {"schedule": SCHEDULE, "poll_s": 0.05},
            "aws": {"endpoint_url": emulator.endpoint_url, "region": "us-east-1"},
        }
    )
    return plan_baseline(config, open_world(config.aws), endpoints=lambda: open_endpoints(config.aws)), config


def test_both_baselines_are_tried_and_the_policy_decides(
    spark: SparkSession, emulator: Emulator, s3: S3Client, schedule: None, dataset: Path
) -> None:
    told, _ = plan(emulator, dataset)
    assert any("There is no captured traffic since" in note for note in told.computation.notes)
    with pytest.raises(UnfitBaselineError, match="There is no captured traffic since"):
        plan(emulator, dataset, warn=["constants"])

    captured(s3, healthy(3))
    found, config = plan(emulator, dataset)
    outcome = run_baseline(found, config, open_world(config.aws))
    key = outcome.record.key
    judged = json.loads(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())["judgement"]
    hold_out, traffic = judged["trials"]
    assert (hold_out["data"], traffic["data"], traffic["rows"]) == ("hold_out", "traffic", 1500)
    assert 200 < hold_out["rows"] < 400
    assert judged["verdict"] == "passed"

    captured(s3, {**healthy(3), "carrier": ["ZZ"] * 3000})
    told, _ = plan(emulator, dataset)  # the live baseline raises the same, so the new one is no worse
    assert any(note.startswith("the captured traffic (1,500 rows)") for note in told.computation.notes)
    traffic = told.computation.findings["judgement"]["trials"][1]
    assert ("carrier", "both") in {(each["feature"], each["baselines"]) for each in traffic["violations"]}
