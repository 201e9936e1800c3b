"""Where the records of a schedule are: a place that every command finds by itself."""

from __future__ import annotations

from baselining.errors import ConfigError
from baselining.world.locations import Baseline, bucket_of
from baselining.world.s3uri import S3Uri


def records_of(
    schedule: str, live: Baseline, *, given: S3Uri | None = None, wanted: Baseline | None = None
) -> S3Uri:
    """Find the place.

    Args:
        schedule: Its name.
        live: The baseline in use; by default the records are in its bucket.
        given: What the caller says, which wins: the prefix below which each schedule has its own.
        wanted: The baseline that is about to be switched to.

    Raises:
        ConfigError: If the place would be another one after the switch, or if nothing says where it is. Two runs
            that look for a lease in different places would not see each other.
    """
    if given is not None:
        return given / schedule
    old = bucket_of(live.constraints) if live.constraints else None
    new = bucket_of(wanted.constraints) if wanted is not None and wanted.constraints else old
    if new is None or (old is not None and old != new):
        raise ConfigError(
            f"The records of {schedule!r} are by default in the bucket of its baseline, and "
            + (
                "it has none in S3 whose bucket is known."
                if new is None
                else f"that would change from {old!r} to {new!r}."
            ),
            hint="Say where they are, now and at every later command: --records s3://BUCKET/PREFIX "
            "(in a configuration file: switch.records).",
        )
    return S3Uri(new, f"baselining/{schedule}")
