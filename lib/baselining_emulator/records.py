"""What the emulated services remember: schedules, definitions, executions, tags, jobs, per region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from baselining_emulator.clock import AdvancingClock
from baselining_emulator.fault_book import FaultBook
from baselining_emulator.kinds import KINDS, Kind
from baselining_emulator.settings import Settings

Arguments = Mapping[str, Any]
"""A request in the API's own spelling, already checked against its shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A monitoring job definition; `body` is all it was created with but its name and tags."""

    kind: Kind
    name: str
    arn: str
    body: Mapping[str, Any]
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A monitoring schedule.

    Attributes:
        status: What it is, or what it becomes once `pending_left` is 0.
        pending_left: How many more Describes answer `Pending`; None = all.
    """

    name: str
    arn: str
    config: Mapping[str, Any]
    created: datetime
    modified: datetime
    status: str
    pending_left: int | None
    failure_reason: str = ""

    @property
    def is_pending(self) -> bool:
        """Is the last change still being applied?"""
        return self.pending_left != 0

    @property
    def shown_status(self) -> str:
        """`MonitoringScheduleStatus`."""
        return "Pending" if self.is_pending else self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """One run of a schedule: a processing job with the baseline it was started with."""

    schedule_name: str
    schedule_arn: str
    job_name: str
    job_arn: str
    kind: Kind
    definition_name: str
    endpoint_name: str
    app: Mapping[str, Any]
    resources: Mapping[str, Any]
    constraints_uri: str
    statistics_uri: str
    scheduled: datetime
    created: datetime
    modified: datetime
    status: str
    failure_reason: str = ""
    exit_message: str = ""


@dataclass(slots=True)
class RegionRecords:
    """All of one region; changed by the operations only, under the lock of `Monitoring`."""

    schedules: dict[str, Schedule] = field(default_factory=dict)
    definitions: dict[str, dict[str, Definition]] = field(
        default_factory=lambda: {name: {} for name in KINDS}
    )
    executions: dict[str, Execution] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    endpoints: dict[str, dict[str, Any]] = field(default_factory=dict)
    endpoint_configs: dict[str, dict[str, Any]] = field(default_factory=dict)
    processing_jobs: dict[str, Any] = field(default_factory=dict)
    clusters: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    applications: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What an operation works with: the records of its region, and what all regions share."""

    name: str
    records: RegionRecords
    clock: AdvancingClock
    faults: FaultBook
    settings: Settings
