"""Create, Describe, Delete and List of the four kinds of monitoring job definition.

There is no update: a definition never changes (no such operation in botocore's `sagemaker/2017-07-24`).
"""

from __future__ import annotations

from typing import Any

from baselining_emulator import tags
from baselining_emulator.kinds import DATA_QUALITY, Kind, arn
from baselining_emulator.listing import fits, in_order, page
from baselining_emulator.records import Arguments, Definition, Region
from baselining_emulator.refusals import in_use, invalid, not_found

# Read back from live accounts by go-to-k/cdk-real-drift (issue 1523); [unknown] for the other three kinds.
SERVICE_STOPPING_CONDITION = {"MaxRuntimeInSeconds": 3600}


def create(region: Region, kind: Kind, arguments: Arguments) -> dict[str, Any]:
    """Create<kind>JobDefinition. `ResourceInUse` is modelled, and moto 5.2.5 overwrites instead."""
    name = arguments["JobDefinitionName"]
    if name in region.records.definitions[kind.name]:
        raise in_use("Job definition", name)
    given_tags = tags.new_tags(arguments)
    body = {
        member: value for member, value in arguments.items() if member not in ("JobDefinitionName", "Tags")
    }
    if region.settings.fill_in_defaults and kind == DATA_QUALITY:
        body.setdefault("StoppingCondition", SERVICE_STOPPING_CONDITION)
    _need_one_input(body[kind.input_member])
    definition = Definition(
        kind=kind, name=name, arn=arn(region.name, kind.resource, name), body=body, created=region.clock.now()
    )
    region.records.definitions[kind.name][name] = definition
    region.records.tags[definition.arn] = given_tags
    return {"JobDefinitionArn": definition.arn}


def describe(region: Region, kind: Kind, arguments: Arguments) -> dict[str, Any]:
    """Describe<kind>JobDefinition: what was created, without the tags."""
    found = find(region, kind, arguments["JobDefinitionName"])
    return {
        "JobDefinitionArn": found.arn,
        "JobDefinitionName": found.name,
        "CreationTime": found.created,
        **found.body,
    }


def delete(region: Region, kind: Kind, arguments: Arguments) -> dict[str, Any]:
    """Delete<kind>JobDefinition.

    Refused while a schedule refers to it: aws/sagemaker-python-sdk deletes the schedule first because the
    definition is locked by it. The code of that refusal is [unknown]; `ValidationException` is what its
    integration tests see for deletes that the service refuses.
    """
    found = find(region, kind, arguments["JobDefinitionName"])
    for schedule in region.records.schedules.values():
        config = schedule.config
        if (config["MonitoringType"], config.get("MonitoringJobDefinitionName")) == (kind.name, found.name):
            raise invalid(f"Job definition {found.name} is in use by monitoring schedule {schedule.name}.")
    del region.records.definitions[kind.name][found.name]
    del region.records.tags[found.arn]
    return {}


def list_(region: Region, kind: Kind, arguments: Arguments) -> dict[str, Any]:
    """List<kind>JobDefinitions."""
    summaries = [_summary(definition) for definition in region.records.definitions[kind.name].values()]
    name = "MonitoringJobDefinitionName"
    fitting = [summary for summary in summaries if fits(summary, arguments, name=name)]
    return page(
        in_order(fitting, arguments, name=name, status=name), arguments, member="JobDefinitionSummaries"
    )


def find(region: Region, kind: Kind, name: str) -> Definition:
    """The definition of that name.

    Raises:
        RefusedCallError: `ResourceNotFound`.
    """
    found = region.records.definitions[kind.name].get(name)
    if found is None:
        raise not_found("Job definition", name)
    return found


def endpoint_name(job_input: Arguments) -> str:
    """The endpoint monitored, empty for a batch transform."""
    name: str = job_input.get("EndpointInput", {}).get("EndpointName", "")
    return name


def _need_one_input(job_input: Arguments) -> None:
    # "Input object for the endpoint" / "for the batch transform job" are alternatives in the API reference;
    # ModelQuality and ModelBias also take GroundTruthS3Input beside either.
    if len({"EndpointInput", "BatchTransformInput"} & set(job_input)) != 1:
        raise invalid("Exactly one of EndpointInput and BatchTransformInput is required.")


def _summary(definition: Definition) -> dict[str, Any]:
    return {
        "MonitoringJobDefinitionName": definition.name,
        "MonitoringJobDefinitionArn": definition.arn,
        "CreationTime": definition.created,
        "EndpointName": endpoint_name(definition.body[definition.kind.input_member]),
    }
