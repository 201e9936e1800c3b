"""Ctrl-C and SIGTERM: what they mean for whom. Whoever does the work says what is true when it is stopped.

There are two ways. Work that must not be left half-done notes the request and looks at the note where stopping is
safe (`stop_requests`). All other work is cut off where it is, and says what holds then (`when_stopped`). What
neither covers ends at the edge of the process (`edge/exit.py`), which says only what holds for every command.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from baselining.errors import BaseliningError


@dataclass(slots=True)
class StopRequest:
    """Has somebody asked this process to stop?"""

    requested: bool = False

    def note(self) -> None:
        """Remember that somebody did."""
        self.requested = True


@contextmanager
def stop_requests(into: StopRequest | None = None) -> Iterator[StopRequest]:
    """Turn SIGINT and SIGTERM into a note for as long as the block lasts.

    The block looks at the note where stopping is safe. Outside the main thread, where Python delivers no
    signals, the note just stays unset.

    Args:
        into: The note of a block around this one, so that both hear of it; by default a new one.
    """
    stop = into or StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.note()

    previous = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            # A handler that was not installed from Python reads as None and cannot be put back from here.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def heeded_afterwards() -> Iterator[None]:
    """Let a short block be done whole, and raise KeyboardInterrupt behind it if somebody asked to stop meanwhile.

    For loading libraries: one that is interrupted stays half loaded, or takes the interruption for something missing.
    """
    with stop_requests() as stop:
        yield
    if stop.requested:
        raise KeyboardInterrupt


@contextmanager
def when_stopped(truth: Callable[[], BaseliningError]) -> Iterator[None]:
    """End a block that is interrupted with an error that says what holds then.

    An error of this project passes as it is: somebody closer to the work has spoken already.

    Args:
        truth: Makes the error; called when the block was interrupted.
    """
    try:
        yield
    except BaseliningError:
        raise
    except (KeyboardInterrupt, SystemExit, Exception) as problem:
        if not was_interrupted(problem):
            raise
        raise truth() from problem


def was_interrupted(problem: BaseException | None) -> bool:
    """Was this, or what it came from, Ctrl-C? A call into the JVM that is cut off raises its own kind of error."""
    while problem is not None:
        if isinstance(problem, KeyboardInterrupt):
            return True
        problem = problem.__cause__ or problem.__context__
    return False
