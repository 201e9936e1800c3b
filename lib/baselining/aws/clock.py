"""The machine's clock."""

from __future__ import annotations

import time
from datetime import datetime, timezone


class SystemClock:
    """Real time, as the `Clock` port says."""

    def now(self) -> datetime:
        """The present moment, UTC, timezone-aware."""
        return datetime.now(timezone.utc)

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        time.sleep(seconds)
