"""The commands that a person needs when a switch ends in doubt."""

from __future__ import annotations

import json
import shlex

from baselining.switch.plan import SwitchPlan


def advice(plan: SwitchPlan) -> str:
    """Say how to look, how to go on and how to go back; each command can be pasted as it is."""
    look = f"aws sagemaker describe-monitoring-schedule --monitoring-schedule-name {plan.schedule}"
    complete = f"baselining switch {plan.schedule} --baseline {shlex.quote(str(plan.wanted.constraints))}"
    return "\n".join(
        [
            f"See what is live: {look}",
            f"Once it is not Pending, either complete the switch: {complete}",
            f"or go back: {_back(plan)}",
        ]
    )


def _back(plan: SwitchPlan) -> str:
    """Give the whole old config, because an update replaces."""
    config = json.dumps(plan.before.config)
    return (
        f"aws sagemaker update-monitoring-schedule --monitoring-schedule-name {plan.schedule} "
        f"--monitoring-schedule-config {shlex.quote(config)}"
    )
