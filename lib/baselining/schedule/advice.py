"""The commands that a person needs when a switch ends in doubt."""

from __future__ import annotations

import json
import shlex

from baselining.schedule.plan import SwitchPlan


def advice(plan: SwitchPlan) -> str:
    """Say how to look, how to go on and how to go back; each command can be pasted as it is."""
    look = f"aws sagemaker describe-monitoring-schedule --monitoring-schedule-name {plan.schedule}"
    complete = f"baselining switch {plan.schedule} --baseline {shlex.quote(str(plan.wanted.constraints))}"
    if plan.wanted.constraints is None:  # going back to no baseline at all
        complete = f"baselining rollback {plan.schedule}"
    return "\n".join(
        [
            f"See what is live: {look}",
            f"Once it is not Pending, either complete the switch: {complete}",
            f"or go back: {_back(plan)}",
        ]
    )


def _back(plan: SwitchPlan) -> str:
    """Say how to restore the old baseline, without the inline definition's environment, which may hold secrets.

    A schedule that refers to its definition gets its whole old config, because an update replaces.
    """
    if plan.before.definition is not None:
        config = json.dumps(plan.before.config)
        return (
            f"aws sagemaker update-monitoring-schedule --monitoring-schedule-name {plan.schedule} "
            f"--monitoring-schedule-config {shlex.quote(config)}"
        )
    old = plan.before.baseline
    if old.constraints is None:
        return "there was no baseline before; remove BaselineConfig from the schedule's inline definition."
    places = {uri.rpartition("/")[0] for uri in (old.constraints, old.statistics) if uri}
    if len(places) == 1:
        return f"baselining switch {plan.schedule} --baseline {shlex.quote(places.pop())}"
    return (
        "update the schedule's inline definition to the old files, "
        f"ConstraintsResource {old.constraints} and StatisticsResource {old.statistics}."
    )
