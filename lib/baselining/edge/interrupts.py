"""Ctrl-C and SIGTERM as a fact to be looked at, for work that must not be left half-done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class StopRequest:
    """Has somebody asked this process to stop?"""

    requested: bool = False

    def note(self) -> None:
        """Remember that somebody did."""
        self.requested = True


@contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Turn SIGINT and SIGTERM into a note for as long as the block lasts.

    The block looks at the note where stopping is safe. Outside the main thread, where Python delivers no
    signals, the note just stays unset.
    """
    stop = StopRequest()
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
