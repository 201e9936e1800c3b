"""A client that Ctrl-C cannot interrupt without leaving word: an interrupted call becomes a lost answer.

`stop_requests` keeps signals from raising in the main thread; this covers the interrupts that are raised
anyway, by an SDK, a callback or a handler that somebody installed later. Whoever decides what to do next then
has to deal with this project's errors only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from baselining.edge.interrupts import StopRequest
from baselining.errors import MonitoringError, UnknownOutcomeError
from baselining.world.ports import Json, MonitoringClient, MonitoringType


@dataclass(frozen=True, slots=True)
class GuardedClient:
    """The same client; `stop` is noted when a call is interrupted."""

    client: MonitoringClient
    stop: StopRequest

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (KeyboardInterrupt, SystemExit) as error:
            self.stop.note()
            raise MonitoringError("A look at SageMaker was interrupted.") from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            yield
        except (KeyboardInterrupt, SystemExit) as error:
            self.stop.note()
            raise UnknownOutcomeError("A request to SageMaker was interrupted.") from error

    def describe_schedule(self, name: str) -> Json:
        """As the port says."""
        with self._reading():
            return self.client.describe_schedule(name)

    def describe_definition(self, kind: MonitoringType, name: str) -> Json | None:
        """As the port says."""
        with self._reading():
            return self.client.describe_definition(kind, name)

    def tags(self, arn: str) -> dict[str, str]:
        """As the port says."""
        with self._reading():
            return self.client.tags(arn)

    def update_schedule(self, name: str, config: Json) -> None:
        """As the port says."""
        with self._changing():
            self.client.update_schedule(name, config)

    def stop_schedule(self, name: str) -> None:
        """As the port says."""
        with self._changing():
            self.client.stop_schedule(name)

    def create_definition(self, kind: MonitoringType, name: str, body: Json, tags: Mapping[str, str]) -> bool:
        """As the port says."""
        with self._changing():
            return self.client.create_definition(kind, name, body, tags)

    def delete_definition(self, kind: MonitoringType, name: str) -> None:
        """As the port says."""
        with self._changing():
            self.client.delete_definition(kind, name)
