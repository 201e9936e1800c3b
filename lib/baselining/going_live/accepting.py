"""Who accepts a new baseline, and when: whoever runs the command, now."""

from __future__ import annotations

from datetime import datetime

from baselining.judgement.acceptance import Acceptance
from baselining.schedule.records.lease import who_is_at_work


def acceptance(reason: str | None, now: datetime) -> Acceptance | None:
    """What the verdict holds; None if no reason is given. `now` is in UTC."""
    if reason is None:
        return None
    return Acceptance(reason=reason, who=who_is_at_work(), when=now.isoformat(timespec="seconds"))
