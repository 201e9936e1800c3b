"""boto3 clients, made once from the command line's options."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from baselining import __version__
from baselining.aws.clock import SystemClock
from baselining.aws.cloudwatch import CloudWatchMetrics
from baselining.aws.credentials import ChosenCredentials
from baselining.aws.endpoints import SageMakerEndpoints
from baselining.aws.foreign_answers import replace_foreign_answers
from baselining.aws.launch.emr import EmrSteps
from baselining.aws.launch.emr_serverless import EmrServerlessRuns
from baselining.aws.launch.processing import ProcessingJobs
from baselining.aws.monitoring import SageMakerMonitoring
from baselining.aws.registry import SageMakerRegistry
from baselining.aws.s3 import S3ObjectStore
from baselining.errors import ConfigError
from baselining.world.endpoint import check_endpoint, is_plain
from baselining.world.ports import Clock
from baselining.world.redact import without_credentials
from baselining.world.s3uri import S3Uri

_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 60
_ATTEMPTS = 5
_ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SAGEMAKER")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsOptions:
    """Which AWS to use, with which identity; None leaves a setting to boto3's own chain of variables and files.

    Attributes:
        endpoint_url: For S3 and SageMaker alike, as a local emulator has; `AWS_ENDPOINT_URL` works too.
        bucket_owner: The account that every bucket must belong to; S3 refuses calls to another's. None asks for
            nothing.
        attempts: How often a call that may be repeated is made at most.
    """

    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None
    bucket_owner: str | None = None
    connect_timeout_s: float = _CONNECT_TIMEOUT_S
    read_timeout_s: float = _READ_TIMEOUT_S
    attempts: int = _ATTEMPTS


class Aws:
    """The clients of one run. They share one session, so that an MFA code is asked for once.

    Attributes:
        plain_endpoints: Addresses on other machines that are used without TLS, which happens only when an endpoint
            is configured with `http://`.

    Raises:
        ConfigError: If the profile does not exist, or an endpoint holds credentials; later, if there is no region.
    """

    def __init__(self, options: AwsOptions, clock: Clock | None = None) -> None:
        for url in (options.endpoint_url, *map(os.environ.get, _ENDPOINT_VARIABLES)):
            check_endpoint(url or None)
        self._options = options
        self._clock = clock or SystemClock()
        self.plain_endpoints: list[str] = []
        with _config_errors():
            # boto3 itself reads AWS_DEFAULT_REGION only; AWS's other SDKs, and its services, say AWS_REGION.
            region = options.region or os.environ.get("AWS_REGION")
            self._session: Any = boto3.Session(profile_name=options.profile, region_name=region)

    def credentials(self) -> ChosenCredentials:
        """What the clients sign with."""
        return ChosenCredentials(self._session, self._options.profile)

    def store(self) -> S3ObjectStore:
        """Make the object store."""
        client = self._client("s3")
        if not _is_aws(client.meta.endpoint_url):
            # Only AWS has a DNS name per bucket.
            client = self._client("s3", s3={"addressing_style": "path"})
        owner = self._options.bucket_owner
        if owner is not None:
            _expect_owner(client, owner)
        return S3ObjectStore(client, self._clock, bucket_owner=owner)

    def monitoring(self) -> SageMakerMonitoring:
        """Make the monitoring client."""
        return SageMakerMonitoring(
            reading=self._client("sagemaker"),
            changing=self._client("sagemaker", retries={"total_max_attempts": 1}),
            clock=self._clock,
        )

    def endpoints(self) -> SageMakerEndpoints:
        """Make the endpoints' client."""
        return SageMakerEndpoints(self._client("sagemaker"))

    def registry(self) -> SageMakerRegistry:
        """Make the model registry's client."""
        return SageMakerRegistry(
            reading=self._client("sagemaker"),
            changing=self._client("sagemaker", retries={"total_max_attempts": 1}),
        )

    def metrics(self) -> CloudWatchMetrics:
        """Make CloudWatch's client."""
        return CloudWatchMetrics(self._client("cloudwatch"))

    def emr_steps(self, cluster: str) -> EmrSteps:
        """Make the client of an EMR cluster's steps."""
        return EmrSteps(
            reading=self._client("emr"),
            changing=self._client("emr", retries={"total_max_attempts": 1}),
            cluster=cluster,
            store=self.store(),
            clock=self._clock,
        )

    def emr_serverless_runs(self, application: str, logs: S3Uri | None) -> EmrServerlessRuns:
        """Make the client of an EMR Serverless application's runs."""
        return EmrServerlessRuns(
            self._client("emr-serverless"), application=application, logs=logs, store=self.store()
        )

    def processing_jobs(self) -> ProcessingJobs:
        """Make the client of processing jobs."""
        return ProcessingJobs(self._client("sagemaker"), self._client("logs"))

    def _client(self, service: str, **config: Any) -> Any:
        options = self._options
        settings: dict[str, Any] = {
            # "standard" waits with exponential backoff and full jitter between attempts.
            "retries": {"mode": "standard", "total_max_attempts": options.attempts},
            "connect_timeout": options.connect_timeout_s,
            "read_timeout": options.read_timeout_s,
            "user_agent_extra": f"baselining/{__version__}",
            **config,
        }
        with _config_errors():
            client = self._session.client(
                service, endpoint_url=options.endpoint_url, config=Config(**settings)
            )
        check_endpoint(client.meta.endpoint_url)
        replace_foreign_answers(client)
        if is_plain(client.meta.endpoint_url) and client.meta.endpoint_url not in self.plain_endpoints:
            self.plain_endpoints.append(client.meta.endpoint_url)
        return client


@contextmanager
def _config_errors() -> Iterator[None]:
    """Turn botocore's complaints about options into a ConfigError with its sentence."""
    try:
        yield
    except (BotoCoreError, ValueError, OSError) as error:  # the last: a credential_process that is not there
        # An endpoint of the profile may hold credentials in a form that is no address.
        said = str(error)
        said = "Invalid endpoint." if said.startswith("Invalid endpoint") else without_credentials(said)
        raise ConfigError(
            f"AWS cannot be used as configured: {said}",
            hint="Check --region, --profile and --endpoint-url, or the variables that boto3 reads instead.",
        ) from error


def _expect_owner(client: Any, owner: str) -> None:
    """Send `ExpectedBucketOwner` with every operation that takes it."""

    def add(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any] | None:
        members = model.input_shape.members if model.input_shape else {}
        return {"ExpectedBucketOwner": owner, **params} if "ExpectedBucketOwner" in members else None

    client.meta.events.register("provide-client-params.s3", add)


def _is_aws(endpoint_url: str) -> bool:
    host = urlsplit(endpoint_url).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn"))
