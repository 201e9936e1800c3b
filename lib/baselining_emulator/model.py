"""SageMaker as botocore describes it: `botocore/data/sagemaker/2017-07-24/service-2.json`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import botocore.session

if TYPE_CHECKING:
    from botocore.model import ServiceModel, StructureShape


@cache
def service_model() -> ServiceModel:
    """Parsed once per process: it takes a quarter of a second."""
    return botocore.session.Session().get_service_model("sagemaker", api_version="2017-07-24")


@cache
def operation_names() -> frozenset[str]:
    """Every operation SageMaker has, whether or not anything here answers it."""
    return frozenset(service_model().operation_names)


def input_shape(operation: str) -> StructureShape:
    """What the operation takes."""
    shape = service_model().operation_model(operation).input_shape
    if shape is None:  # no operation of SageMaker's is without one
        raise AssertionError(operation)
    return shape


def string_values(shape: str) -> list[str]:
    """The values of an enumeration."""
    return list(service_model().shape_for(shape).metadata["enum"])
