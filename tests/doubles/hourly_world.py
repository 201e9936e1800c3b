"""An hourly schedule over days: slots come due, executions start late, download, run, and record what they used.

Executions start up to 20 minutes late (as AWS says) and take 5 to 15 minutes here. One that
has started keeps its inputs (`S3DownloadMode: StartOfJob`). SageMaker refuses an update while one is under way or the
schedule is Pending; an update takes up to a minute to apply. Which configuration an execution gets that starts
meanwhile is not documented, so it is drawn.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.doubles.memory_monitoring import MemoryClock, MemoryMonitoring, Schedule
from tests.doubles.memory_store import MemoryStore
from tests.doubles.schedules import NAME, WORLDS

from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.s3uri import S3Uri

HOUR = 3600.0
DOWNLOAD_S = 8.0
"""Between the two files, so that overwriting them in place can be caught in the middle."""


class SimulatedClock(MemoryClock):
    """Sleeping lets everything happen that is due meanwhile, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.start = self.moment
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0

    def at(self, moment: datetime, do: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._due, (moment, self._count, do))

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        self.at(self.moment + timedelta(seconds=seconds), do)

    def sleep(self, seconds: float) -> None:
        self.until(self.moment + timedelta(seconds=seconds))

    def until(self, moment: datetime) -> None:
        while self._due and self._due[0][0] <= moment:
            self.moment, _, do = heapq.heappop(self._due)
            do()
        self.moment = max(self.moment, moment)


@dataclass(frozen=True)
class Analysis:
    """A slot that was analysed, and with the contents of which files."""

    slot: int
    statistics: bytes | None
    constraints: bytes | None


class HourlyMonitoring(MemoryMonitoring):
    """One schedule whose slots come due by the clock; every call takes a while."""

    def __init__(
        self,
        style: str,
        store: MemoryStore,
        clock: SimulatedClock,
        *,
        slots: int,
        seed: int,
        pending_gets_new: bool,
    ) -> None:
        super().__init__()
        vars(self).update(vars(WORLDS[style]()))
        self.store = store
        self.clock = clock
        self.random = Random(seed)  # noqa: S311
        self.pending_gets_new = pending_gets_new
        self.before_pending: dict[str, Any] | None = None
        self.analysed: list[Analysis] = []
        for slot in range(slots):
            late = self.random.uniform(0, 1200)
            clock.at(clock.start + timedelta(seconds=slot * HOUR + late), lambda slot=slot: self._begin(slot))  # type: ignore[misc]

    def _begin(self, slot: int) -> None:
        """The execution of a slot starts; a schedule that does not exist analyses nothing."""
        schedule = self.schedules.get(NAME)
        if schedule is None:
            return
        config = schedule.config
        if self.before_pending is not None and not self.pending_gets_new:
            config = self.before_pending
        statistics, constraints = self._uris(config)
        schedule.execution = "InProgress"
        found = self.store.objects.get(statistics)

        def download_second() -> None:
            self.analysed.append(Analysis(slot, found, self.store.objects.get(constraints)))

        def end() -> None:
            schedule.execution = "Completed"

        self.clock.after(DOWNLOAD_S, download_second)
        self.clock.after(self.random.uniform(300, 900), end)

    def _uris(self, config: dict[str, Any]) -> tuple[str, str]:
        if "MonitoringJobDefinition" in config:
            found = config["MonitoringJobDefinition"]["BaselineConfig"]
        else:
            kind = config["MonitoringType"]
            body = self.definitions[kind, config["MonitoringJobDefinitionName"]]
            found = body[TYPE_NAMES[kind].baseline_member]
        return found["StatisticsResource"]["S3Uri"], found["ConstraintsResource"]["S3Uri"]

    def update_schedule(self, name: str, config: Any) -> None:
        before = self.schedules[name].config
        super().update_schedule(name, config)
        self.before_pending = before

    def _begin_pending(self, schedule: Schedule) -> None:
        schedule.status = "Pending"

        def applied() -> None:
            schedule.status = schedule.next_status
            self.before_pending = None

        self.clock.after(self.random.uniform(0, 60), applied)

    @staticmethod
    def _pass_time(schedule: Schedule) -> None:
        """Time passes by the clock here."""

    def _enter(self, operation: str) -> int:
        self.clock.sleep(self.random.uniform(0.05, 2))
        return super()._enter(operation)


def put(store: MemoryStore, uri: str | None, body: bytes) -> None:
    store.create(S3Uri.parse(str(uri)), body, content_type="application/json")
