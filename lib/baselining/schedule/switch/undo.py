"""Put the old config back after an update that did not do what was wanted."""

from __future__ import annotations

from dataclasses import replace

from baselining.errors import InputError, MonitoringError
from baselining.schedule.live import Sighting
from baselining.schedule.plan import SwitchPlan
from baselining.schedule.switch.status import restore_status
from baselining.schedule.switch.update import send_update
from baselining.schedule.switch.watch import Watch, nothing


def put_back(watch: Watch, plan: SwitchPlan, *, status: str, reason: MonitoringError) -> None:
    """Bring back the config from before the switch and see that it is back.

    Requests to stop are not heard here, and executions are always waited for.

    Args:
        watch: The schedule.
        plan: What was tried.
        status: The schedule's status before.
        reason: Why the switch is undone.

    Raises:
        UnknownOutcomeError: If that fails, or the config is now one that neither we nor the past know.
    """
    watch = replace(watch, budgets=replace(watch.budgets, wait_for_executions=True), before_update=nothing)
    watch.say("The switch did not take; putting the old baseline back.")
    try:
        _put_back(watch, plan, status)
    except (MonitoringError, InputError) as error:
        raise watch.unknown(
            f"The switch of {watch.name!r} failed ({reason.message}), "
            f"and so did putting the old baseline back ({error.message})."
        ) from error
    watch.say("The old baseline is back.")


def _put_back(watch: Watch, plan: SwitchPlan, status: str) -> None:
    old = plan.before.config
    seen = watch.until_not_pending()
    if not seen.has(old) and not _is_ours(plan, seen):
        raise MonitoringError("somebody else changed the schedule meanwhile; it was left as it is")
    if not seen.has(old) or (seen.status == "Failed" and status != "Failed"):
        _send_back(watch, plan, seen)
        seen = watch.outcome(seen, wanted=old)
    if not seen.has(old):
        raise MonitoringError("the old config did not come back")
    restore_status(watch, seen, wanted=status)


def _is_ours(plan: SwitchPlan, seen: Sighting) -> bool:
    """Does the config say what we sent where it matters, even if SageMaker altered something else?"""
    if plan.definition is not None:
        return bool(seen.config.get("MonitoringJobDefinitionName") == plan.definition.name)
    inline, sent = (config.get("MonitoringJobDefinition", {}) for config in (seen.config, plan.config))
    return bool(inline.get("BaselineConfig") == sent.get("BaselineConfig"))


def _send_back(watch: Watch, plan: SwitchPlan, seen: Sighting) -> None:
    deadline = watch.deadline(watch.budgets.settle_s)
    watch.insist(
        lambda: send_update(watch, before=seen, wanted=plan.before.config, deadline=deadline, may_stop=False)
    )
