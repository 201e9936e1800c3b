"""Switch a monitoring schedule to another baseline: look (`live`), decide (`plan`), do (`run`)."""

from __future__ import annotations

from baselining.switch.live import LiveDefinition, LiveSchedule, read_schedule
from baselining.switch.plan import SwitchPlan, Unchanged, plan_return, plan_switch
from baselining.switch.run import Switched, run_switch
from baselining.switch.watch import Budgets

__all__ = [
    "Budgets",
    "LiveDefinition",
    "LiveSchedule",
    "SwitchPlan",
    "Switched",
    "Unchanged",
    "plan_return",
    "plan_switch",
    "read_schedule",
    "run_switch",
]
