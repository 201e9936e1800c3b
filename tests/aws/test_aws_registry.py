"""The model registry over HTTP, as garbage collection looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.aws.connected import connect

from baselining.aws.registry import SageMakerRegistry
from baselining.errors import MonitoringError
from baselining_emulator import Emulator
from baselining_emulator.faults import CallFault

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

GONE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/99"


@pytest.fixture
def registry(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> SageMakerRegistry:
    return connect(emulator, monkeypatch).registry()


def test_packages_in_groups_and_without_one_are_listed_over_many_pages(
    registry: SageMakerRegistry, sagemaker: SageMakerClient
) -> None:
    sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
    made = [
        sagemaker.create_model_package(ModelPackageGroupName="fraud")["ModelPackageArn"] for _ in range(101)
    ]
    made.append(sagemaker.create_model_package(ModelPackageName="alone")["ModelPackageArn"])

    assert sorted(registry.packages()) == sorted(made)


def test_a_package_is_shown_with_all_that_it_names(
    registry: SageMakerRegistry, sagemaker: SageMakerClient
) -> None:
    source = {"ContentType": "application/json", "S3Uri": "s3://models/c.json"}
    sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
    package = sagemaker.create_model_package(
        ModelPackageGroupName="fraud",
        ModelMetrics={"ModelDataQuality": {"Constraints": source}},  # type: ignore[typeddict-item]
        CustomerMetadataProperties={"baseline:location": "s3://models/b"},
    )["ModelPackageArn"]

    found = registry.describe(package)

    assert found["ModelMetrics"]["ModelDataQuality"]["Constraints"]["S3Uri"] == "s3://models/c.json"
    assert found["CustomerMetadataProperties"] == registry.metadata(package)
    assert "ResponseMetadata" not in found


def test_a_package_that_was_deleted_since_it_was_listed_is_an_error(registry: SageMakerRegistry) -> None:
    for look in (registry.describe, registry.metadata):
        with pytest.raises(MonitoringError, match="fraud/99"):
            look(GONE)


@pytest.mark.parametrize(
    ("operation", "look"),
    [
        ("ListModelPackages", lambda registry: registry.packages()),
        ("DescribeModelPackage", lambda registry: registry.describe(GONE)),
    ],
)
def test_a_missing_permission_is_named(
    operation: str,
    look: Callable[[SageMakerRegistry], object],
    registry: SageMakerRegistry,
    emulator: Emulator,
) -> None:
    fault = CallFault(
        operation=operation, effect="error", times=None, code="AccessDeniedException", message="No."
    )
    emulator.faults.add(fault)

    with pytest.raises(MonitoringError, match=f"sagemaker:{operation} is missing"):
        look(registry)
