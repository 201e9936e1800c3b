"""The whole line for a model-quality schedule: measured, judged against what is live, published, switched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.spark.test_model_quality import rows

from baselining.commands.world import open_world
from baselining.config import Config
from baselining.errors import InputError, WorseModelError
from baselining.pipeline import Outcome, plan_baseline, run_baseline
from baselining.schedule.switch.run import Switched

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient
    from pyspark.sql import SparkSession

    from baselining_emulator import Emulator

BUCKET = "model-quality-line"
INPUT = {
    "EndpointInput": {
        "EndpointName": "flights",
        "LocalPath": "/opt/ml/processing/input",
        "InferenceAttribute": "prediction",
        "ProbabilityAttribute": "0",
    },
    "GroundTruthS3Input": {"S3Uri": f"s3://{BUCKET}/truth"},
}


def schedule(sagemaker: SageMakerClient, name: str, problem: str = "BinaryClassification") -> None:
    sagemaker.create_model_quality_job_definition(
        JobDefinitionName=f"{name}-v1",
        ModelQualityBaselineConfig={"ConstraintsResource": {"S3Uri": f"s3://{BUCKET}/old/constraints.json"}},
        ModelQualityAppSpecification={
            "ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
            "ProblemType": problem,  # type: ignore[typeddict-item]
        },
        ModelQualityJobInput=INPUT,  # type: ignore[arg-type]
        ModelQualityJobOutputConfig={
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
        MonitoringScheduleName=name,
        MonitoringScheduleConfig={
            "MonitoringJobDefinitionName": f"{name}-v1",
            "MonitoringType": "ModelQuality",
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        },
    )


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("line") / "rows.csv"
    rows(1000).to_csv(file, index=False)
    return file


def configured(emulator: Emulator, dataset: Path, name: str, **keys: Any) -> Config:
    return Config.model_validate(
        {
            "dataset": {"uri": str(dataset)},
            "model_quality": {
                "problem_type": "BinaryClassification",
                "ground_truth": "label",
                "inference": "prediction",
                "probability": ["probability"],
                **keys,
            },
            "switch": {"schedule": name, "poll_s": 0.05},
            "aws": {"endpoint_url": emulator.endpoint_url, "region": "us-east-1"},
        }
    )


def run(config: Config) -> Outcome:
    world = open_world(config.aws)
    return run_baseline(plan_baseline(config, world), config, world)


def old_baseline(s3: S3Client, accuracy: float) -> None:
    if BUCKET not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=BUCKET)
    body = {
        "version": 0.0,
        "binary_classification_constraints": {
            "accuracy": {"threshold": accuracy, "comparison_operator": "LessThanThreshold"}
        },
    }
    s3.put_object(Bucket=BUCKET, Key="old/constraints.json", Body=json.dumps(body).encode())


def test_a_model_quality_schedule_is_re_baselined(
    spark: SparkSession, emulator: Emulator, s3: S3Client, sagemaker: SageMakerClient, dataset: Path
) -> None:
    old_baseline(s3, 0.5)
    schedule(sagemaker, "mq-line")

    outcome = run(configured(emulator, dataset, "mq-line"))

    assert isinstance(outcome.switch, Switched)
    used = sagemaker.describe_model_quality_job_definition(
        JobDefinitionName=outcome.switch.definition_after or ""
    )
    place = used["ModelQualityBaselineConfig"]["ConstraintsResource"]["S3Uri"]
    assert place == str(outcome.publication.constraints)
    assert used["ModelQualityJobInput"] == INPUT
    body = s3.get_object(Bucket=BUCKET, Key=outcome.publication.constraints.key)["Body"].read()
    assert "auc" in json.loads(body)["binary_classification_constraints"]
    assert outcome.publication.manifest is not None
    assert outcome.publication.manifest.facts["problem_type"] == "BinaryClassification"


def test_a_model_worse_than_the_live_baseline_is_refused_unless_accepted(
    spark: SparkSession, emulator: Emulator, s3: S3Client, sagemaker: SageMakerClient, dataset: Path
) -> None:
    old_baseline(s3, 0.999)
    schedule(sagemaker, "mq-worse")

    with pytest.raises(WorseModelError, match="accuracy is"):
        run(configured(emulator, dataset, "mq-worse"))
    outcome = run(configured(emulator, dataset, "mq-worse", accept="it is cheaper"))

    assert any(note.startswith("refused: accuracy is") for note in outcome.computation.notes)
    record = s3.get_object(Bucket=BUCKET, Key=outcome.record.key)["Body"].read()
    assert json.loads(record)["judgement"]["acceptance"]["reason"] == "it is cheaper"


def test_a_definition_of_another_problem_or_attribute_is_refused(
    spark: SparkSession, emulator: Emulator, s3: S3Client, sagemaker: SageMakerClient, dataset: Path
) -> None:
    old_baseline(s3, 0.5)
    schedule(sagemaker, "mq-other", "Regression")
    schedule(sagemaker, "mq-names")

    with pytest.raises(InputError, match="has the ProblemType 'Regression'"):
        run(configured(emulator, dataset, "mq-other"))
    with pytest.raises(InputError, match="InferenceAttribute is 'prediction'"):
        run(configured(emulator, dataset, "mq-names", inference="region"))
