"""Endpoints in the emulator, and where their traffic is found through SageMaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from tests.aws.connected import connect
from tests.aws.schedules import refused_with

from baselining.errors import InputError
from baselining.traffic.locate import traffic_of_endpoint, traffic_of_schedule
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

VARIANTS: list[Any] = [
    {"VariantName": "AllTraffic", "ModelName": "m", "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
]
CAPTURE: Any = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 50,
    "DestinationS3Uri": "s3://traffic/captured",
    "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
}


@pytest.fixture
def fares(sagemaker: SageMakerClient) -> str:
    sagemaker.create_endpoint_config(
        EndpointConfigName="fares-1", ProductionVariants=VARIANTS, DataCaptureConfig=CAPTURE
    )
    sagemaker.create_endpoint(EndpointName="fares", EndpointConfigName="fares-1")
    return "fares"


def test_an_endpoint_is_described_with_its_capture(sagemaker: SageMakerClient, fares: str) -> None:
    endpoint = sagemaker.describe_endpoint(EndpointName=fares)
    config = sagemaker.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])

    assert endpoint["EndpointStatus"] == "InService"
    assert endpoint["DataCaptureConfig"]["CaptureStatus"] == "Started"
    assert endpoint["DataCaptureConfig"]["CurrentSamplingPercentage"] == 50
    assert config["DataCaptureConfig"] == CAPTURE
    assert config["ProductionVariants"] == VARIANTS


def test_names_that_are_taken_or_not_there_are_refused(sagemaker: SageMakerClient, fares: str) -> None:
    for refused in (
        lambda: sagemaker.describe_endpoint(EndpointName="other"),
        lambda: sagemaker.describe_endpoint_config(EndpointConfigName="other"),
        lambda: sagemaker.delete_endpoint(EndpointName="other"),
        lambda: sagemaker.create_endpoint(EndpointName="new", EndpointConfigName="other"),
        lambda: sagemaker.create_endpoint(EndpointName=fares, EndpointConfigName="fares-1"),
        lambda: sagemaker.create_endpoint_config(EndpointConfigName="fares-1", ProductionVariants=VARIANTS),
        lambda: sagemaker.create_endpoint_config(
            EndpointConfigName="odd",
            ProductionVariants=VARIANTS,
            DataCaptureConfig=CAPTURE | {"InitialSamplingPercentage": 101},
        ),
    ):
        with pytest.raises(ClientError) as error:
            refused()
        assert refused_with(error) == "ValidationException"


def test_traffic_is_found_by_the_name_of_an_endpoint_or_a_schedule(
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    sagemaker: SageMakerClient,
    fares: str,
    schedule: str,
) -> None:
    aws = connect(emulator, monkeypatch)

    found = traffic_of_endpoint(aws.endpoints(), fares)

    assert str(found.location) == "s3://traffic/captured/fares"
    assert found.notes == ("The endpoint 'fares' captures 50 % of its requests.",)
    assert traffic_of_schedule(aws.monitoring(), aws.endpoints(), schedule) == found
    sagemaker.delete_endpoint(EndpointName=fares)
    with pytest.raises(InputError, match="There is no endpoint 'fares'"):
        traffic_of_schedule(aws.monitoring(), aws.endpoints(), schedule)
