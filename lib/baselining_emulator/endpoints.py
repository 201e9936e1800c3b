"""Create, Describe and Delete of endpoints and their configurations, as far as capture of their traffic needs them.

A configuration never changes (there is no UpdateEndpointConfig in botocore's `sagemaker/2017-07-24`). What is not there
is a `ValidationException` that begins with "Could not find", not the modelled `ResourceNotFound`: so the integration
tests of aws/sagemaker-python-sdk see it, and Terraform's provider looks for it (hashicorp/terraform-provider-aws,
internal/service/sagemaker/endpoint.go).
"""

from __future__ import annotations

from typing import Any

from baselining_emulator.kinds import arn
from baselining_emulator.records import Arguments, Region
from baselining_emulator.refusals import RefusedCallError, invalid


def create_config(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CreateEndpointConfig."""
    name = arguments["EndpointConfigName"]
    if name in region.records.endpoint_configs:
        raise invalid(f"Cannot create already existing endpoint configuration {_config_arn(region, name)!r}.")
    body = {member: value for member, value in arguments.items() if member != "Tags"}
    region.records.endpoint_configs[name] = {**body, "CreationTime": region.clock.now()}
    return {"EndpointConfigArn": _config_arn(region, name)}


def describe_config(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeEndpointConfig: what was created."""
    name = arguments["EndpointConfigName"]
    if name not in region.records.endpoint_configs:
        raise _absent("endpoint configuration", _config_arn(region, name))
    return {"EndpointConfigArn": _config_arn(region, name), **region.records.endpoint_configs[name]}


def create(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CreateEndpoint: it is in service at once."""
    name, config = arguments["EndpointName"], arguments["EndpointConfigName"]
    if name in region.records.endpoints:
        raise invalid(f"Cannot create already existing endpoint {_arn(region, name)!r}.")
    if config not in region.records.endpoint_configs:
        raise _absent("endpoint configuration", _config_arn(region, config))
    region.records.endpoints[name] = {"EndpointConfigName": config, "CreationTime": region.clock.now()}
    return {"EndpointArn": _arn(region, name)}


def describe(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeEndpoint; `DataCaptureConfig` is a summary (shape `DataCaptureConfigSummary`), of capture only."""
    name = arguments["EndpointName"]
    if name not in region.records.endpoints:
        raise _absent("endpoint", _arn(region, name))
    found = region.records.endpoints[name]
    capture = region.records.endpoint_configs.get(found["EndpointConfigName"], {}).get("DataCaptureConfig")
    summary = {} if capture is None else {"DataCaptureConfig": _summary(capture)}
    return {
        "EndpointName": name,
        "EndpointArn": _arn(region, name),
        "EndpointStatus": "InService",
        "LastModifiedTime": found["CreationTime"],
        **found,
        **summary,
    }


def delete(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DeleteEndpoint; its configuration stays."""
    name = arguments["EndpointName"]
    if name not in region.records.endpoints:
        raise _absent("endpoint", _arn(region, name))
    del region.records.endpoints[name]
    return {}


def _summary(capture: dict[str, Any]) -> dict[str, Any]:
    enabled = capture.get("EnableCapture", False)
    return {
        "EnableCapture": enabled,
        "CaptureStatus": "Started" if enabled else "Stopped",
        "CurrentSamplingPercentage": capture["InitialSamplingPercentage"],
        "DestinationS3Uri": capture["DestinationS3Uri"],
        "KmsKeyId": capture.get("KmsKeyId", ""),
    }


def _absent(what: str, of: str) -> RefusedCallError:
    return invalid(f'Could not find {what} "{of}".')


def _arn(region: Region, name: str) -> str:
    return arn(region.name, "endpoint", name.lower())


def _config_arn(region: Region, name: str) -> str:
    return arn(region.name, "endpoint-config", name.lower())
