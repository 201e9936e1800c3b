"""One job of any of the three services: its states in their order, and where among them it is.

Time does not pass by itself here: each look at a job takes it one state further, as `Settings.looks_per_state` says.
What becomes of a job is that of a fault for its name (`faults.job_ends`, `faults.job_hangs`), else it succeeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from baselining_emulator.records import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job.

    Attributes:
        request: What it was started with, as sent.
        path: The states that it goes through, the last one for good.
        at: Which of them it is in.
        looks: How often it was looked at in this state.
        reason: Why it ended as it did, as the service says it; empty after success.
        exit_message: What its process left in `/opt/ml/output/message`.
    """

    id: str
    name: str
    request: Mapping[str, Any]
    path: tuple[str, ...]
    created: datetime
    modified: datetime
    at: int = 0
    looks: int = 0
    reason: str = ""
    exit_message: str = ""

    @property
    def state(self) -> str:
        """The state that it is in."""
        return self.path[self.at]

    @property
    def is_over(self) -> bool:
        """Is this its last state?"""
        return self.at == len(self.path) - 1 and not self._hangs

    @property
    def _hangs(self) -> bool:
        return self.path[-1] in ("RUNNING", "InProgress")

    def looked_at(self, region: Region) -> Job:
        """The job after somebody has looked at it."""
        if self.at == len(self.path) - 1:
            return self
        if self.looks + 1 < region.settings.looks_per_state:
            return replace(self, looks=self.looks + 1)
        return replace(self, at=self.at + 1, looks=0, modified=region.clock.now())

    def going(self, region: Region, *states: str, reason: str = "") -> Job:
        """The job, from now on going through other states."""
        return replace(self, path=states, at=0, looks=0, reason=reason, modified=region.clock.now())


def new_job(
    region: Region, identity: str, name: str, request: Mapping[str, Any], states: Mapping[str, str]
) -> Job:
    """A job that is started now.

    Args:
        region: Where.
        identity: What the service calls it.
        name: What the caller calls it; faults are for names.
        request: As sent.
        states: The states on the way, by themselves, and under `succeeded` and `failed` the last ones.
    """
    now = region.clock.now()
    way = [state for key, state in states.items() if key not in ("succeeded", "failed", "reason")]
    job = Job(
        id=identity,
        name=name,
        request=request,
        path=(*way, states["succeeded"]),
        created=now,
        modified=now,
    )
    fault = region.faults.strike_job(name)
    if fault is None:
        return job
    if fault.effect == "job_hangs":
        return replace(job, path=tuple(way))
    failed = fault.exit_code != 0
    return replace(
        job,
        path=(*way, states["failed"] if failed else states["succeeded"]),
        reason=fault.reason or states["reason"].format(code=fault.exit_code) if failed else "",
        exit_message=fault.message,
    )
