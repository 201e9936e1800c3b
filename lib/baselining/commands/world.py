"""The doors to AWS, opened for a command."""

from __future__ import annotations

from baselining.config import AwsSection
from baselining.ports import World


def open_world(aws: AwsSection) -> World:
    """Clients for S3 and SageMaker; nothing is called yet.

    Raises:
        ConfigError: If the profile does not exist or no region is set.
    """
    from baselining.aws.clock import SystemClock
    from baselining.aws.session import Aws, AwsOptions

    doors = Aws(AwsOptions(region=aws.region, profile=aws.profile, endpoint_url=aws.endpoint_url))
    return World(store=doors.store(), monitoring=doors.monitoring(), clock=SystemClock())
