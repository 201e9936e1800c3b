"""The same baseline for several schedules, each for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from baselining.edge.interrupts import when_stopped
from baselining.errors import BaseliningError, ExitCode, InterruptedRunError
from baselining.schedule.operations.leased import INTERRUPTED
from baselining.schedule.plan import SwitchPlan, Unchanged
from baselining.schedule.switch.run import Switched

Result = SwitchPlan | Switched | Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one schedule: a result or an error."""

    schedule: str
    result: Result | None = None
    error: BaseliningError | None = None

    @property
    def exit_code(self) -> ExitCode:
        """As if it had been the only one."""
        return self.error.exit_code if self.error else ExitCode.DONE

    def to_json(self) -> dict[str, Any]:
        """As it is shown with `--json`."""
        if self.error is not None:
            return {
                "schedule": self.schedule,
                "error": {
                    "kind": type(self.error).__name__,
                    "message": self.error.message,
                    "hint": self.error.hint,
                    "exit_code": int(self.error.exit_code),
                },
            }
        shown: dict[str, Any] = self.result.to_json() if self.result else {}
        return {"schedule": self.schedule, **shown}


def attempt_all(schedules: Sequence[str], do: Callable[[str], Result]) -> list[Attempt]:
    """Do the same to each; an error is its own only, except that nothing is begun after a request to stop.

    So a request to stop never hides what became of those before.
    """
    attempts: list[Attempt] = []
    stopped = False
    for schedule in dict.fromkeys(schedules):
        if stopped:
            error = InterruptedRunError(f"Stopped before {schedule!r} was looked at.")
            attempts.append(Attempt(schedule=schedule, error=error))
            continue
        try:
            with when_stopped(partial(_cut_off, schedule)):
                result = do(schedule)
        except BaseliningError as error:
            attempts.append(Attempt(schedule=schedule, error=error))
            stopped = isinstance(error, InterruptedRunError) or INTERRUPTED in error.details
        else:
            attempts.append(Attempt(schedule=schedule, result=result))
            stopped = isinstance(result, (Switched, Unchanged)) and result.interrupted
    return attempts


def _cut_off(schedule: str) -> InterruptedRunError:
    """Say what holds wherever the work on one schedule is cut off; the work itself knows more."""
    return InterruptedRunError(
        f"Stopped at {schedule!r}.", hint=f"See what is live: baselining history {schedule}"
    )


def worst(attempts: Sequence[Attempt]) -> ExitCode:
    """The exit code of the whole: the highest, because they are numbered by how much a person has to do."""
    return max((attempt.exit_code for attempt in attempts), default=ExitCode.DONE)
