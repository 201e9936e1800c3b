"""Schedules with S3 beside them, and processes that fail or die at a call of our choosing."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.memory_monitoring import CHANGES, MemoryClock, MemoryMonitoring
from tests.doubles.memory_store import MemoryStore
from tests.doubles.schedules import BUDGETS, NAME, NEW, OLD, WORLDS

from baselining.errors import MonitoringError, StorageError, UnknownOutcomeError
from baselining.schedule.operations import Terms
from baselining.schedule.records import Entry, read_history
from baselining.world.locations import Baseline
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri

RECORDS = S3Uri("models", f"baselining/{NAME}")
TERMS = Terms(budgets=BUDGETS)


class KilledError(BaseException):
    """SIGKILL: nothing that the process does from now on reaches the world."""


@dataclass
class Account:
    """S3 and SageMaker, which outlive any process."""

    monitoring: MemoryMonitoring
    clock: MemoryClock = field(default_factory=MemoryClock)

    def __post_init__(self) -> None:
        self.store = MemoryStore(lambda: self.clock.moment)
        for baseline in (OLD, NEW):
            self.put(baseline)

    @property
    def world(self) -> World:
        return World(store=self.store, monitoring=self.monitoring, clock=self.clock)

    def copy(self) -> Account:
        """The same, to be tried in another way."""
        other = Account(self.monitoring.copy(), copy.copy(self.clock))
        other.store.objects = dict(self.store.objects)
        other.store.modified = dict(self.store.modified)
        return other

    def put(self, baseline: Baseline) -> None:
        for uri in (baseline.constraints, baseline.statistics):
            self.store.create(S3Uri.parse(str(uri)), b"{}", content_type="application/json")

    def history(self) -> tuple[Entry, ...]:
        return read_history(self.store, RECORDS)


def account(style: str, **behaviour: Any) -> Account:
    return Account(WORLDS[style](**behaviour))


def baseline(name: str) -> Baseline:
    place = f"s3://models/{name}"
    return Baseline(constraints=f"{place}/constraints.json", statistics=f"{place}/statistics.json")


FAULTS = (
    "error before",
    "error after",
    "no answer, no effect",
    "no answer, effect",
    "killed before",
    "killed after",
    "stale for 2 looks",
    "stale for 4 looks",
    "stale for 9 looks",
    "no answer, effect, stale for 4 looks",
    "killed after, stale for 4 looks",
    "stale for 40 looks",
)
"""Stale: descriptions lag behind the change. 40 looks are more than anybody has the patience for."""


@dataclass
class Process:
    """One run: its calls to S3 and SageMaker are counted, and one of them meets a fault."""

    of: Account
    fault: str = ""
    at: int = 0
    calls: list[str] = field(default_factory=list)
    dead: bool = False

    @property
    def world(self) -> World:
        store: Any = _Door(self, self.of.store)
        monitoring: Any = _Door(self, self.of.monitoring)
        return World(store=store, monitoring=monitoring, clock=self.of.clock)

    def call(self, name: str, is_s3: bool, do: Callable[[], Any]) -> Any:
        if self.dead:
            raise KilledError
        self.calls.append(name)
        strikes = len(self.calls) == self.at
        if strikes and self.fault in ("error before", "no answer, no effect", "killed before"):
            self._fail(name, is_s3)
        stale = re.search(r"stale for (\d+) looks", self.fault) if strikes else None
        if stale is not None:
            self.of.monitoring.lag(NAME, int(stale[1]))
        answer = do()
        if strikes and not self.fault.startswith("stale"):
            self._fail(name, is_s3)
        return answer

    def _fail(self, name: str, is_s3: bool) -> None:
        if self.fault.startswith("killed"):
            self.dead = True
            raise KilledError
        if is_s3:
            raise StorageError(self.fault)
        # The port: a change that had its effect is never reported as plainly refused.
        lost = self.fault != "error before" and name in CHANGES
        raise UnknownOutcomeError(self.fault) if lost else MonitoringError(self.fault)


class _Door:
    def __init__(self, process: Process, behind: Any) -> None:
        self._process = process
        self._behind = behind

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._behind, name)
        is_s3 = isinstance(self._behind, MemoryStore)
        return lambda *given, **named: self._process.call(name, is_s3, lambda: method(*given, **named))
