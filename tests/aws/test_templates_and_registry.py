"""The commands that hand a baseline to whoever else keeps note of it, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.aws.complete import SCHEDULES, complete_definition, complete_inline
from tests.aws.switching import NAME, Switching

from baselining.cli import COMMANDS, app_of
from baselining.errors import ConfigError, WorldError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DOCUMENTS = str(Path(__file__).resolve().parents[1] / "golden" / "current")
Run = Callable[..., str]


@pytest.fixture
def run(
    switching: Switching,
    s3: S3Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """`run("registry", ...)`: what the command prints on stdout."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test-key",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": switching.emulator.endpoint_url,
    }.items():
        monkeypatch.setenv(name, value)
    s3.create_bucket(Bucket="models")

    def do(*words: str) -> str:
        capsys.readouterr()
        app_of(COMMANDS)(list(words), standalone_mode=False)
        return capsys.readouterr().out

    return do


def owned(switching: Switching, tags: dict[str, str]) -> None:
    arn = switching.sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)[
        "MonitoringScheduleArn"
    ]
    switching.sagemaker.add_tags(
        ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
    )


def test_the_template_is_in_the_owner_s_language(run: Run, switching: Switching) -> None:
    switching.have_referenced("ModelBias", complete_definition("ModelBias", "endpoint"), SCHEDULES["hourly"])
    assert "AWS::SageMaker::ModelBiasJobDefinition" in run("template", NAME)

    owned(switching, {"ManagedBy": "terraform"})
    assert "awscc_sagemaker_model_bias_job_definition" in run("template", NAME)
    assert "AWS::SageMaker" in run("template", NAME, "--format", "cloudformation")


def test_the_template_says_the_baseline_that_was_named_or_else_the_live_one(
    run: Run, switching: Switching
) -> None:
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    location = json.loads(run("publish", DOCUMENTS, "--to", "s3://models/x", "--json"))["location"]

    def constraints(text: str) -> str:
        (resource,) = yaml.safe_load(text)["Resources"].values()
        job = resource["Properties"]["MonitoringScheduleConfig"]["MonitoringJobDefinition"]
        return str(job["BaselineConfig"]["ConstraintsResource"]["S3Uri"])

    assert constraints(run("template", NAME)) == "s3://monitoring/baseline/constraints.json"
    assert constraints(run("template", NAME, "--baseline", location)) == f"{location}/constraints.json"


def test_a_switch_of_a_schedule_that_terraform_owns_warns_with_the_command(
    run: Run, switching: Switching
) -> None:
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    owned(switching, {"Terraform": "true"})
    location = json.loads(run("publish", DOCUMENTS, "--to", "s3://models/x", "--json"))["location"]

    options = ("--allow-other-bucket", "--records", "s3://models/records", "--plan")
    plan = json.loads(run("switch", NAME, "--baseline", location, *options))

    (warning,) = plan["warnings"]
    assert "Terraform" in warning
    assert f"baselining template {NAME} --baseline {location}" in warning


def test_a_model_package_takes_the_blocks_and_keeps_their_digests(run: Run, switching: Switching) -> None:
    location = json.loads(run("publish", DOCUMENTS, "--to", "s3://models/x", "--json"))["location"]
    blocks = json.loads(run("registry", location))

    switching.sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
    arn = switching.sagemaker.create_model_package(ModelPackageGroupName="fraud", **blocks)["ModelPackageArn"]

    described: Any = switching.sagemaker.describe_model_package(ModelPackageName=arn)
    for block, content in blocks.items():
        assert described[block] == content
    assert blocks == json.loads(run("registry", DOCUMENTS, "--to", "s3://models/x"))


def test_an_existing_package_is_told_only_when_asked_and_after_a_plan(run: Run, switching: Switching) -> None:
    location = json.loads(run("publish", DOCUMENTS, "--to", "s3://models/x", "--json"))["location"]
    switching.sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
    arn = switching.sagemaker.create_model_package(
        ModelPackageGroupName="fraud", CustomerMetadataProperties={"team": "fraud"}
    )["ModelPackageArn"]

    def metadata() -> dict[str, str]:
        found = switching.sagemaker.describe_model_package(ModelPackageName=arn)
        return dict(found["CustomerMetadataProperties"])

    plan = json.loads(run("registry", location, "--model-package", arn, "--plan"))
    assert metadata() == {"team": "fraud"}
    for _ in range(2):
        run("registry", location, "--model-package", arn)
    assert metadata() == plan["calls"][0]["arguments"]["CustomerMetadataProperties"]
    assert metadata() == {
        "team": "fraud",
        "baseline:location": location,
        "baseline:digest": location.rpartition("/")[2],
    }


def test_mistakes_are_said(run: Run) -> None:
    run("publish", DOCUMENTS, "--to", "s3://models/x")
    with pytest.raises(ConfigError, match="--to"):
        run("registry", DOCUMENTS)
    with pytest.raises(WorldError, match="model package"):
        run(
            "registry",
            DOCUMENTS,
            "--to",
            "s3://models/x",
            "--model-package",
            f"arn:aws:sagemaker:x:{1:012}:m/y",
        )
