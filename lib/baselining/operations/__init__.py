"""What people do to schedules, each under a lease and with its history: switch, roll back, confirm, collect garbage."""

from __future__ import annotations

from baselining.operations.collect import Garbage, collect_garbage, plan_collection
from baselining.operations.confirm import Confirmed, confirm_switch
from baselining.operations.many import Attempt, attempt_all, worst
from baselining.operations.rollback import plan_rollback, roll_back
from baselining.operations.switching import switch_schedule
from baselining.operations.work import Terms

__all__ = [
    "Attempt",
    "Confirmed",
    "Garbage",
    "Terms",
    "attempt_all",
    "collect_garbage",
    "confirm_switch",
    "plan_collection",
    "plan_rollback",
    "roll_back",
    "switch_schedule",
    "worst",
]
