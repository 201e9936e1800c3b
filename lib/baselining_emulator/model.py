"""The services as botocore describes them: `botocore/data/sagemaker/2017-07-24/service-2.json` and the like."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import botocore.session

if TYPE_CHECKING:
    from botocore.model import ServiceModel, StructureShape


VERSIONS = {"sagemaker": "2017-07-24", "emr": "2009-03-31", "emr-serverless": "2021-07-13"}
"""The API version of each service that is described."""


@cache
def service_model(service: str = "sagemaker") -> ServiceModel:
    """Parsed once per process: it takes a quarter of a second."""
    return botocore.session.Session().get_service_model(service, api_version=VERSIONS[service])


@cache
def operation_names(service: str = "sagemaker") -> frozenset[str]:
    """Every operation the service has, whether or not anything here answers it."""
    return frozenset(service_model(service).operation_names)


def input_shape(operation: str, service: str = "sagemaker") -> StructureShape:
    """What the operation takes."""
    shape = service_model(service).operation_model(operation).input_shape
    if shape is None:  # none that is asked for is without one
        raise AssertionError(operation)
    return shape


def string_values(shape: str) -> list[str]:
    """The values of an enumeration."""
    return list(service_model().shape_for(shape).metadata["enum"])
