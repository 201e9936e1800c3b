"""Whoever reads data finds it by the name of an endpoint or a schedule, from every door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.aws.test_captured_traffic import CAPTURE, VARIANTS

from baselining.cli import COMMANDS, app_of
from baselining.commands.located import located
from baselining.config import AwsSection, parse_config
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import ConfigError, InputError
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.fixture
def aws(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, sagemaker: SageMakerClient) -> AwsSection:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
    sagemaker.create_endpoint_config(
        EndpointConfigName="fares-1", ProductionVariants=VARIANTS, DataCaptureConfig=CAPTURE
    )
    sagemaker.create_endpoint(EndpointName="fares", EndpointConfigName="fares-1")
    return AwsSection(region="us-east-1", endpoint_url=emulator.endpoint_url)


def test_a_name_becomes_a_place_of_captured_data(aws: AwsSection, schedule: str) -> None:
    by_endpoint = located(DatasetSpec.model_validate({"endpoint": "fares", "since": "2h"}), aws)
    by_schedule = located(DatasetSpec.model_validate({"schedule": schedule}), aws)

    assert by_endpoint.uri == by_schedule.uri == "s3://traffic/captured/fares"
    assert by_endpoint.format is by_schedule.format is DatasetFormat.CAPTURE
    assert by_schedule.endpoint == "fares"
    assert by_endpoint.since is not None
    assert located(by_endpoint, aws, may_name_both=True) == by_endpoint


def test_a_configuration_file_names_traffic_likewise(aws: AwsSection) -> None:
    config = parse_config("dataset:\n  endpoint: fares\n", name="job.yaml")

    assert located(config.dataset, aws).uri == "s3://traffic/captured/fares"


def test_two_places_at_once_are_refused(aws: AwsSection, schedule: str) -> None:
    both = DatasetSpec.model_validate({"endpoint": "fares", "uri": "train.csv"})
    with pytest.raises(ConfigError, match="A dataset and captured traffic were given"):
        located(both, aws)
    other = DatasetSpec.model_validate({"endpoint": "others", "schedule": schedule})
    with pytest.raises(ConfigError, match="does not look at the endpoint 'others'"):
        located(other, aws)


def test_commands_need_a_dataset_or_a_name_that_is_there(
    aws: AwsSection, tmp_path: Path, emulator: Emulator
) -> None:
    output = ("--output", str(tmp_path / "out"))
    with pytest.raises(ConfigError, match="Missing: DATASET or --endpoint or --schedule"):
        app_of(COMMANDS)(["suggest", *output], standalone_mode=False)
    words = [
        "suggest",
        *output,
        "--endpoint",
        "nobody",
        "--endpoint-url",
        emulator.endpoint_url,
        "--region",
        "us-east-1",
    ]
    with pytest.raises(InputError, match="no endpoint 'nobody'"):
        app_of(COMMANDS)(words, standalone_mode=False)


def test_model_quality_finds_traffic_by_name_too(aws: AwsSection, tmp_path: Path, emulator: Emulator) -> None:
    words = [
        "--output",
        str(tmp_path / "out"),
        "--endpoint-url",
        emulator.endpoint_url,
        "--region",
        "us-east-1",
    ]
    question = ["--problem-type", "Regression", "--inference", "a", "--ground-truth", "b"]

    with pytest.raises(InputError, match="no endpoint 'nobody'"):
        app_of(COMMANDS)(["model-quality", *question, *words, "--endpoint", "nobody"], standalone_mode=False)
