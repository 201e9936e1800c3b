"""Many runs at once on one schedule: one effect at a time, and the history says which."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.doubles.account import RECORDS, TERMS, Account, account, baseline
from tests.doubles.memory_monitoring import MemoryClock, MemoryMonitoring
from tests.doubles.schedules import NAME, OLD, STYLES, live_baseline

from baselining.errors import BaseliningError, ScheduleBusyError
from baselining.schedule.operations import switch_schedule
from baselining.schedule.plan import Unchanged
from baselining.schedule.records import Outcome
from baselining.schedule.switch.run import Switched
from baselining.world.ports import World

RACERS = 64


class Locked:
    """The service, one call at a time as any service has it, and with somebody else's turn after each."""

    def __init__(self, behind: MemoryMonitoring) -> None:
        self._behind = behind
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._behind, name)

        def call(*given: Any, **named: Any) -> Any:
            with self._lock:
                answer = method(*given, **named)
            time.sleep(0)
            return answer

        return call


def race(
    world: Account, *, racers: int = RACERS, tries: int = 1
) -> list[Switched | Unchanged | BaseliningError]:
    """Runs, each with a baseline of its own, started together."""
    for number in range(racers):
        world.put(baseline(f"racer-{number}"))
    monitoring: Any = Locked(world.monitoring)
    start = threading.Barrier(racers)

    def run(number: int) -> Switched | Unchanged | BaseliningError:
        mine = World(store=world.store, monitoring=monitoring, clock=MemoryClock())
        start.wait()
        for _ in range(tries):
            try:
                return switch_schedule(mine, NAME, baseline(f"racer-{number}"), TERMS)
            except ScheduleBusyError as error:
                outcome = error
                time.sleep(0.002)
            except BaseliningError as error:
                return error
        return outcome

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(run, range(racers)))


def assert_one_at_a_time(world: Account, outcomes: list[Any]) -> None:
    entries = world.history()
    switched = [outcome for outcome in outcomes if isinstance(outcome, Switched)]
    assert all(isinstance(each, (Switched, Unchanged, ScheduleBusyError)) for each in outcomes), outcomes
    assert len(switched) == len(entries) == world.monitoring.schedules[NAME].updates >= 1
    assert {entry.outcome for entry in entries} == {Outcome.DONE}
    live = OLD
    for entry in entries:  # each began where the one before it had ended
        assert entry.before.baseline.same_files_as(live)
        live = entry.after.baseline
    assert live_baseline(world.monitoring).same_files_as(live)
    assert {str(each.after.constraints) for each in switched} == {
        str(entry.after.baseline.constraints) for entry in entries
    }
    written = [uri for uri in world.store.created if "/history/" in uri]
    parts = [uri.removeprefix(f"{RECORDS}/history/").partition("Z-")[2][9:10] for uri in written]
    assert parts == ["1", "2"] * len(entries), "an intent only after the end of the one before it"


@STYLES
def test_of_64_switchers_one_takes_effect_at_a_time_and_the_others_are_told_busy(style: str) -> None:
    world = account(style)

    outcomes = race(world)

    assert_one_at_a_time(world, outcomes)


def test_switchers_that_try_again_come_one_after_the_other() -> None:
    world = account("inline")

    outcomes = race(world, racers=16, tries=400)

    assert_one_at_a_time(world, outcomes)
    assert sum(isinstance(outcome, Switched) for outcome in outcomes) == 16


def test_two_runs_with_the_same_baseline_make_one_switch() -> None:
    world = account("referenced")
    world.put(baseline("same"))
    first = switch_schedule(world.world, NAME, baseline("same"), TERMS)
    second = switch_schedule(world.world, NAME, baseline("same"), TERMS)

    assert isinstance(first, Switched)
    assert isinstance(second, Unchanged)
    assert len(world.history()) == 1


def test_a_run_that_lost_its_lease_while_it_waited_changes_nothing() -> None:
    world = account("referenced", execution="InProgress", executing_looks=6)
    stolen = []

    def steal(_number: int, operation: str, phase: str) -> None:
        if operation == "create_definition" and phase == "after" and not stolen:
            stolen.append(world.store.objects.pop(str(RECORDS / "lock.json")))
            world.store.create(RECORDS / "lock.json", b'{"token": "another"}', content_type="x")

    world.monitoring.on_call = steal

    with pytest.raises(BaseliningError, match="lease on 'fraud-data-quality' was lost"):
        switch_schedule(world.world, NAME, baseline("new"), TERMS)

    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert world.history() == ()
    assert len(world.monitoring.definitions) == 2, "whoever has the lease may be about to use the clone"
