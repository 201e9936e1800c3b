"""The doors to AWS, opened for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baselining.config import AwsSection
from baselining.edge.console import warn
from baselining.errors import ConfigError
from baselining.launch.job import needed
from baselining.launch.section import LaunchSection, Runtime
from baselining.world.credentials import Credentials
from baselining.world.events import SILENCE, Events
from baselining.world.jobs import JobService
from baselining.world.ports import Endpoints, Metrics, ModelRegistry, World
from baselining.world.s3uri import S3Uri

if TYPE_CHECKING:
    from baselining.aws.session import Aws


def open_world(aws: AwsSection, *, bucket_owner: str | None = None, events: Events = SILENCE) -> World:
    """Clients for S3 and SageMaker; nothing is called yet. Says so if an endpoint is spoken to without TLS.

    Args:
        aws: Where AWS is.
        bucket_owner: The account that every bucket must belong to; None asks for nothing.
        events: Who is told what happens.

    Raises:
        ConfigError: If the profile does not exist or no region is set.
    """
    from baselining.aws.clock import SystemClock

    doors = _doors(aws, bucket_owner)
    world = World(
        store=doors.store(),
        monitoring=doors.monitoring(),
        clock=SystemClock(),
        events=events,
        credentials=doors.credentials(),
    )
    for url in doors.plain_endpoints:
        warn(f"{url} is spoken to without TLS, as configured: everybody on the way can read along.")
    return world


def open_registry(aws: AwsSection) -> ModelRegistry:
    """The client for SageMaker's model registry; nothing is called yet."""
    return _doors(aws).registry()


def open_metrics(aws: AwsSection) -> Metrics:
    """The client for CloudWatch; nothing is called yet."""
    return _doors(aws).metrics()


def open_endpoints(aws: AwsSection) -> Endpoints:
    """The client for SageMaker's endpoints; nothing is called yet."""
    return _doors(aws).endpoints()


def open_credentials(aws: AwsSection) -> Credentials:
    """What clients would sign with; nothing is looked for yet."""
    return _doors(aws).credentials()


def open_jobs(runtime: Runtime, section: LaunchSection, aws: AwsSection) -> JobService:
    """The client of a service that runs jobs; nothing is called yet.

    Raises:
        ConfigError: If the runtime has no such service, or what it needs is not named.
    """
    doors = _doors(aws)
    if runtime is Runtime.EMR:
        return doors.emr_steps(needed(section.cluster, "--cluster", "cluster"))
    if runtime is Runtime.EMR_SERVERLESS:
        logs = S3Uri.parse(section.log_uri) if section.log_uri else None
        return doors.emr_serverless_runs(needed(section.application, "--application", "application"), logs)
    if runtime is Runtime.PROCESSING:
        return doors.processing_jobs()
    raise ConfigError(f"There is no service to ask for {runtime.value}: run the line yourself.")


def _doors(aws: AwsSection, bucket_owner: str | None = None) -> Aws:
    from baselining.aws.session import Aws, AwsOptions

    return Aws(
        AwsOptions(
            region=aws.region,
            profile=aws.profile,
            endpoint_url=aws.endpoint_url,
            bucket_owner=bucket_owner,
        )
    )
