"""SageMaker's model registry as the `ModelRegistry` port says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, translate
from baselining.errors import MonitoringError
from baselining.world.ports import Json

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

    def packages(self) -> list[str]:
        """As the port says."""
        try:
            pages = self._reading.get_paginator("list_model_packages").paginate(ModelPackageType="Both")
            return [found["ModelPackageArn"] for page in pages for found in page["ModelPackageSummaryList"]]
        except (ClientError, BotoCoreError) as error:
            raise translate(error, _call("ListModelPackages", "of this account and region")) from error

    def describe(self, package: str) -> Json:
        """As the port says."""
        try:
            answer = dict(self._reading.describe_model_package(ModelPackageName=package))
        except (ClientError, BotoCoreError) as error:
            raise translate(error, _call("DescribeModelPackage", package)) from error
        answer.pop("ResponseMetadata", None)
        return answer

    def metadata(self, package: str) -> dict[str, str]:
        """As the port says."""
        return dict(self.describe(package).get("CustomerMetadataProperties") or {})

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
