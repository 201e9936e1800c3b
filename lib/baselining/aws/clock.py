"""The clock on the wall."""

from __future__ import annotations

import time
from datetime import datetime, timezone

_NAP_S = 1.0
"""A signal may reach another thread than the one that sleeps, which then hears of it when it wakes up."""


class SystemClock:
    """Real time, as the `Clock` port says."""

    def now(self) -> datetime:
        """The present moment, UTC, timezone-aware."""
        return datetime.now(timezone.utc)

    def sleep(self, seconds: float) -> None:
        """Wait that long, in naps, so that a request to stop is heard within a second."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _NAP_S))
