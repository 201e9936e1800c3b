"""Did the first execution after a switch use the new baseline, and did it bear it?

An execution keeps the inputs that it was started with, and they are the only proof: `DescribeProcessingJob` names
them. That an execution fails is common and mostly has nothing to do with the baseline (no data in its hour), so
only a failure whose reason speaks of the baseline counts against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from baselining.errors import (
    BaselineRejectedError,
    InputError,
    InterruptedRunError,
    NotConfirmedError,
    SwitchFailedError,
)
from baselining.schedule.live import read_schedule
from baselining.schedule.operations.leased import Terms, state_of
from baselining.schedule.operations.rollback import roll_back
from baselining.schedule.records.history import Entry, Outcome, read_history
from baselining.schedule.records.place import records_of
from baselining.world.events import tell
from baselining.world.locations import Baseline
from baselining.world.ports import Json, MonitoringService, World

# Names of the inputs in the log of a real monitoring job published in a public repository.
_CONSTRAINTS, _STATISTICS = "constraints", "baseline"
_POLL_S = 30.0
_ABOUT_BASELINE = re.compile(r"baseline|constraints|statistics\.json", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The first execution with the new baseline, which did not fail because of it.

    Attributes:
        execution: Name of its processing job.
        status: Completed or CompletedWithViolations.
    """

    schedule: str
    operation: str
    baseline: Baseline
    execution: str
    status: str

    def to_json(self) -> dict[str, Any]:
        """As it is shown with `--json`."""
        return {
            "schedule": self.schedule,
            "confirmed": True,
            "operation": self.operation,
            "baseline": self.baseline.to_json(),
            "execution": self.execution,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """An execution that was started with the new baseline."""

    name: str
    status: str
    reason: str


def confirm_switch(
    world: World,
    schedule: str,
    terms: Terms | None = None,
    *,
    wait_s: float = 0.0,
    auto_rollback: bool = False,
) -> Confirmed:
    """Look for the first execution with the live baseline, once or until it has ended.

    Args:
        world: The doors.
        schedule: Its name.
        terms: As for a switch.
        wait_s: How long to wait for it, in seconds; 0 looks once.
        auto_rollback: Put the old baseline back if the new one makes the execution fail.

    Raises:
        NotConfirmedError: If no execution has used it and ended yet.
        BaselineRejectedError: If the execution failed because of it, and it is live still.
        SwitchFailedError: If so, and the old baseline was put back.
        InputError: If the live baseline is not there by a recorded operation.
        BaseliningError: As `roll_back`.
    """
    terms = terms or Terms()
    live = read_schedule(world.monitoring, schedule)
    location = records_of(schedule, live.baseline, given=terms.records)
    entry = _made_live(read_history(world.store, location), schedule)
    if state_of(live) != entry.after:
        raise InputError(
            f"The live baseline of {schedule!r} is not the one of the last recorded operation ({entry.id}).",
            hint=f"Somebody changed it by other means. See: baselining history {schedule}",
        )
    deadline = world.clock.now() + timedelta(seconds=wait_s)
    while True:
        waiting_for = _look(world.monitoring, entry)
        if isinstance(waiting_for, Confirmed):
            return waiting_for
        if isinstance(waiting_for, _Run):
            return _rejected(world, terms, entry, waiting_for, auto_rollback=auto_rollback)
        if world.clock.now() >= deadline:
            raise NotConfirmedError(
                f"The new baseline of {schedule!r} is live, but not confirmed: {waiting_for}.",
                hint=f"Look again after the next execution: baselining confirm {schedule} --wait 7200",
            )
        tell(world.events, f"Waiting: {waiting_for}.")
        world.clock.sleep(_POLL_S)


def _made_live(entries: tuple[Entry, ...], schedule: str) -> Entry:
    done = [entry for entry in entries if entry.outcome is Outcome.DONE]
    if not done:
        raise InputError(
            f"No finished switch of {schedule!r} is recorded, so there is nothing to confirm.",
            hint="Look for other records: --records s3://BUCKET/PREFIX",
        )
    return done[-1]


def _look(client: MonitoringService, entry: Entry) -> Confirmed | _Run | str:
    """The verdict: confirmed, failed because of the baseline, or what is still to be waited for."""
    waiting_for = "no execution has used it yet"
    for run in _runs_with(client, entry):
        if run.status in ("Completed", "CompletedWithViolations"):
            return Confirmed(
                schedule=entry.schedule,
                operation=entry.id,
                baseline=entry.after.baseline,
                execution=run.name,
                status=run.status,
            )
        if run.status == "Failed" and _is_about_baseline(run.reason, entry.after.baseline):
            return run
        if run.status == "Failed":
            waiting_for = f"the execution {run.name} failed for another reason ({run.reason or 'none given'})"
        else:
            waiting_for = f"the execution {run.name} is {run.status}"
    return waiting_for


def _runs_with(client: MonitoringService, entry: Entry) -> Iterator[_Run]:
    """The executions since the intent that were started with the new baseline, the oldest first."""
    # SageMaker's times are not S3's to the second.
    for summary in client.list_executions(entry.schedule, since=entry.time - timedelta(seconds=5)):
        arn = summary.get("ProcessingJobArn")
        if arn is None:  # it failed before there was a job, hence before there were inputs
            continue
        name = arn.rpartition("/")[2]
        job = client.describe_job(name)
        if _inputs(job).same_files_as(entry.after.baseline):
            reasons = (job.get("FailureReason"), job.get("ExitMessage"), summary.get("FailureReason"))
            reason = " / ".join(dict.fromkeys(reason for reason in reasons if reason))
            yield _Run(name=name, status=summary["MonitoringExecutionStatus"], reason=reason)


def _inputs(job: Json) -> Baseline:
    found = {given["InputName"]: given.get("S3Input", {}).get("S3Uri") for given in job["ProcessingInputs"]}
    return Baseline(constraints=found.get(_CONSTRAINTS), statistics=found.get(_STATISTICS))


def _is_about_baseline(reason: str, baseline: Baseline) -> bool:
    named = any(uri and uri in reason for uri in (baseline.constraints, baseline.statistics))
    return named or _ABOUT_BASELINE.search(reason) is not None


def _rejected(world: World, terms: Terms, entry: Entry, run: _Run, *, auto_rollback: bool) -> Confirmed:
    told = f"The execution {run.name} of {entry.schedule!r} failed because of the new baseline: {run.reason}"
    if not auto_rollback or entry.action != "switch":
        other = "" if entry.action == "switch" else " --to ID"
        raise BaselineRejectedError(told, hint=f"Go back: baselining rollback {entry.schedule}{other}")
    try:
        roll_back(world, entry.schedule, terms, action="auto-rollback")
    except InterruptedRunError as error:
        raise BaselineRejectedError(
            f"{told} Going back was interrupted.", hint=f"Go back: baselining rollback {entry.schedule}"
        ) from error
    raise SwitchFailedError(
        f"{told} The old baseline was put back.", hint="Mend the baseline, publish it and switch again."
    )
