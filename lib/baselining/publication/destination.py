"""May the monitoring role read what is about to be published? Known only of the bucket and key it reads already."""

from __future__ import annotations

from baselining.errors import ConfigError, DestinationError
from baselining.world.encryption import Encryption
from baselining.world.locations import bucket_of, place_of
from baselining.world.ports import ObjectStore
from baselining.world.redact import without_credentials
from baselining.world.s3uri import S3Uri


def check_destination(to: S3Uri, live_baseline: str | None, *, allow_other_bucket: bool = False) -> None:
    """Refuse a bucket that the schedule's role is not known to be able to read.

    Args:
        to: Where a baseline is about to be published, or lies.
        live_baseline: A file of the baseline in use (`LiveSchedule.baseline.constraints`); None without one.
        allow_other_bucket: The caller has made sure that the monitoring role may read `to`.

    Raises:
        DestinationError: If it is another bucket. That a role cannot read its baseline shows only when the
            next execution fails.
    """
    if allow_other_bucket or live_baseline is None:
        return
    bucket = bucket_of(live_baseline)
    if bucket is None:
        raise DestinationError(
            f"The live baseline is at {without_credentials(live_baseline)}, and which bucket that is cannot be "
            f"said: whether the schedule's role can read {to.bucket!r} would only show at its next execution.",
            hint="Allow the other bucket once the role may read it.",
        )
    if bucket != to.bucket:
        raise DestinationError(
            f"The live baseline is in the bucket {bucket!r}, this one would be in {to.bucket!r}: whether the "
            "schedule's role can read it would only show at its next execution.",
            hint=f"Use a location in s3://{bucket}/, or allow the other bucket once the role may read it.",
        )


def encryption_like(store: ObjectStore, to: S3Uri, live_baseline: str | None) -> Encryption | None:
    """How the live baseline is encrypted, for what is published into its bucket; None leaves it to the default.

    Another bucket may be in another region or account, where that key is of no use: its own default counts.

    Raises:
        StorageError: If S3 refuses to say.
    """
    live = None if live_baseline is None else place_of(live_baseline)
    head = store.head(live) if live is not None and live.bucket == to.bucket else None
    return None if head is None else head.encryption


def encryption_of(store: ObjectStore, example: str) -> Encryption | None:
    """How the object is encrypted that somebody named as an example; None if S3 does not say.

    Raises:
        ConfigError: If the location is not understood, or there is no such object. With the bucket's default
            instead, the monitoring role might not be able to read what is published.
        StorageError: If S3 refuses to say.
    """
    place = place_of(example)
    if place is None:
        raise ConfigError(
            f"Expected an object to encrypt like, such as s3://bucket/prefix/constraints.json, found "
            f"{without_credentials(example)!r}."
        )
    head = store.head(place)
    if head is None:
        raise ConfigError(
            f"There is no object {place} to encrypt like.",
            hint="Name an object that the monitoring role can read, such as the live constraints.json.",
        )
    return head.encryption
