"""What a child process inherits about signals: as a terminal gives it, or as a script's background does."""

from __future__ import annotations

import signal


def set_disposition(handler: signal.Handlers = signal.SIG_DFL) -> None:
    """For `Popen(preexec_fn=…)`: the child begins with this for SIGINT and SIGTERM, whatever these tests inherited."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
