"""SageMaker's own SDK, the real package in an environment of its own, starts the main job at the emulator."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import boto3
import pytest
from tests.job.conftest import CREDENTIALS, ROOT, emulator

from baselining_emulator import Emulator

__all__ = ["emulator"]
SDK = os.environ.get("SAGEMAKER_PYTHON", "")
ROLE = "arn:aws:iam::123456789012:role/job"
pytestmark = pytest.mark.skipif(not SDK, reason="make test-sagemaker installs the SDK")


@pytest.fixture
def words(tmp_path: Path, emulator: Emulator) -> list[str]:
    emulator.reset()
    boto3.client("s3", endpoint_url=emulator.endpoint_url).create_bucket(Bucket="code-bucket")
    config, code = tmp_path / "job.yaml", tmp_path / "baselining.zip"
    config.write_text("dataset: {uri: 's3://b/d.csv'}\n")
    code.write_bytes(b"zip")
    return [
        *(
            SDK,
            str(ROOT / "docs/orchestration/sdk_processor.py"),
            "--config",
            str(config),
            "--code",
            str(code),
        ),
        *("--app", str(ROOT / "jobs/baseline.py"), "--role", ROLE, "--bucket", "code-bucket"),
        *("--image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/baselining:1"),
    ]


def run(words: list[str], emulator: Emulator) -> str:
    done = subprocess.run(
        words,
        env={**os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": emulator.endpoint_url, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_sdk_starts_one_job_per_content(words: list[str], emulator: Emulator) -> None:
    first, second, other = (
        run(words, emulator),
        run(words, emulator),
        run([*words, "--run", "again"], emulator),
    )

    (name, started), (same, found) = (line.strip().split(" ", 1) for line in (first, second))
    assert (started, found) == ("started", "was there already")
    assert same == name not in other
    client = boto3.client("sagemaker", endpoint_url=emulator.endpoint_url)
    job = client.describe_processing_job(ProcessingJobName=name)
    specification = job["AppSpecification"]
    assert specification["ContainerEntrypoint"][0] == "smspark-submit"
    assert specification["ContainerArguments"] == ["--config", "/opt/ml/processing/input/config/job.yaml"]
    assert {each["InputName"] for each in job["ProcessingInputs"]} >= {"config", "code", "py-files"}
    assert job["RoleArn"] == ROLE
    assert len(emulator.calls.of("CreateProcessingJob")) == 2
