"""What people do to schedules, each under a lease and with its history: switch, roll back, confirm, collect garbage."""

from __future__ import annotations

from baselining.schedule.operations.collect import Garbage, collect_garbage, plan_collection
from baselining.schedule.operations.confirm import Confirmed, confirm_switch
from baselining.schedule.operations.leased import Terms
from baselining.schedule.operations.many import Attempt, attempt_all, worst
from baselining.schedule.operations.rollback import plan_rollback, roll_back
from baselining.schedule.operations.switching import switch_schedule

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
