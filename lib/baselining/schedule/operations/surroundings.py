"""What a new baseline comes into: the schedule as it is, and the place to publish. Looked at before hours of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from baselining.errors import ConfigError, InputError
from baselining.publication.destination import check_destination, encryption_like
from baselining.schedule.live import LiveSchedule, read_schedule
from baselining.schedule.records import records_of
from baselining.world.encryption import Encryption
from baselining.world.locations import Baseline, bucket_of
from baselining.world.ports import MonitoringType, World
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was found.

    Attributes:
        live: The schedule; None if none is to be switched.
        to: Where to publish.
        encryption: As what is published there is to be encrypted; None leaves it to the bucket.
        records: Where the schedule's records are; None without a schedule.
    """

    live: LiveSchedule | None
    to: S3Uri
    encryption: Encryption | None
    records: S3Uri | None


class Look:
    """Looks at AWS when it is called first; from then on it says what was found.

    Args:
        schedule: Its name; None if none is to be switched.
        to: Where to publish; None: beside the live baseline.
        allow_other_bucket: May that be another bucket than the live baseline's?
        records: Where records are; None: where the schedule says.
        kind: What the schedule has to monitor.
        agree: Told the schedule; raises InputError if what will be computed does not fit it.
    """

    def __init__(
        self,
        world: World,
        schedule: str | None,
        *,
        to: str | None,
        allow_other_bucket: bool,
        records: S3Uri | None,
        kind: MonitoringType = "DataQuality",
        agree: Callable[[LiveSchedule], None] | None = None,
    ) -> None:
        self._kind, self._agree = kind, agree
        self._world, self._schedule, self._records = world, schedule, records
        self._to, self._allow_other_bucket = to, allow_other_bucket
        self._found: Surroundings | BaseException | None = None

    def __call__(self) -> Surroundings:
        """What is there.

        Raises:
            ConfigError, InputError: If the configuration does not fit the schedule.
            WorldError: If AWS fails.
        """
        if self._found is None:
            try:
                self._found = self._look()
            except BaseException as problem:
                self._found = problem
                raise
        if isinstance(self._found, BaseException):
            raise self._found
        return self._found

    def _look(self) -> Surroundings:
        live = read_schedule(self._world.monitoring, self._schedule) if self._schedule else None
        if live and live.kind != self._kind:
            raise InputError(
                f"The schedule {live.name!r} monitors {live.kind}; what is computed here is a baseline for "
                f"{self._kind}.",
                hint="Name a schedule of that type (switch.schedule), or none to publish only. A baseline for "
                "ModelQuality is computed where there is a section model_quality.",
            )
        if live and self._agree:
            self._agree(live)
        to = destination(self._to, live)
        old = live.baseline.constraints if live else None
        check_destination(to, old, allow_other_bucket=self._allow_other_bucket)
        encryption = encryption_like(self._world.store, to, old)
        records = None
        if live:
            wanted = Baseline(constraints=str(to))
            records = records_of(live.name, live.baseline, given=self._records, wanted=wanted)
        return Surroundings(live=live, to=to, encryption=encryption, records=records)


def destination(to: str | None, live: LiveSchedule | None) -> S3Uri:
    """Where to publish: where that was said, else beside the live baseline.

    Raises:
        ConfigError: If neither is known.
    """
    if to is not None:
        return S3Uri.parse(to)
    old = live.baseline.constraints if live else None
    bucket = None if old is None else bucket_of(old)
    if live is None or bucket is None:
        raise ConfigError(
            "There is no live baseline in S3 to publish beside.",
            hint="Set publish.to to an s3://bucket/prefix.",
        )
    return S3Uri(bucket, f"baselining/{live.name}")
