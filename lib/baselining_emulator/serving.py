"""The emulator in the foreground, for `baselining emulator --port N`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from baselining_emulator.emulator import Emulator
from baselining_emulator.settings import Settings

_LOOK_S = 0.1


def serve(
    port: int,
    host: str = "127.0.0.1",
    *,
    announce: Callable[[str], None],
    settings: Settings | None = None,
    until: threading.Event | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM, also where the process inherited that Ctrl-C is ignored (`… &` in a script).

    Args:
        port: 0 for any free one.
        host: What to listen on; there is no authentication, so think twice before anything but 127.0.0.1.
        announce: Called once with the endpoint URL, when it answers.
        settings: How SageMaker behaves.
        until: An end other than a signal.

    Raises:
        SetupError: If moto is missing or the port cannot be had.
    """
    end = until or threading.Event()
    with _signals() as received, Emulator(port, host=host, settings=settings) as emulator:
        if not received:
            announce(emulator.endpoint_url)
        while not received and not end.wait(_LOOK_S):
            pass


@contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals that ask for an end, as they arrive while the block lasts; in the main thread only.

    They raise nothing, so that a server that is starting or stopping is never left half-way, with a thread that keeps
    the process.
    """
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
