"""The outside world as publish and switch see it: small protocols, implemented in `aws/` and by test doubles.

Implementations translate every SDK exception into this project's errors, naming the missing permission where
AWS says which one it is. They retry throttling themselves, with a bound; callers never retry except where
they say why. A mutating SageMaker call whose answer was lost is never repeated silently: it raises
`UnknownOutcomeError`, and the caller finds out what happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from baselining.world.credentials import OWN_ROLES, Credentials
from baselining.world.encryption import Encryption
from baselining.world.events import SILENCE, Events
from baselining.world.s3uri import S3Uri

Json = Mapping[str, Any]
"""A request or response member of the SageMaker API, in the API's own spelling."""

MonitoringType = Literal["DataQuality", "ModelQuality", "ModelBias", "ModelExplainability"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object as it was read.

    Attributes:
        etag: What `replace` compares with.
        modified: When it was stored (`Last-Modified`), by S3's clock, whole seconds.
        read_at: When S3 answered (`Date`), by S3's clock, whole seconds. The two may be compared with each other
            whatever the time on this machine is.
    """

    body: bytes
    etag: str
    modified: datetime
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHead:
    """What S3 says of an object without its bytes.

    Attributes:
        encryption: How it is encrypted; None if S3 does not say.
        modified: As in `StoredObject`.
        read_at: As in `StoredObject`.
    """

    encryption: Encryption | None
    modified: datetime
    read_at: datetime


class ObjectStore(Protocol):
    """S3, as far as publishing and keeping records need it."""

    def create(
        self, uri: S3Uri, body: bytes, *, content_type: str, encryption: Encryption | None = None
    ) -> bool:
        """Store `body` only if nothing is stored at `uri` yet (`If-None-Match: *`); large ones in parts.

        Args:
            uri: Where.
            body: What; all of it or nothing is there afterwards, and no parts either.
            content_type: Its media type.
            encryption: How; None leaves it to the bucket's default.

        Returns:
            True if this call stored it, False if something is there already, whatever its bytes: possibly
            those of an earlier attempt of this very call whose answer was lost.

        Raises:
            StorageError: If S3 refuses or does not answer.
        """

    def read(self, uri: S3Uri) -> bytes | None:
        """The bytes at `uri`, or None if there is no such object.

        Raises:
            StorageError: If S3 refuses (no permission, no such bucket) or does not answer.
        """

    def read_version(self, uri: S3Uri) -> StoredObject | None:
        """As `read`, with what is needed to replace exactly this version and to tell its age."""

    def replace(self, uri: S3Uri, body: bytes, *, etag: str, content_type: str) -> bool:
        """Store `body` only if the object at `uri` still is the version `etag` (`If-Match`).

        Returns:
            True if this call replaced it; False if another version, or nothing, is there: possibly `body`
            itself, stored by an earlier attempt of this very call whose answer was lost.

        Raises:
            StorageError: If S3 refuses or does not answer.
        """

    def list_below(self, prefix: S3Uri) -> list[S3Uri]:
        """All objects below a prefix (its key, then `/`), sorted by key; strongly consistent, as S3 is."""

    def delete(self, uri: S3Uri) -> None:
        """Delete an object, without condition; no error if it is gone already."""

    def head(self, uri: S3Uri) -> ObjectHead | None:
        """What S3 says of the object at `uri`, or None if there is no such object.

        Raises:
            StorageError: As `read`.
        """


class MonitoringClient(Protocol):
    """SageMaker's monitoring schedules and job definitions; arguments and answers spelt as in the API."""

    def describe_schedule(self, name: str) -> Json:
        """`DescribeMonitoringSchedule`, without `ResponseMetadata`.

        Raises:
            ScheduleNotFoundError: If there is none of that name.
            MonitoringError: If SageMaker refuses or does not answer.
        """

    def update_schedule(self, name: str, config: Json) -> None:
        """`UpdateMonitoringSchedule` with the whole `MonitoringScheduleConfig`; it replaces, never merges.

        Raises:
            RequestRefusedError: If the schedule is busy or the config is wrong (`ValidationException`).
            ScheduleNotFoundError: If the schedule, or the definition that the config names, is not there yet.
            MonitoringError: If SageMaker refuses for another reason, or cannot be reached. Nothing changed.
            UnknownOutcomeError: If no answer came back, so that it may have taken effect, or still may.
        """

    def stop_schedule(self, name: str) -> None:
        """`StopMonitoringSchedule`; raises as `update_schedule` does."""

    def describe_definition(self, kind: MonitoringType, name: str) -> Json | None:
        """`Describe<kind>JobDefinition` without `ResponseMetadata`, or None if there is none of that name."""

    def create_definition(self, kind: MonitoringType, name: str, body: Json, tags: Mapping[str, str]) -> bool:
        """`Create<kind>JobDefinition`; `body` holds all members but the name and the tags.

        Returns:
            True if created, False if one of that name exists (`ResourceInUse`).

        Raises:
            MonitoringError: If SageMaker refuses, or cannot be reached. Nothing was created.
            UnknownOutcomeError: If no answer came back, so that it may have been created.
        """

    def delete_definition(self, kind: MonitoringType, name: str) -> None:
        """`Delete<kind>JobDefinition`; no error if it is gone already."""

    def tags(self, arn: str) -> dict[str, str]:
        """All tags of a schedule or definition (`ListTags`, all pages)."""


class MonitoringService(MonitoringClient, Protocol):
    """All of SageMaker's monitoring that is needed here: what a switch calls, and what looks around.

    Each raises MonitoringError if SageMaker refuses or does not answer.
    """

    def list_schedules(
        self,
        *,
        endpoint: str | None = None,
        definition: str | None = None,
        kind: MonitoringType | None = None,
    ) -> list[str]:
        """Names of the schedules that match every filter given (`ListMonitoringSchedules`, all pages), sorted."""

    def list_definitions(self, kind: MonitoringType, *, name_contains: str) -> list[str]:
        """Names of the job definitions that match (`List<kind>JobDefinitions`, all pages), sorted."""

    def list_executions(self, schedule: str, *, since: datetime) -> list[Json]:
        """`MonitoringExecutionSummary` of each execution created after `since`, the oldest first."""

    def describe_job(self, name: str) -> Json:
        """`DescribeProcessingJob`: the job behind an execution, with the inputs that it was started with."""


class Endpoints(Protocol):
    """Endpoints and their configurations, as far as it must be known where their traffic is captured.

    Each raises MonitoringError if SageMaker refuses or does not answer.
    """

    def describe_endpoint(self, name: str) -> Json | None:
        """`DescribeEndpoint` without `ResponseMetadata`, or None if there is none of that name."""

    def describe_endpoint_config(self, name: str) -> Json | None:
        """`DescribeEndpointConfig`, likewise."""


class ModelRegistry(Protocol):
    """Model packages, as far as they can note a baseline."""

    def packages(self) -> list[str]:
        """ARNs of all packages of this account and region, in groups or not (`ListModelPackages`, all pages).

        Raises:
            MonitoringError: If SageMaker refuses or does not answer.
        """

    def describe(self, package: str) -> Json:
        """`DescribeModelPackage` of a package, by ARN, without `ResponseMetadata`.

        Raises:
            MonitoringError: If there is no such package, or SageMaker refuses or does not answer.
        """

    def metadata(self, package: str) -> dict[str, str]:
        """`CustomerMetadataProperties` of a model package, by ARN; empty if it has none.

        Raises:
            MonitoringError: If there is no such package, or SageMaker refuses or does not answer.
        """

    def set_metadata(self, package: str, properties: Mapping[str, str]) -> None:
        """`UpdateModelPackage` with all of these properties.

        Raises:
            MonitoringError: If SageMaker refuses, or cannot be reached. Nothing changed.
            UnknownOutcomeError: If no answer came back, so that it may have taken effect.
        """


class Metrics(Protocol):
    """CloudWatch, as far as a monitoring run needs it."""

    def put_metrics(self, namespace: str, metrics: Sequence[Json]) -> None:
        """`PutMetricData`, in as many calls as it takes; each of `metrics` is a `MetricDatum`.

        Raises:
            MonitoringError: If CloudWatch refuses or does not answer; some may have been taken.
        """


class Clock(Protocol):
    """Time. Tests use a clock that does not wait."""

    def now(self) -> datetime:
        """The present moment, UTC, timezone-aware."""

    def sleep(self, seconds: float) -> None:
        """Wait that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The doors to AWS and who opens them, time, and whoever is told what happens."""

    store: ObjectStore
    monitoring: MonitoringService
    clock: Clock
    events: Events = SILENCE
    credentials: Credentials = OWN_ROLES
