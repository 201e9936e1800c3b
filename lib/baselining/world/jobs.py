"""A service that runs jobs, as launching sees it: EMR, EMR Serverless or SageMaker Processing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from baselining.world.ports import Json


class Phase(str, Enum):
    """How far a job is, in words that all services share."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        """Does it stay so?"""
        return self in (Phase.SUCCEEDED, Phase.FAILED, Phase.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A job that is there now.

    Attributes:
        id: What the service calls it.
        is_new: Did this call start it? None where the service does not tell.
    """

    id: str
    is_new: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSeen:
    """A job as it was found.

    Attributes:
        state: The service's own word for its state.
        message: What the service, or the job's exit message, says of its end; empty if nothing.
        exit_code: Of its process; None if the service does not tell.
    """

    id: str
    phase: Phase
    state: str
    message: str = ""
    exit_code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The end of what the driver wrote.

    Attributes:
        place: Where it is, or will be.
        lines: The last ones, oldest first; empty if it is not there (yet).
    """

    place: str
    lines: tuple[str, ...] = ()


class JobService(Protocol):
    """One of the services. Each raises WorldError if the service refuses or does not answer."""

    def start(self, request: Json) -> Started:
        """Start a job, or find the one that the same request started before.

        Raises:
            UnknownOutcomeError: If no answer came back and the job cannot be found either.
        """

    def look(self, identity: str) -> JobSeen:
        """How far it is."""

    def stop(self, identity: str) -> None:
        """Ask the service to stop it; no error if it is over already."""

    def log(self, identity: str, lines: int) -> Log:
        """The end of the driver's log."""
