"""A service that runs jobs in memory: each look takes what is next of its script."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from baselining.world.jobs import JobSeen, Log, Phase, Started


def seen(phase: Phase, *, code: int | None = None, message: str = "") -> JobSeen:
    return JobSeen(id="1", phase=phase, state=phase.value.upper(), exit_code=code, message=message)


class MemoryJobs:
    """`looks` are what looks find: a job as it is, or an error to raise; the last one again and again."""

    def __init__(
        self,
        looks: Iterable[JobSeen | Exception],
        *,
        lines: tuple[str, ...] | Exception = (),
        on_look: Callable[[int], None] = lambda _number: None,
    ) -> None:
        self.looks = list(looks)
        self.lines = lines
        self.on_look = on_look
        self.requests: list[Any] = []
        self.looked = 0
        self.stopped: list[str] = []
        self.on_stop: Callable[[], None] = lambda: None

    def start(self, request: Any) -> Started:
        is_new = request not in self.requests
        self.requests.append(request)
        return Started(id="1", is_new=is_new)

    def look(self, _identity: str) -> JobSeen:
        self.on_look(self.looked)
        found = self.looks[min(self.looked, len(self.looks) - 1)]
        self.looked += 1
        if isinstance(found, Exception):
            raise found
        return found

    def stop(self, identity: str) -> None:
        self.on_stop()
        self.stopped.append(identity)

    def log(self, _identity: str, lines: int) -> Log:
        if isinstance(self.lines, Exception):
            raise self.lines
        return Log(place="s3://logs/1", lines=self.lines[-lines:])
