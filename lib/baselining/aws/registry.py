"""SageMaker's model registry as the `ModelRegistry` port says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, translate
from baselining.errors import MonitoringError

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


class SageMakerRegistry:
    """Model packages.

    Args:
        reading: A client with retries.
        changing: A client that makes one attempt.
    """

    def __init__(self, *, reading: SageMakerClient, changing: SageMakerClient) -> None:
        self._reading = reading
        self._changing = changing

    def metadata(self, package: str) -> dict[str, str]:
        """As the port says."""
        try:
            answer = self._reading.describe_model_package(ModelPackageName=package)
        except (ClientError, BotoCoreError) as error:
            raise translate(error, _call("DescribeModelPackage", package)) from error
        return dict(answer.get("CustomerMetadataProperties") or {})

    def set_metadata(self, package: str, properties: Mapping[str, str]) -> None:
        """As the port says."""
        try:
            self._changing.update_model_package(
                ModelPackageArn=package, CustomerMetadataProperties=dict(properties)
            )
        except (ClientError, BotoCoreError) as error:
            raise translate(error, _call("UpdateModelPackage", package, changes=True)) from error


def _call(operation: str, package: str, *, changes: bool = False) -> Call:
    return Call(
        operation=operation,
        action=f"sagemaker:{operation}",
        subject=f"the model package {package}",
        failure=MonitoringError,
        changes=changes,
    )
