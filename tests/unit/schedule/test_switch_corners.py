"""The narrow places of a switch: late effects, raised interrupts, and a service that answers oddly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.doubles.memory_monitoring import MemoryClock, MemoryMonitoring, Phase
from tests.doubles.schedules import (
    BUDGETS,
    NAME,
    NEW,
    OLD,
    STYLES,
    WORLDS,
    doors,
    inline_world,
    live_baseline,
    planned,
    raising,
    referenced_world,
)

from baselining.errors import (
    InterruptedRunError,
    MonitoringError,
    RequestRefusedError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.schedule.live import read_schedule
from baselining.schedule.plan import plan_switch
from baselining.schedule.switch.run import run_switch
from baselining.world.ports import Json


def at_call_of(world: MemoryMonitoring, operation: str, phase: Phase, *actions: Any) -> None:
    """Run the first action at the first call of an operation, the second at the second, and so on."""
    world.calls.clear()
    left = list(actions)

    def hook(_number: int, called: str, when: Phase) -> None:
        if called == operation and when == phase and left:
            left.pop(0)()

    world.on_call = hook


@STYLES
def test_an_interrupted_update_that_was_not_received_is_not_sent_again(style: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)
    at_call_of(world, "update_schedule", "before", raising(KeyboardInterrupt()))

    with pytest.raises(InterruptedRunError):
        run_switch(plan, doors(world), BUDGETS)

    assert world.calls.count("update_schedule") == 1
    assert live_baseline(world).same_files_as(OLD)
    assert len(world.definitions) <= 1


@STYLES
def test_an_interrupted_update_that_was_received_is_finished(style: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)
    at_call_of(world, "update_schedule", "after", raising(KeyboardInterrupt()))

    result = run_switch(plan, doors(world), BUDGETS)

    assert result.interrupted
    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_an_interrupted_look_before_the_update_ends_the_run(style: str) -> None:
    world = WORLDS[style](execution="InProgress", executing_looks=3)
    plan = planned(world)
    at_call_of(world, "describe_schedule", "before", raising(KeyboardInterrupt()))

    with pytest.raises(InterruptedRunError):
        run_switch(plan, doors(world), BUDGETS)

    assert "update_schedule" not in world.calls


def test_an_interrupted_creation_is_not_tried_again() -> None:
    world = referenced_world()
    plan = planned(world)
    at_call_of(world, "create_definition", "before", raising(KeyboardInterrupt()))

    with pytest.raises(InterruptedRunError):
        run_switch(plan, doors(world), BUDGETS)

    assert world.calls.count("create_definition") == 1
    assert set(world.definitions) == {("DataQuality", "fraud-v1")}


def test_a_creation_that_took_effect_without_answer_is_not_sent_again() -> None:
    world = referenced_world()
    plan = planned(world)
    at_call_of(world, "create_definition", "after", raising(UnknownOutcomeError("?")))

    result = run_switch(plan, doors(world), BUDGETS)

    assert result.definition_created
    assert world.calls.count("create_definition") == 1


@STYLES
def test_an_interrupt_while_waiting_for_the_update_is_passed_on(style: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)

    class Interrupted(MemoryClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            raise KeyboardInterrupt

    result = run_switch(plan, doors(world, Interrupted()), BUDGETS)

    assert result.interrupted
    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_putting_back_goes_on_when_somebody_asks_to_stop(style: str) -> None:
    world = WORLDS[style](after_updates=["Failed", "Scheduled"])
    plan = planned(world)

    def nothing() -> None:
        return

    interrupt, refuse = raising(KeyboardInterrupt()), raising(RequestRefusedError("busy"))
    at_call_of(world, "update_schedule", "before", nothing, interrupt, refuse)

    with pytest.raises(SwitchFailedError):
        run_switch(plan, doors(world), BUDGETS)

    assert live_baseline(world).same_files_as(OLD)
    assert world.schedules[NAME].status == "Scheduled"


@STYLES
def test_putting_back_waits_for_an_execution_even_if_the_switch_does_not(style: str) -> None:
    world = WORLDS[style](after_updates=["Failed", "Scheduled"])
    plan = planned(world)

    def start() -> None:
        world.schedules[NAME].execution = "InProgress"
        world.schedules[NAME].executing_looks = 8

    at_call_of(world, "update_schedule", "after", start)

    with pytest.raises(SwitchFailedError):
        run_switch(plan, doors(world), replace(BUDGETS, wait_for_executions=False))

    assert live_baseline(world).same_files_as(OLD)


@STYLES
def test_an_update_that_fails_and_leaves_the_old_config_is_mended_by_sending_that_again(style: str) -> None:
    world = WORLDS[style](after_updates=["Failed", "Scheduled"])
    plan = planned(world)
    old = dict(plan.before.config)

    def undo(config: dict[str, Any]) -> None:
        config.clear()
        config.update(old)

    world.alter_update = undo

    with pytest.raises(SwitchFailedError):
        run_switch(plan, doors(world), BUDGETS)

    assert world.schedules[NAME].status == "Scheduled"
    assert live_baseline(world).same_files_as(OLD)


@STYLES
def test_a_lost_update_that_arrives_late_counts(style: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)

    def arrive_late() -> None:
        schedule = world.schedules[NAME]
        schedule.config, schedule.status, schedule.pending_looks = dict(plan.config), "Pending", 4

    at_call_of(world, "update_schedule", "before", raising(UnknownOutcomeError("?")), arrive_late)

    run_switch(plan, doors(world), BUDGETS)

    assert world.calls.count("update_schedule") == 2
    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_a_lost_update_followed_by_somebody_else_s_needs_a_person(style: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)

    def change() -> None:
        world.schedules[NAME].config["ScheduleConfig"]["ScheduleExpression"] = "cron(0 5 ? * * *)"
        raise UnknownOutcomeError("?")

    at_call_of(world, "update_schedule", "before", change)

    with pytest.raises(UnknownOutcomeError, match="somebody else"):
        run_switch(plan, doors(world), BUDGETS)


@STYLES
def test_a_refusal_without_visible_reason_is_tried_three_times(style: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)
    refuse = raising(RequestRefusedError("not now"))

    at_call_of(world, "update_schedule", "before", refuse, refuse)
    run_switch(plan, doors(world), BUDGETS)

    assert world.calls.count("update_schedule") == 3
    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_descriptions_that_lag_behind_the_update_are_waited_out(style: str) -> None:
    class Lagging(MemoryMonitoring):
        stale: Json | None = None
        looks = 0

        def update_schedule(self, name: str, config: Json) -> None:
            before = self.describe_schedule(name)
            super().update_schedule(name, config)
            self.stale = before

        def describe_schedule(self, name: str) -> Json:
            if self.stale is not None and self.looks < 2:
                self.looks += 1
                return self.stale
            return super().describe_schedule(name)

    world = Lagging()
    vars(world).update(vars(WORLDS[style]()))

    run_switch(planned(world), doors(world), BUDGETS)

    assert world.looks == 2
    assert live_baseline(world).same_files_as(NEW)


def test_a_definition_that_is_not_stored_as_sent_is_deleted_and_not_used() -> None:
    world = referenced_world()
    plan = planned(world)
    assert plan.definition is not None
    name = plan.definition.name

    def alter() -> None:
        world.definitions["DataQuality", name]["RoleArn"] = "another"

    at_call_of(world, "create_definition", "after", alter)

    with pytest.raises(MonitoringError, match="RoleArn"):
        run_switch(plan, doors(world), BUDGETS)

    assert "update_schedule" not in world.calls
    assert set(world.definitions) == {("DataQuality", "fraud-v1")}


@STYLES
def test_a_stop_that_is_refused_once_is_tried_again(style: str) -> None:
    world = WORLDS[style](status="Stopped")
    plan = planned(world)
    at_call_of(world, "stop_schedule", "before", raising(MonitoringError("no")))

    result = run_switch(plan, doors(world), BUDGETS)

    assert result.status_after == "Stopped"
    assert world.calls.count("stop_schedule") == 2


@STYLES
def test_a_change_by_somebody_else_right_after_the_update_is_not_overwritten(style: str) -> None:
    world = WORLDS[style](status="Stopped")
    plan = planned(world)

    def change() -> None:
        world.schedules[NAME].config["ScheduleConfig"]["ScheduleExpression"] = "cron(0 5 ? * * *)"

    at_call_of(world, "stop_schedule", "after", change)

    with pytest.raises(UnknownOutcomeError, match="Somebody else"):
        run_switch(plan, doors(world), BUDGETS)

    assert world.schedules[NAME].config["ScheduleConfig"]["ScheduleExpression"] == "cron(0 5 ? * * *)"


def test_a_baseline_of_unknown_digest_does_not_inherit_the_old_one_s() -> None:
    world = referenced_world()
    world.definition_tags["fraud-v1"]["baseline:digest"] = "o" * 64

    plan = plan_switch(read_schedule(world, NAME), replace(NEW, digest=""))

    assert "baseline:digest" not in plan.definition.tags  # type: ignore[union-attr]


def test_the_advice_for_a_reference_names_the_whole_old_config_because_an_update_replaces() -> None:
    world = referenced_world(after_updates=["Failed"])
    plan = planned(world)

    with pytest.raises(UnknownOutcomeError) as caught:
        run_switch(plan, doors(world), BUDGETS)

    assert '"ScheduleExpression": "cron(0 * ? * * *)"' in caught.value.hint


def test_the_advice_for_an_inline_definition_does_not_show_its_environment() -> None:
    world = inline_world(after_updates=["Failed"])
    world.schedules[NAME].config["MonitoringJobDefinition"]["Environment"] = {"TOKEN": "planted-secret"}
    plan = planned(world)

    with pytest.raises(UnknownOutcomeError) as caught:
        run_switch(plan, doors(world), BUDGETS)

    assert "planted-secret" not in str(caught.value)
    assert (
        f"baselining switch {NAME} --baseline {str(OLD.statistics).rpartition('/')[0]}" in caught.value.hint
    )
