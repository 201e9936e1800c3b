"""SageMaker as botocore describes it: `botocore/data/sagemaker/2017-07-24/service-2.json`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import botocore.session

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel


@cache
def service_model() -> ServiceModel:
    """Parsed once per process: it takes a quarter of a second."""
    return botocore.session.Session().get_service_model("sagemaker", api_version="2017-07-24")


@cache
def operation_names() -> frozenset[str]:
    """Every operation SageMaker has, whether or not anything here answers it."""
    return frozenset(service_model().operation_names)


def operation_model(name: str) -> OperationModel:
    """The shapes of one operation."""
    return service_model().operation_model(name)
