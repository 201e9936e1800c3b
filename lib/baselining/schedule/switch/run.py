"""Carry out a planned switch so that it ends with the old or the new baseline, completely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from baselining.edge.interrupts import StopRequest, stop_requests
from baselining.errors import (
    BaseliningError,
    InputError,
    InterruptedRunError,
    LeaseLostError,
    MonitoringError,
    ScheduleChangedError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.schedule.advice import advice
from baselining.schedule.differences import differences
from baselining.schedule.live import Sighting
from baselining.schedule.plan import SwitchPlan
from baselining.schedule.switch.definition import (
    discard_definition,
    ensure_definition,
    require_unchanged_definition,
)
from baselining.schedule.switch.guard import GuardedClient
from baselining.schedule.switch.status import restore_status
from baselining.schedule.switch.undo import put_back
from baselining.schedule.switch.update import send_update
from baselining.schedule.switch.watch import Budgets, Watch, nothing
from baselining.world.locations import Baseline
from baselining.world.ports import MonitoringType, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """A switch that took effect and was verified: nothing but the baseline differs from before.

    Attributes:
        definition_before: Name of the job definition; None for an inline one.
        definition_after: As above.
        definition_created: False if an earlier attempt had created it.
        interrupted: Somebody asked to stop when it was too late: the caller should stop now.
        warnings: The plan's.
    """

    schedule: str
    monitoring_type: MonitoringType
    before: Baseline
    after: Baseline
    definition_before: str | None
    definition_after: str | None
    definition_created: bool
    status_before: str
    status_after: str
    interrupted: bool = False
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is shown with `--json` and recorded."""
        return {
            "schedule": self.schedule,
            "changed": True,
            "monitoring_type": self.monitoring_type,
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "definition_before": self.definition_before,
            "definition_after": self.definition_after,
            "definition_created": self.definition_created,
            "status_before": self.status_before,
            "status_after": self.status_after,
            # Any other outcome is an error, not a Switched.
            "everything_else_unchanged": True,
            "interrupted": self.interrupted,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """An update has been accepted: there is no way out now but to finish or to put back."""

    before: Sighting
    status: str
    created: bool


def run_switch(
    plan: SwitchPlan,
    world: World,
    budgets: Budgets | None = None,
    *,
    before_update: Callable[[], None] = nothing,
    stop: StopRequest | None = None,
) -> Switched:
    """Switch a schedule to another baseline: settle, clone, update, verify; undo if it does not take.

    SIGINT and SIGTERM are deferred while it runs. Before the update they end it with everything as it was;
    after it they are noted, and the switch is finished or undone first.

    Args:
        plan: What to do.
        world: SageMaker, time, and who is told what happens; S3 is not used.
        budgets: How long to wait.
        before_update: Is called before each attempt at the update, but not when putting back; what it raises
            keeps the update from being sent.
        stop: Where requests to stop are noted, if the caller wants to know.

    Raises:
        NotSettledError: If the schedule stays busy. Nothing changed.
        ScheduleChangedError: If somebody else changes it meanwhile. Nothing was changed by us.
        MonitoringError: If SageMaker refuses or does not answer before the update. Nothing changed.
        InterruptedRunError: If somebody asked to stop before the update. Nothing changed.
        SwitchFailedError: If the update did not take, and the old config was put back and verified.
        UnknownOutcomeError: If it cannot be known which config is live; the hint says what to run.
    """
    with stop_requests(stop) as stop:
        watch = Watch(
            name=plan.schedule,
            client=GuardedClient(world.monitoring, stop),
            clock=world.clock,
            budgets=budgets or Budgets(),
            stop=stop,
            advice=advice(plan),
            events=world.events,
            before_update=before_update,
        )
        begun = _begin(watch, plan)
        try:
            return _finish(watch, plan, begun)
        except MonitoringError as reason:
            put_back(watch, plan, status=begun.status, reason=reason)
            _discard_if_created(watch, plan, created=begun.created)
            raise SwitchFailedError(
                f"The switch of {plan.schedule!r} failed; the old baseline was put back. {reason.message}",
                hint=reason.hint,
            ) from reason
        except InputError as error:
            raise watch.unknown(f"After its update, {error.message}") from error


def _begin(watch: Watch, plan: SwitchPlan) -> _Begun:
    """Do everything up to the update; if it is not accepted, leave no trace."""
    created = False
    try:
        before = _settle(watch, plan)
        if plan.definition is not None and plan.definition_exists:
            require_unchanged_definition(watch, plan.before.kind, plan.definition)
        elif plan.definition is not None:
            created = ensure_definition(watch, plan.before.kind, plan.definition)
            before = _settle(watch, plan)
        watch.say(f"Updating the schedule {plan.schedule}.")
        send_update(
            watch,
            before=before,
            wanted=plan.config,
            deadline=watch.deadline(watch.budgets.settle_s),
        )
    except (UnknownOutcomeError, LeaseLostError):
        raise  # a clone may be in use, or about to be, by whoever has the lease now
    except BaseliningError as error:
        _discard_if_created(watch, plan, created=created)
        if watch.stop.requested and not isinstance(error, InterruptedRunError):
            raise InterruptedRunError(f"Stopped; the schedule {plan.schedule!r} was not changed.") from error
        raise
    status = plan.before.sighting.status if before.is_pending else before.status
    return _Begun(before=before, status=status, created=created)


def _settle(watch: Watch, plan: SwitchPlan) -> Sighting:
    """Wait until the schedule is free and still what was planned on."""
    seen = watch.settle(
        current=plan.before.config, wanted=plan.config, deadline=watch.deadline(watch.budgets.settle_s)
    )
    planned = plan.before.sighting.status
    if planned in ("Scheduled", "Stopped") and not seen.is_pending and seen.status != planned:
        raise ScheduleChangedError(f"The schedule {plan.schedule!r} was {planned} and is {seen.status} now.")
    if plan.before.definition is not None:
        require_unchanged_definition(watch, plan.before.kind, plan.before.definition)
    return seen


def _finish(watch: Watch, plan: SwitchPlan, begun: _Begun) -> Switched:
    """See the update through and verify it."""
    seen = watch.outcome(begun.before, wanted=plan.config)
    if seen.status == "Failed":
        raise MonitoringError(f"SageMaker says that the update failed: {seen.failure or 'no reason given'}")
    differing = differences(plan.config, seen.config)
    if differing:
        raise MonitoringError(
            f"The schedule is not as it was sent; these members differ: {', '.join(differing)}."
        )
    if plan.definition is not None:
        require_unchanged_definition(watch, plan.before.kind, plan.definition)
    seen = restore_status(watch, seen, wanted=begun.status)
    if not seen.has(plan.config):
        raise watch.unknown(f"Somebody else changed {plan.schedule!r} right after it got the new baseline.")
    watch.say(f"The schedule {plan.schedule} uses the new baseline.")
    return Switched(
        schedule=plan.schedule,
        monitoring_type=plan.before.kind,
        before=plan.before.baseline,
        after=plan.wanted,
        definition_before=plan.before.definition.name if plan.before.definition else None,
        definition_after=plan.definition.name if plan.definition else None,
        definition_created=begun.created,
        status_before=begun.status,
        status_after=seen.status,
        interrupted=watch.stop.requested,
        warnings=plan.warnings,
    )


def _discard_if_created(watch: Watch, plan: SwitchPlan, *, created: bool) -> None:
    if created and plan.definition is not None:
        discard_definition(watch, plan.before.kind, plan.definition.name)
