"""The doors to AWS, opened for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baselining.config import AwsSection
from baselining.edge.console import warn
from baselining.world.credentials import Credentials
from baselining.world.events import SILENCE, Events
from baselining.world.ports import Endpoints, Metrics, ModelRegistry, World

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
