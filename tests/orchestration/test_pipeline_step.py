"""docs/orchestration/pipeline_step.py makes a pipeline of a real plan; SageMaker's model takes its arguments."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import botocore.validate
import pytest
from tests.job.conftest import CREDENTIALS, ROOT, emulator
from tests.unit.launch.jobs import job

from baselining.launch.plan import plan_launch
from baselining.launch.section import Runtime
from baselining_emulator import Emulator

__all__ = ["emulator"]
TYPES = {"Step.SERVICE_FAULT", "Step.THROTTLING", "SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR"}
"""Of a retry policy that repeats no job that ended by itself: developer guide, "Retry Policy for Pipeline Steps"."""


@pytest.fixture
def definition(tmp_path: Path) -> dict[str, Any]:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(plan_launch(Runtime.PROCESSING, job()).to_json()))
    script = ROOT / "docs/orchestration/pipeline_step.py"
    done = subprocess.run(
        [sys.executable, str(script), str(plan)], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_arguments_are_those_of_a_processing_job_that_the_pipeline_names(
    definition: dict[str, Any],
) -> None:
    (step,) = definition["Steps"]
    model = (
        botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateProcessingJob")
    )

    found = botocore.validate.ParamValidator().validate(
        {**step["Arguments"], "ProcessingJobName": "named-by-the-pipeline"}, model.input_shape
    )

    assert not found.has_errors(), found.generate_report()
    assert "ProcessingJobName" not in step["Arguments"]
    assert {kind for policy in step["RetryPolicies"] for kind in policy["ExceptionType"]} == TYPES


def test_a_pipeline_is_made_of_it(
    definition: dict[str, Any], emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("sagemaker", endpoint_url=emulator.endpoint_url)
    role = "arn:aws:iam::123456789012:role/pipeline"

    client.create_pipeline(
        PipelineName="p", PipelineDefinition=json.dumps(definition), RoleArn=role, ClientRequestToken="t" * 32
    )

    told = client.describe_pipeline(PipelineName="p")["PipelineDefinition"]
    client.close()
    assert json.loads(told) == definition
