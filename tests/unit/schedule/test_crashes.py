"""Crash anywhere: every call of a switch and of a rollback × everything that can become of it, then one re-run."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from tests.doubles.account import FAULTS, RECORDS, TERMS, Account, KilledError, Process, account
from tests.doubles.memory_monitoring import CHANGES
from tests.doubles.schedules import NAME, NEW, OLD, WORLDS, live_baseline
from tests.unit.schedule.operations.test_confirm import run as execute

from baselining.errors import (
    BaselineRejectedError,
    BaseliningError,
    ExitCode,
    InputError,
    NotConfirmedError,
    ScheduleBusyError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.schedule.live import without_empty_members
from baselining.schedule.operations import Confirmed, confirm_switch, roll_back, switch_schedule
from baselining.schedule.operations.leased import at_work
from baselining.schedule.plan import Unchanged
from baselining.schedule.records import Entry, Outcome
from baselining.schedule.switch.run import Switched
from baselining.world.locations import Baseline
from baselining.world.ports import World

Operation = Callable[[World], Any]
SITUATIONS: dict[str, dict[str, Any]] = {
    "running": {},
    "stopped, and an update starts it": {"status": "Stopped"},
    "the update fails": {"after_updates": ["Failed", "Scheduled"]},
}


@dataclass
class Before:
    """What must not change."""

    config: dict[str, Any]
    status: str
    objects: set[str]
    live: Baseline

    @classmethod
    def of(cls, world: Account) -> Before:
        schedule = world.monitoring.schedules[NAME]
        return cls(
            config=without_baseline(schedule.config),
            status=schedule.status,
            objects=set(world.store.objects),
            live=live_baseline(world.monitoring),
        )


def switch_to_new(world: World) -> Switched | Unchanged:
    return switch_schedule(world, NAME, NEW, TERMS)


def go_back(world: World) -> Switched | Unchanged:
    return roll_back(world, NAME, TERMS)


def ends_of(entries: tuple[Entry, ...], *, first: Baseline) -> Baseline:
    """Which baseline is live, by the record alone; each operation must begin where the one before it ended."""
    live = first
    for entry in entries:
        assert entry.before.baseline.same_files_as(live)
        if entry.outcome in (Outcome.DONE, Outcome.ROLLBACK_FAILED):
            live = entry.after.baseline
        else:
            assert entry.outcome in (Outcome.NOT_DONE, Outcome.ROLLED_BACK, None)
    return live


def assert_whole(world: Account, before: Before, *, first: Baseline) -> None:
    """One of the two baselines, completely; nothing else changed; and the record is not wrong about it."""
    live = live_baseline(world.monitoring)
    assert live.same_files_as(OLD) or live.same_files_as(NEW)
    assert without_baseline(world.monitoring.schedules[NAME].config) == before.config
    assert before.objects <= set(world.store.objects), "nothing is lost"
    entries = world.history()
    assert all(entry.outcome is not None for entry in entries[:-1]), "at most one is open, the last"
    recorded = ends_of(entries, first=first)
    if not entries or entries[-1].outcome is not None:
        assert recorded.same_files_as(live)


def without_baseline(config: dict[str, Any]) -> dict[str, Any]:
    rest = without_empty_members(config)
    rest.get("MonitoringJobDefinition", {}).pop("BaselineConfig", None)
    rest.pop("MonitoringJobDefinitionName", None)
    return dict(rest)


def run(operation: Operation, process: Process) -> Switched | Unchanged | BaseliningError | None:
    try:
        return operation(process.world)
    except BaseliningError as error:
        return error
    except KilledError:
        return None


def points(start: Account, operation: Operation) -> Iterator[tuple[Account, Process, Any]]:
    """The world afterwards, the process and its outcome, for every call and fault."""
    healthy = Process(start.copy())
    run(operation, healthy)
    for at, name in enumerate(healthy.calls, start=1):
        for fault in FAULTS:
            if can_meet(name, fault):
                process = Process(start.copy(), fault, at)
                yield process.of, process, run(operation, process)


def can_meet(name: str, fault: str) -> bool:
    """Only an update or a stop can be seen late; without answer is like with an error, but for a change."""
    if "stale" in fault:
        return name in ("update_schedule", "stop_schedule")
    return not fault.startswith("no answer") or name in CHANGES


def rerun_after_crash(
    operation: Operation, world: Account, *, killed: bool
) -> Switched | Unchanged | BaseliningError:
    """At once; who was killed with the lease in hand keeps others out until it has expired."""
    outcome = run(operation, Process(world))
    if isinstance(outcome, ScheduleBusyError):
        assert killed, "only a killed run can leave its lease behind"
        world.clock.moment += timedelta(seconds=TERMS.lease_s + 2)
        outcome = run(operation, Process(world))
    assert outcome is not None
    return outcome


def check_all(start: Account, operation: Operation, *, first: Baseline, wanted: Baseline) -> int:
    tried = 0
    before = Before.of(start)
    for world, process, outcome in points(start, operation):
        tried += 1
        where = f"{process.fault} at call {process.at}, {process.calls[process.at - 1]}"
        try:
            assert_whole(world, before, first=first)
            if isinstance(outcome, BaseliningError):
                assert outcome.exit_code in (ExitCode.WORLD_FAILED, ExitCode.UNKNOWN_OUTCOME)
                if outcome.exit_code == ExitCode.WORLD_FAILED:
                    assert live_baseline(world.monitoring).same_files_as(before.live), "exit 4: as before"
            elif outcome is not None:
                assert live_baseline(world.monitoring).same_files_as(wanted)

            again = rerun_after_crash(operation, world, killed=process.dead)

            while isinstance(again, UnknownOutcomeError) and world.monitoring.schedules[NAME].stale_looks:
                again = rerun_after_crash(operation, world, killed=False)
            if isinstance(again, BaseliningError):
                assert world.monitoring.schedules[NAME].after_updates == ["Failed", "Scheduled"], again
                again = rerun_after_crash(operation, world, killed=False)
            assert isinstance(again, (Switched, Unchanged))
            assert live_baseline(world.monitoring).same_files_as(wanted)
            assert_whole(world, before, first=first)
            assert all(entry.outcome is not None for entry in world.history()), "nothing stays open"
            assert ends_of(world.history(), first=first).same_files_as(wanted)
            assert len(world.monitoring.definitions) <= 2, "no second clone"
            assert world.monitoring.schedules[NAME].status == before.status
            if process.dead:
                world.clock.moment += timedelta(seconds=TERMS.lease_s + 2)
            with at_work(world.world, NAME, RECORDS, TERMS, purpose="see that the lease is not stuck"):
                pass
        except AssertionError as error:
            raise AssertionError(where) from error
    return tried


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("style", WORLDS)
def test_a_switch_that_fails_or_dies_anywhere_is_completed_by_a_second_run(
    style: str, situation: str
) -> None:
    start = account(style, **copy.deepcopy(SITUATIONS[situation]))

    tried = check_all(start, switch_to_new, first=OLD, wanted=NEW)

    print(f"{tried} crash points of a switch ({style}, {situation})")  # noqa: T201
    assert tried > 4 * 20


@pytest.mark.parametrize("situation", ["running", "stopped, and an update starts it"])
@pytest.mark.parametrize("style", WORLDS)
def test_a_rollback_that_fails_or_dies_anywhere_is_completed_by_a_second_run(
    style: str, situation: str
) -> None:
    start = account(style, **copy.deepcopy(SITUATIONS[situation]))
    switch_to_new(start.world)

    tried = check_all(start, go_back, first=OLD, wanted=OLD)

    print(f"{tried} crash points of a rollback ({style}, {situation})")  # noqa: T201
    assert tried > 4 * 20


CONFIRMATIONS: dict[str, tuple[str, str, Baseline]] = {
    "the execution completes": ("Completed", "", NEW),
    "it fails because of the baseline": ("Failed", f"Cannot read {NEW.constraints}.", OLD),
    "it fails otherwise": ("Failed", "Job inputs had no data", NEW),
}


@pytest.mark.parametrize("case", CONFIRMATIONS)
@pytest.mark.parametrize("style", WORLDS)
def test_a_confirmation_that_fails_or_dies_anywhere_tells_what_is_live(style: str, case: str) -> None:
    status, reason, ends_with = CONFIRMATIONS[case]
    start = account(style)
    switch_to_new(start.world)
    execute(start, status, reason=reason)

    def confirm(world: World) -> Any:
        return confirm_switch(world, NAME, TERMS, auto_rollback=True)

    tried = 0
    before = Before.of(start)
    for world, process, outcome in points(start, confirm):
        tried += 1
        where = f"{process.fault} at call {process.at}, {process.calls[process.at - 1]}: {outcome!r}"
        assert_whole(world, before, first=OLD)
        live = live_baseline(world.monitoring)
        if isinstance(outcome, (Confirmed, NotConfirmedError, BaselineRejectedError)):
            assert live.same_files_as(NEW), where
        elif isinstance(outcome, SwitchFailedError):
            assert live.same_files_as(OLD), where
        elif isinstance(outcome, BaseliningError):
            assert outcome.exit_code in (ExitCode.WORLD_FAILED, ExitCode.UNKNOWN_OUTCOME), where
            if outcome.exit_code == ExitCode.WORLD_FAILED:
                assert live.same_files_as(NEW), where

        for _ in range(4):  # as often as descriptions lag behind, or the lease of the dead lasts
            again = run(confirm, Process(world))
            world.clock.moment += timedelta(seconds=TERMS.lease_s + 2)
            if isinstance(again, (Confirmed, NotConfirmedError, SwitchFailedError, InputError)):
                break
        assert live_baseline(world.monitoring).same_files_as(ends_with), f"{where}, then {again!r}"
        assert_whole(world, before, first=OLD)
    assert tried > 4 * 6
