"""Ctrl-C and SIGTERM at every call and every wait of every operation: what is said is what is so afterwards."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from tests.doubles.account import RECORDS, TERMS, Account, account, baseline
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.schedules import NAME, NEW, OLD, live_baseline
from tests.doubles.signalled import Signalled
from tests.unit.schedule.operations.test_confirm import run as execute
from tests.unit.test_pipeline import configured, planned_run, published

from baselining.edge.exit import stop_on_signals
from baselining.errors import (
    BaselineRejectedError,
    BaseliningError,
    ExitCode,
    InterruptedRunError,
    NotConfirmedError,
    SwitchFailedError,
)
from baselining.pipeline import Outcome, run_baseline
from baselining.publication.on_record import publish_on_record
from baselining.publication.plan import plan_publication
from baselining.schedule.operations import (
    Confirmed,
    collect_garbage,
    confirm_switch,
    roll_back,
    switch_schedule,
)
from baselining.schedule.operations.collect import Keeping
from baselining.schedule.plan import Unchanged
from baselining.schedule.switch.run import Switched
from baselining.world.locations import Baseline
from baselining.world.ports import World

ALL_BUT_THE_LAST = Keeping(operations=1, min_age=timedelta(0))
FILES = {"statistics.json": b"{}", "constraints.json": b"{}"}


@contextmanager
def as_a_command() -> Iterator[None]:
    """Signals do what they do in a process of ours."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    stop_on_signals()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class Case:
    """What is done, from where."""

    do: Callable[[World], Any]
    prepare: Callable[[Account], None] = lambda _account: None
    behaviour: dict[str, Any] = field(default_factory=dict)


def switched(world: Account) -> None:
    switch_schedule(world.world, NAME, NEW, TERMS)


def in_progress(world: Account) -> None:
    switched(world)
    execute(world, "InProgress", minutes=0)


def rejected(world: Account) -> None:
    switched(world)
    execute(world, "Failed", reason=f"Cannot read {NEW.constraints}.", minutes=0)


def left_over(world: Account) -> None:
    """Clones and baselines that nothing needs."""
    for name in ("a", "b", "c"):
        world.put(baseline(name))
        switch_schedule(world.world, NAME, baseline(name), TERMS)


def pipeline(world: World, **section: Any) -> Outcome:
    return run_baseline(planned_run(), configured(schedule=NAME, **section), world)


CASES = {
    "switch": Case(lambda world: switch_schedule(world, NAME, NEW, TERMS)),
    "switch while an execution is under way": Case(
        lambda world: switch_schedule(world, NAME, NEW, TERMS),
        behaviour={"execution": "InProgress", "executing_looks": 3},
    ),
    "switch that fails": Case(
        lambda world: switch_schedule(world, NAME, NEW, TERMS),
        behaviour={"after_updates": ["Failed", "Scheduled"]},
    ),
    "switch of a stopped schedule": Case(
        lambda world: switch_schedule(world, NAME, NEW, TERMS), behaviour={"status": "Stopped"}
    ),
    "switch to what is live": Case(lambda world: switch_schedule(world, NAME, NEW, TERMS), switched),
    "rollback": Case(lambda world: roll_back(world, NAME, TERMS), switched),
    "confirm": Case(lambda world: confirm_switch(world, NAME, TERMS, wait_s=120), in_progress),
    "confirm with rollback": Case(
        lambda world: confirm_switch(world, NAME, TERMS, wait_s=120, auto_rollback=True), rejected
    ),
    "gc": Case(
        lambda world: collect_garbage(world, MemoryRegistry(), NAME, TERMS, ALL_BUT_THE_LAST), left_over
    ),
    "publish": Case(lambda world: publish_on_record(plan_publication(FILES, RECORDS), world, {})),
    "baseline": Case(pipeline),
    "baseline with confirmation": Case(lambda world: pipeline(world, confirm_wait_s=90)),
}


def outcome_of(case: Case, process: Signalled) -> Any:
    with as_a_command():
        try:
            return case.do(process.world)
        except BaseliningError as error:
            return error


def live_according_to(outcome: Any, before: Baseline) -> Baseline:
    """Which baseline an outcome says is live."""
    if isinstance(outcome, Outcome):
        return published() if outcome.switch else before
    if isinstance(outcome, NotConfirmedError):
        return published() if before.same_files_as(OLD) else NEW
    if isinstance(outcome, (Switched, Unchanged)):
        return outcome.after if isinstance(outcome, Switched) else outcome.baseline
    if isinstance(outcome, (Confirmed, BaselineRejectedError)):
        return NEW
    if isinstance(outcome, SwitchFailedError):
        return OLD
    return before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("style", ["inline", "referenced"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_said_after_a_signal_is_so(name: str, style: str, number: signal.Signals) -> None:
    case = CASES[name]
    start = account(style, **case.behaviour)
    case.prepare(start)
    before = live_baseline(start.monitoring)
    status = start.monitoring.schedules[NAME].status
    healthy = Signalled(start.copy())
    outcome_of(case, healthy)
    stopped = 0
    for at in range(1, len(healthy.calls) + 1):
        for after in (False, True):
            process = Signalled(start.copy(), at=at, number=number, after=after)

            outcome = outcome_of(case, process)

            where = f"call {at}, {healthy.calls[at - 1]}, {'after' if after else 'before'}: {outcome!r}"
            assert process.sent, where
            live = live_baseline(process.of.monitoring)
            assert live.same_files_as(live_according_to(outcome, before)), where
            assert process.of.monitoring.schedules[NAME].status == status, where
            assert all(entry.outcome for entry in process.of.history()), where
            if isinstance(outcome, BaseliningError):
                wanted = (
                    ExitCode.UNKNOWN_OUTCOME
                    if isinstance(outcome, BaselineRejectedError)
                    else ExitCode.WORLD_FAILED
                )
                assert outcome.exit_code == wanted, where
            if isinstance(outcome, InterruptedRunError):
                stopped += 1
                assert outcome.message.startswith("Stopped"), where
                assert is_published(process.of) or "published at" not in outcome.message, where
    assert stopped or "confirm" in name


def is_published(world: Account) -> bool:
    place = plan_publication(FILES, RECORDS).location
    return all(f"{place}/{name}" in world.store.objects for name in (*FILES, "manifest.json"))
