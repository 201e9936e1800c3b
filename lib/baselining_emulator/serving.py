"""The emulator in the foreground, for `baselining emulator --port N`."""

from __future__ import annotations

import threading
from collections.abc import Callable

from baselining_emulator.emulator import Emulator
from baselining_emulator.settings import Settings


def serve(
    port: int,
    host: str = "127.0.0.1",
    *,
    announce: Callable[[str], None],
    settings: Settings | None = None,
    until: threading.Event | None = None,
) -> None:
    """Serve until Ctrl-C.

    Args:
        port: 0 for any free one.
        host: What to listen on; there is no authentication, so think twice before anything but 127.0.0.1.
        announce: Called once with the endpoint URL, when it answers.
        settings: How SageMaker behaves.
        until: An end other than Ctrl-C.

    Raises:
        SetupError: If moto is missing or the port cannot be had.
    """
    end = until or threading.Event()
    with Emulator(port, host=host, settings=settings) as emulator:
        try:
            announce(emulator.endpoint_url)
            end.wait()
        except KeyboardInterrupt:
            return
