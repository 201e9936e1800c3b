"""What people do to schedules, each under a lease and with its history: switch, roll back, confirm, collect garbage."""

from __future__ import annotations

from baselining.operations.many import Attempt, attempt_all, worst
from baselining.operations.rollback import roll_back
from baselining.operations.switching import switch_schedule
from baselining.operations.work import Terms

__all__ = ["Attempt", "Terms", "attempt_all", "roll_back", "switch_schedule", "worst"]
