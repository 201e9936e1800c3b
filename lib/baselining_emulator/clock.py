"""Timestamps that always advance, so that `LastModifiedTime` tells two changes apart."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

_STEP = timedelta(milliseconds=1)  # the precision in which SageMaker's JSON protocol carries timestamps


class AdvancingClock:
    """The present moment in whole milliseconds, at least one later at every call."""

    def __init__(self) -> None:
        self._last = datetime.fromtimestamp(0, timezone.utc)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """A moment never given out before."""
        present = datetime.now(timezone.utc)
        present = present.replace(microsecond=present.microsecond // 1000 * 1000)
        with self._lock:
            self._last = max(present, self._last + _STEP)
            return self._last
