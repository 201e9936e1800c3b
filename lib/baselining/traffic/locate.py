"""Where the captured traffic of an endpoint, or what a monitoring schedule looks at, is in S3.

Source of all names of members: botocore's service model `sagemaker/2017-07-24`; of the layout: AWS, "Capture data from
real-time endpoint" and "Capture data from batch transform job" (Amazon SageMaker AI Developer Guide).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baselining.errors import InputError
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import Endpoints, Json, MonitoringClient
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Captured data.

    Attributes:
        location: Below it are a folder for each variant of an endpoint, and in those one for each hour; of a batch
            transform, the folders `input` and `output`.
        endpoint: Whose traffic it is; None of a batch transform.
        notes: Sentences that a person should read.
    """

    location: S3Uri
    endpoint: str | None = None
    notes: tuple[str, ...] = ()


def traffic_of_endpoint(endpoints: Endpoints, name: str) -> Traffic:
    """Where the traffic of an endpoint is captured, as its configuration says.

    Raises:
        InputError: If there is no such endpoint, or it captures nothing.
        MonitoringError: If SageMaker refuses or does not answer.
    """
    endpoint = endpoints.describe_endpoint(name)
    if endpoint is None:
        raise InputError(
            f"There is no endpoint {name!r} in this account and region.",
            hint="Check the name, the region and the account: aws sagemaker list-endpoints",
        )
    config_name = endpoint["EndpointConfigName"]
    config = endpoints.describe_endpoint_config(config_name) or {}
    capture: Json = config.get("DataCaptureConfig") or endpoint.get("DataCaptureConfig") or {}
    if not capture.get("DestinationS3Uri"):
        raise InputError(
            f"The endpoint {name!r} captures nothing: its configuration {config_name!r} has no DataCaptureConfig.",
            hint="Switch capture on by a new endpoint configuration, or name a dataset.",
        )
    notes = []
    if capture.get("EnableCapture") is False:
        notes.append(f"Capture is switched off for the endpoint {name!r}; what was captured before is read.")
    share = capture.get("InitialSamplingPercentage")
    if share is not None and share < 100:
        notes.append(f"The endpoint {name!r} captures {share} % of its requests.")
    return Traffic(
        location=S3Uri.parse(capture["DestinationS3Uri"]) / name, endpoint=name, notes=tuple(notes)
    )


def traffic_of_schedule(client: MonitoringClient, endpoints: Endpoints, name: str) -> Traffic:
    """Where what a monitoring schedule looks at is captured.

    Raises:
        ConfigError, ScheduleNotFoundError, InputError: If there is no such schedule, or it looks at nothing known here.
        MonitoringError: If SageMaker refuses or does not answer.
    """
    live = read_schedule(client, name)
    for given in _inputs(live):
        if endpoint := given.get("EndpointInput", {}).get("EndpointName"):
            return traffic_of_endpoint(endpoints, endpoint)
        if batch := given.get("BatchTransformInput", {}).get("DataCapturedDestinationS3Uri"):
            return Traffic(location=S3Uri.parse(batch))
    raise InputError(f"The schedule {name!r} names neither an endpoint nor captured batch transforms.")


def preprocessor_of(live: LiveSchedule) -> str | None:
    """Where the script is that the schedule's job hands each record to; None if there is none."""
    if live.definition is not None:
        application = live.definition.body.get(f"{_prefix(live)}AppSpecification", {})
    else:
        application = live.config["MonitoringJobDefinition"].get("MonitoringAppSpecification", {})
    found: str | None = application.get("RecordPreprocessorSourceUri")
    return found


def _inputs(live: LiveSchedule) -> Iterable[Json]:
    """What the schedule's job reads: of its definition, or held inline."""
    if live.definition is not None:
        job_input: Json = live.definition.body.get(f"{_prefix(live)}JobInput", {})
        return [job_input]
    inline: list[Json] = live.config["MonitoringJobDefinition"].get("MonitoringInputs", [])
    return inline


def _prefix(live: LiveSchedule) -> str:
    return TYPE_NAMES[live.kind].definition.removesuffix("JobDefinition")
