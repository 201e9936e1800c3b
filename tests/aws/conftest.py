"""An emulator per test, and boto3 clients against it that neither retry nor wait long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from baselining.emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

# One attempt, so that a test sees the first answer; path style, as there is no DNS for bucket names.
ONE_ATTEMPT = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=2,
    read_timeout=5,
    s3={"addressing_style": "path"},
)


@pytest.fixture(scope="session")
def aws_session() -> boto3.Session:
    """One session for all tests: parsing SageMaker's service model takes longer than most tests."""
    return boto3.Session("test-key", "test-secret", region_name="us-east-1")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """A running emulator with nothing in it."""
    with Emulator(port=0) as running:
        yield running


@pytest.fixture
def sagemaker(emulator: Emulator, aws_session: boto3.Session) -> Iterator[SageMakerClient]:
    """SageMaker in the emulator, us-east-1."""
    client = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
    yield client
    client.close()


@pytest.fixture
def s3(emulator: Emulator, aws_session: boto3.Session) -> Iterator[S3Client]:
    """S3 in the emulator, us-east-1."""
    client = aws_session.client("s3", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
    yield client
    client.close()
