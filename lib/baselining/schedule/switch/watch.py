"""Looking at a schedule over time, with patience and an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from baselining.edge.interrupts import StopRequest
from baselining.errors import (
    InterruptedRunError,
    MonitoringError,
    NotSettledError,
    ScheduleChangedError,
    UnknownOutcomeError,
)
from baselining.schedule.live import Sighting
from baselining.world.events import Events, tell
from baselining.world.ports import Clock, Json, MonitoringClient

T = TypeVar("T")

LOOKS = 3
"""How often to try again, or to look again, where nothing rests on it: a call that fails, an answer that was lost."""


_NAP_S = 1.0
"""How long a request to stop may stay unheard while somebody waits."""


def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """How long to wait, in seconds.

    Attributes:
        settle_s: For the schedule to become free: an execution of an hourly schedule takes 5 to 15 minutes.
        apply_s: For an accepted update to take effect and be seen; SageMaker's usually do within one minute.
        poll_s: Between two looks.
        wait_for_executions: If False, try the update while an execution runs; SageMaker decides.
    """

    settle_s: float = 3600.0
    apply_s: float = 300.0
    poll_s: float = 5.0
    wait_for_executions: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One schedule under observation, and the means to observe it.

    Attributes:
        advice: What a person should run when the outcome stays unknown.
        events: Who is told what happens. They must not get in the way: what they raise is ignored.
        before_update: Is called before each attempt at an update; what it raises keeps the update from being sent.
    """

    name: str
    client: MonitoringClient
    clock: Clock
    budgets: Budgets
    stop: StopRequest
    advice: str
    events: Events
    before_update: Callable[[], None] = nothing

    def say(self, sentence: str) -> None:
        """Report progress."""
        try:
            tell(self.events, sentence)
        except (KeyboardInterrupt, SystemExit):
            self.stop.note()

    def pause(self) -> None:
        """Wait until the next look, or until somebody asks to stop."""
        asked, left_s = self.stop.requested, self.budgets.poll_s
        try:
            while left_s > 0 and self.stop.requested == asked:
                self.clock.sleep(min(left_s, _NAP_S))
                left_s -= _NAP_S
        except (KeyboardInterrupt, SystemExit):
            self.stop.note()
        if self.stop.requested and not asked:
            self.say("Asked to stop: what was begun is finished or undone first.")

    def stop_here(self) -> None:
        """Stop if somebody asked for it; called only where nothing is half-done.

        Raises:
            InterruptedRunError: If so.
        """
        if self.stop.requested:
            raise InterruptedRunError(f"Stopped before the schedule {self.name!r} was changed.")

    def prepare_update(self) -> None:
        """Let the caller see to what has to happen first.

        Raises:
            InterruptedRunError: If that is interrupted.
            WorldError: If it fails.
        """
        try:
            self.before_update()
        except (KeyboardInterrupt, SystemExit) as error:
            self.stop.note()
            raise InterruptedRunError(f"Stopped before the schedule {self.name!r} was changed.") from error

    def deadline(self, seconds: float) -> datetime:
        """The moment when a budget that starts now is used up."""
        return self.clock.now() + timedelta(seconds=seconds)

    def unknown(self, message: str) -> UnknownOutcomeError:
        """Make the error that asks a person to look."""
        return UnknownOutcomeError(message, hint=self.advice)

    def insist(self, call: Callable[[], T]) -> T:
        """Make a call that may be repeated, a few times if it fails.

        Raises:
            MonitoringError: If every attempt fails.
        """
        for _ in range(LOOKS - 1):
            try:
                return call()
            except MonitoringError:
                self.pause()
        return call()

    def look(self) -> Sighting:
        """Describe the schedule.

        Raises:
            MonitoringError: If SageMaker does not answer.
        """
        return Sighting.of(self.client.describe_schedule(self.name))

    @property
    def moment_s(self) -> float:
        """How long an answer may lag behind before a request that was not answered is sent again, in seconds."""
        return (LOOKS - 1) * self.budgets.poll_s

    def until_not_pending(self) -> Sighting:
        """Wait until SageMaker has done what was last asked of it.

        Raises:
            UnknownOutcomeError: If that takes longer than its budget, or cannot be seen for as long.
        """
        return self._at_rest()[0]

    def _at_rest(self) -> tuple[Sighting, bool]:
        """As `until_not_pending`; and was the schedule seen Pending on the way?"""
        deadline = self.deadline(self.budgets.apply_s)
        was_pending = False
        while True:
            try:
                seen = self.look()
            except MonitoringError as error:
                found = f"cannot be seen ({error.message})"
            else:
                if not seen.is_pending:
                    return seen, was_pending
                found, was_pending = "is still Pending", True
            if self.clock.now() >= deadline:
                raise self.unknown(f"{self.budgets.apply_s:.0f} s after its update, {self.name!r} {found}.")
            self.pause()

    def news(self, before: Sighting, *, wait_s: float) -> Sighting | None:
        """Look until the schedule is at rest and not as it was before a request; descriptions may lag behind.

        Returns:
            What it is like then; None if it still is as before after `wait_s`, so that nothing is known yet.

        Raises:
            UnknownOutcomeError: As `until_not_pending`.
        """
        deadline = self.deadline(wait_s)
        while True:
            seen, was_pending = self._at_rest()
            if was_pending or seen.status != before.status or not seen.has(before.config):
                return seen
            if self.clock.now() >= deadline:
                return None
            self.pause()

    def outcome(self, before: Sighting, *, wanted: Json) -> Sighting:
        """See what became of an update from `before` to `wanted` that SageMaker has accepted.

        It was accepted, so that a schedule that looks as before has not been seen since.

        Raises:
            UnknownOutcomeError: As `until_not_pending`; or if nothing else is seen within the same time.
        """
        seen = self.news(before, wait_s=self.budgets.apply_s)
        if seen is None and before.has(wanted):  # then there need be no difference
            return before
        if seen is None:
            raise self.unknown(
                f"SageMaker accepted the update of {self.name!r}, and {self.budgets.apply_s:.0f} s later "
                "still describes the schedule as it was before."
            )
        return seen

    def settle(self, *, current: Json, wanted: Json, deadline: datetime, may_stop: bool = True) -> Sighting:
        """Wait until the schedule may be updated.

        Returns:
            A sighting of the idle schedule with the config `current`; or of one that has the config `wanted`
            already, whoever brought it about.

        Raises:
            NotSettledError: If it is still busy at the deadline.
            ScheduleChangedError: If the config is neither.
            InterruptedRunError: If somebody asked to stop, unless `may_stop` is False.
            MonitoringError: If SageMaker does not answer.
        """
        told = ""
        while True:
            if may_stop:
                self.stop_here()
            seen = self.insist(self.look)
            if not seen.has(current):
                if seen.has(wanted):
                    return seen
                raise ScheduleChangedError(
                    f"Somebody else changed the schedule {self.name!r} meanwhile.",
                    hint="Look at what they did, then run the command again.",
                )
            busy = self._busy(seen)
            if not busy:
                return seen
            if self.clock.now() >= deadline:
                raise NotSettledError(
                    f"The schedule {self.name!r} is still busy ({busy}); nothing was changed.",
                    hint="Run the command again later, or allow more time to settle.",
                )
            if busy != told:
                self.say(f"Waiting: {busy}.")
                told = busy
            self.pause()

    def _busy(self, seen: Sighting) -> str:
        if seen.is_pending:
            return "the schedule is Pending"
        if seen.is_executing and self.budgets.wait_for_executions:
            return f"an execution is {seen.execution}"
        return ""
