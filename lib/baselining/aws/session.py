"""boto3 clients, made once at the edge from what the command line says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from baselining import __version__
from baselining.aws.clock import SystemClock
from baselining.aws.monitoring import SageMakerMonitoring
from baselining.aws.s3 import S3ObjectStore
from baselining.errors import ConfigError
from baselining.ports import Clock

_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 60
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsOptions:
    """Where AWS is and who we are there; None leaves it to boto3's own chain of variables and files.

    Attributes:
        endpoint_url: For S3 and SageMaker alike, as a local emulator has; `AWS_ENDPOINT_URL` works too.
        attempts: How often a call that may be repeated is made at most.
    """

    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None
    connect_timeout_s: float = _CONNECT_TIMEOUT_S
    read_timeout_s: float = _READ_TIMEOUT_S
    attempts: int = _ATTEMPTS


def open_store(options: AwsOptions, clock: Clock | None = None) -> S3ObjectStore:
    """Make the object store.

    Raises:
        ConfigError: If the profile does not exist or no region is set.
    """
    client = _client("s3", options)
    if not _is_aws(client.meta.endpoint_url):
        # Only AWS has a DNS name per bucket.
        client = _client("s3", options, s3={"addressing_style": "path"})
    return S3ObjectStore(client, clock or SystemClock())


def open_monitoring(options: AwsOptions, clock: Clock | None = None) -> SageMakerMonitoring:
    """Make the monitoring client.

    Raises:
        ConfigError: If the profile does not exist or no region is set.
    """
    return SageMakerMonitoring(
        reading=_client("sagemaker", options),
        changing=_client("sagemaker", options, retries={"total_max_attempts": 1}),
        clock=clock or SystemClock(),
    )


def _client(service: str, options: AwsOptions, **config: Any) -> Any:
    settings: dict[str, Any] = {
        # "standard" waits with exponential backoff and full jitter between attempts.
        "retries": {"mode": "standard", "total_max_attempts": options.attempts},
        "connect_timeout": options.connect_timeout_s,
        "read_timeout": options.read_timeout_s,
        "user_agent_extra": f"baselining/{__version__}",
        **config,
    }
    try:
        session: Any = boto3.Session(profile_name=options.profile, region_name=options.region)
        return session.client(service, endpoint_url=options.endpoint_url, config=Config(**settings))
    except BotoCoreError as error:
        raise ConfigError(
            f"There is no AWS client for {service}: {error}", hint="Set --region and --profile."
        ) from error
    except ValueError as error:  # botocore's word for an endpoint that is not a URL
        raise ConfigError(f"The endpoint {options.endpoint_url!r} is not a URL.") from error


def _is_aws(endpoint_url: str) -> bool:
    host = urlsplit(endpoint_url).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn"))
