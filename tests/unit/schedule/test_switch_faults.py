"""Whatever fails, and whenever: afterwards the schedule has the old or the new baseline, completely."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from tests.doubles.memory_monitoring import READS, MemoryMonitoring, Phase
from tests.doubles.schedules import NAME, NEW, OLD, WORLDS, doors, live_baseline, planned

from baselining.errors import (
    BaseliningError,
    ExitCode,
    MonitoringError,
    RequestRefusedError,
    UnknownOutcomeError,
)
from baselining.schedule.live import without_empty_members
from baselining.schedule.switch.run import Switched, run_switch
from baselining.schedule.switch.watch import Budgets

BUDGETS = Budgets(settle_s=60, apply_s=60, poll_s=5)

# Which error can come at which kind of call, and on which side of its effect.
FAULTS: dict[str, tuple[Callable[[], BaseException], Phase, bool]] = {
    "refused": (lambda: MonitoringError("no"), "before", False),
    "invalid": (lambda: RequestRefusedError("not now"), "before", False),
    "lost request": (lambda: UnknownOutcomeError("?"), "before", True),
    "lost answer": (lambda: UnknownOutcomeError("?"), "after", True),
    "Ctrl-C before": (KeyboardInterrupt, "before", False),
    "Ctrl-C after": (KeyboardInterrupt, "after", False),
}
SITUATIONS: dict[str, dict[str, Any]] = {
    "running": {},
    "stopped, and an update starts it": {"status": "Stopped"},
    "the update fails": {"after_updates": ["Failed", "Scheduled"]},
    "an execution is under way": {"execution": "InProgress", "executing_looks": 2},
}


def outcome_of(world: MemoryMonitoring, plan: Any) -> Switched | BaseliningError:
    try:
        return run_switch(plan, doors(world), BUDGETS)
    except BaseliningError as error:
        return error


def assert_old_or_new(
    world: MemoryMonitoring, before: MemoryMonitoring, result: Switched | BaseliningError
) -> None:
    """The outcome tells the truth about a schedule that is in one of the two states."""
    live, was = world.schedules[NAME], before.schedules[NAME]
    assert live.config["ScheduleConfig"] == was.config["ScheduleConfig"]
    if isinstance(result, Switched):
        assert live_baseline(world).same_files_as(NEW)
        assert live.status == was.status
    elif result.exit_code == ExitCode.WORLD_FAILED:
        assert live_baseline(world).same_files_as(OLD)
        assert without_empty_members(live.config) == without_empty_members(was.config)
        assert live.status == was.status
    else:
        assert result.exit_code == ExitCode.UNKNOWN_OUTCOME
        assert live_baseline(world).same_files_as(OLD) or live_baseline(world).same_files_as(NEW)
        assert "aws sagemaker" in result.hint


def unused_definitions(world: MemoryMonitoring) -> set[str]:
    used = {schedule.config.get("MonitoringJobDefinitionName") for schedule in world.schedules.values()}
    return {name for _, name in world.definitions} - used - {"fraud-v1"}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("style", WORLDS)
def test_one_fault_at_any_call_leaves_the_old_or_the_new_baseline(
    style: str, situation: str, fault: str
) -> None:
    make_error, phase, only_changes = FAULTS[fault]
    fired_at = []
    for number in itertools.count(1):
        world = WORLDS[style](**copy.deepcopy(SITUATIONS[situation]))
        before = copy.deepcopy(world)
        plan = planned(world)
        world.calls.clear()
        fired = []

        def fail(call: int, operation: str, when: Phase) -> None:
            if call == number and when == phase and not (only_changes and operation in READS):  # noqa: B023
                fired.append(operation)  # noqa: B023
                raise make_error()

        world.on_call = fail
        result = outcome_of(world, plan)
        if number > len(world.calls):
            break
        if not fired:
            continue
        fired_at.append(number)
        assert_old_or_new(world, before, result)
        assert not isinstance(result, UnknownOutcomeError), f"one fault at call {number} was not resolved"
        assert unused_definitions(world) == set(), f"a definition was left behind by a fault at call {number}"
    assert fired_at


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("style", WORLDS)
def test_an_api_that_dies_at_any_call_leaves_the_old_or_the_new_baseline(style: str, situation: str) -> None:
    for number in itertools.count(1):
        world = WORLDS[style](**copy.deepcopy(SITUATIONS[situation]))
        before = copy.deepcopy(world)
        plan = planned(world)
        world.calls.clear()

        def die(call: int, operation: str, when: Phase) -> None:
            if call >= number and when == "after":  # noqa: B023
                raise MonitoringError("dead") if operation in READS else UnknownOutcomeError("dead")

        world.on_call = die
        result = outcome_of(world, plan)
        if number > len(world.calls):
            assert isinstance(result, Switched) or situation == "the update fails"
            break
        live = world.schedules[NAME]
        assert live_baseline(world).same_files_as(OLD) or live_baseline(world).same_files_as(NEW)
        assert live.config["ScheduleConfig"] == before.schedules[NAME].config["ScheduleConfig"]
        assert not isinstance(result, Switched)
        if result.exit_code == ExitCode.WORLD_FAILED:
            assert live_baseline(world).same_files_as(OLD)


@pytest.mark.parametrize("style", WORLDS)
def test_a_second_run_after_a_dead_api_completes_the_switch(style: str) -> None:
    for number in itertools.count(1):
        world = WORLDS[style]()
        plan = planned(world)
        world.calls.clear()

        def die(call: int, operation: str, when: Phase) -> None:
            if call >= number and when == "after":  # noqa: B023
                raise MonitoringError("dead") if operation in READS else UnknownOutcomeError("dead")

        world.on_call = die
        outcome_of(world, plan)
        finished = number > len(world.calls)
        world.on_call = lambda _number, _operation, _phase: None
        while world.describe_schedule(NAME)["MonitoringScheduleStatus"] == "Pending":
            pass
        if live_baseline(world).same_files_as(OLD):
            run_switch(planned(world), doors(world), BUDGETS)

        assert live_baseline(world).same_files_as(NEW)
        assert unused_definitions(world) == set()
        if finished:
            break
