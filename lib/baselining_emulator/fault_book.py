"""The faults that have not struck yet, in the order in which they were added."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from fnmatch import fnmatchcase

from baselining.errors import ConfigError
from baselining_emulator.faults import CallFault, Fault, JobFault, SettlingFault


class FaultBook:
    """At most one fault strikes a call: the first one that fits and has strikes left.

    So two throttlings and then a dropped answer are three faults added in that order.
    """

    def __init__(self, known_operations: Callable[[], Collection[str]]) -> None:
        self._known_operations = known_operations
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, *faults: Fault) -> None:
        """Let these strike after those already here.

        Raises:
            ConfigError: If a fault could never strike: no such operation, or `times` below 1.
        """
        for fault in faults:
            self._check(fault)
        with self._lock:
            self._faults.extend(faults)

    def clear(self) -> None:
        """No more faults."""
        with self._lock:
            self._faults.clear()

    def all(self) -> tuple[Fault, ...]:
        """Those that can still strike, `times` counted down."""
        with self._lock:
            return tuple(self._faults)

    def strike_call(self, operation: str, *, bucket: str | None = None) -> CallFault | None:
        """The fault for this call, if there is one; it then has one strike fewer left."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if (
                    isinstance(fault, CallFault)
                    and fnmatchcase(operation, fault.operation)
                    and fault.bucket in (None, bucket)
                ):
                    self._count_down(index)
                    return fault
        return None

    def strike_change(self, schedule: str) -> SettlingFault | None:
        """The same for an accepted change of a schedule."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if isinstance(fault, SettlingFault) and fault.schedule == schedule:
                    self._count_down(index)
                    return fault
        return None

    def strike_job(self, job: str) -> JobFault | None:
        """The same for a job that is started."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if isinstance(fault, JobFault) and fnmatchcase(job, fault.job):
                    self._count_down(index)
                    return fault
        return None

    def _count_down(self, index: int) -> None:
        fault = self._faults[index]
        if fault.times is None:
            return
        if fault.times == 1:
            del self._faults[index]
        else:
            self._faults[index] = replace(fault, times=fault.times - 1)

    def _check(self, fault: Fault) -> None:
        if fault.times is not None and fault.times < 1:
            raise ConfigError(f"A fault strikes at least once, found times={fault.times}.")
        if not isinstance(fault, CallFault):
            return
        if not any(fnmatchcase(name, fault.operation) for name in self._known_operations()):
            raise ConfigError(f"No service that is emulated here has an operation {fault.operation!r}.")
