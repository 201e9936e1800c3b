"""How a switch goes, seen from outside: what is live afterwards, and what the caller is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.doubles.heard import Heard
from tests.doubles.memory_monitoring import MemoryClock
from tests.doubles.schedules import (
    BUDGETS,
    NAME,
    NEW,
    OLD,
    STYLES,
    WHEN,
    WORLDS,
    doors,
    inline_world,
    live_baseline,
    on_operation,
    planned,
    raising,
    referenced_world,
    switch,
)

from baselining.errors import (
    MonitoringError,
    NotSettledError,
    RequestRefusedError,
    ScheduleChangedError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.schedule.live import read_schedule
from baselining.schedule.plan import plan_switch
from baselining.schedule.switch.run import run_switch
from baselining.world.locations import Baseline


@STYLES
def test_a_switch_changes_the_baseline_and_says_what_it_did(style: str) -> None:
    world = WORLDS[style]()

    result = switch(world)

    assert live_baseline(world).same_files_as(NEW)
    assert result.before.same_files_as(OLD)
    assert result.after == NEW
    assert (result.status_before, result.status_after) == ("Scheduled", "Scheduled")
    assert not result.interrupted
    assert world.schedules[NAME].config["ScheduleConfig"] == WHEN
    assert json.loads(json.dumps(result.to_json()))["after"]["digest"] == NEW.digest


def test_the_old_definition_stays_for_going_back() -> None:
    world = referenced_world()

    result = switch(world)

    assert result.definition_before == "fraud-v1"
    assert ("DataQuality", "fraud-v1") in world.definitions
    assert world.definition_tags[str(result.definition_after)] == {
        "team": "fraud",
        "baseline:digest": NEW.digest,
        "baseline:previous-definition": "fraud-v1",
    }


@pytest.mark.parametrize("kind", ["ModelQuality", "ModelBias", "ModelExplainability"])
def test_the_types_without_statistics_are_switched_too(kind: Any) -> None:
    world = referenced_world(kind)

    switch(world)

    assert live_baseline(world) == Baseline(constraints=NEW.constraints)


@STYLES
def test_switching_there_and_back_ends_with_the_old_baseline(style: str) -> None:
    world = WORLDS[style]()
    switch(world)

    back = plan_switch(read_schedule(world, NAME), OLD)
    run_switch(back, doors(world), BUDGETS)  # type: ignore[arg-type]

    assert live_baseline(world).same_files_as(OLD)


@STYLES
def test_a_busy_schedule_is_waited_for(style: str) -> None:
    world = WORLDS[style](execution="InProgress", executing_looks=5)
    heard = Heard()
    clock = MemoryClock()

    run_switch(planned(world), doors(world, clock, heard), BUDGETS)

    assert live_baseline(world).same_files_as(NEW)
    assert clock.slept_s >= 15
    assert any("an execution is InProgress" in sentence for sentence in heard.sentences)


@STYLES
@pytest.mark.parametrize(
    "behaviour",
    [{"execution": "InProgress", "executing_looks": 10**9}, {"status": "Pending", "pending_looks": 10**9}],
)
def test_a_schedule_that_stays_busy_is_left_alone(style: str, behaviour: dict[str, Any]) -> None:
    world = WORLDS[style](**behaviour)

    with pytest.raises(NotSettledError, match="nothing was changed"):
        switch(world)

    assert "update_schedule" not in world.calls
    assert "create_definition" not in world.calls


@STYLES
def test_without_waiting_for_executions_sagemaker_decides(style: str) -> None:
    world = WORLDS[style](execution="InProgress", executing_looks=10**9)

    with pytest.raises(NotSettledError, match="InProgress"):
        switch(world, wait_for_executions=False)

    assert world.calls.count("update_schedule") == 1
    assert len(world.definitions) <= 1


def test_an_execution_that_starts_just_before_the_update_is_waited_for() -> None:
    world = inline_world()

    def start() -> None:
        world.schedules[NAME].execution = "InProgress"
        world.schedules[NAME].executing_looks = 3

    on_operation(world, "update_schedule", "before", start)

    switch(world)

    assert world.calls.count("update_schedule") == 2
    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_an_update_that_is_refused_for_good_is_given_up_with_sagemaker_s_words(style: str) -> None:
    world = WORLDS[style]()
    on_operation(world, "update_schedule", "before", raising(RequestRefusedError("SCP says no")), times=99)

    with pytest.raises(MonitoringError, match="SCP says no"):
        switch(world)

    assert live_baseline(world).same_files_as(OLD)
    assert len(world.definitions) <= 1


@pytest.mark.parametrize(
    ("style", "at"),
    [
        ("inline", "describe_schedule"),
        ("referenced", "describe_schedule"),
        ("referenced", "create_definition"),
    ],
)
def test_a_schedule_that_somebody_else_changes_is_left_to_them(style: str, at: str) -> None:
    world = WORLDS[style]()
    plan = planned(world)

    def change() -> None:
        world.schedules[NAME].config["ScheduleConfig"]["ScheduleExpression"] = "cron(0 5 ? * * *)"

    on_operation(world, at, "before", change)

    with pytest.raises(ScheduleChangedError):
        run_switch(plan, doors(world), BUDGETS)

    assert live_baseline(world).same_files_as(OLD)
    assert len(world.definitions) <= 1


def test_a_definition_that_somebody_else_replaced_under_its_name_stops_the_switch() -> None:
    world = referenced_world()
    plan = planned(world)
    world.definitions["DataQuality", "fraud-v1"]["RoleArn"] = "another"

    with pytest.raises(MonitoringError, match="RoleArn"):
        run_switch(plan, doors(world), BUDGETS)

    assert live_baseline(world).same_files_as(OLD)


def test_a_schedule_that_somebody_stopped_meanwhile_is_left_to_them() -> None:
    world = inline_world()
    plan = planned(world)
    world.schedules[NAME].status = "Stopped"

    with pytest.raises(ScheduleChangedError, match="is Stopped now"):
        run_switch(plan, doors(world), BUDGETS)


@STYLES
@pytest.mark.parametrize("restarts", [True, False])
def test_a_stopped_schedule_is_stopped_afterwards(style: str, restarts: bool) -> None:
    world = WORLDS[style](status="Stopped", after_updates=["Scheduled" if restarts else "Stopped"])

    result = switch(world)

    assert (result.status_before, result.status_after) == ("Stopped", "Stopped")
    assert world.schedules[NAME].status == "Stopped"
    assert world.calls.count("stop_schedule") == int(restarts)


@STYLES
def test_a_failed_schedule_can_be_switched(style: str) -> None:
    result = switch(WORLDS[style](status="Failed"))

    assert (result.status_before, result.status_after) == ("Failed", "Scheduled")


@STYLES
def test_a_schedule_that_fails_after_the_update_gets_its_old_baseline_back(style: str) -> None:
    world = WORLDS[style](after_updates=["Failed", "Scheduled"])

    with pytest.raises(SwitchFailedError, match="the baseline could not be read"):
        switch(world)

    assert live_baseline(world).same_files_as(OLD)
    assert world.schedules[NAME].status == "Scheduled"
    assert len(world.definitions) <= 1


@STYLES
def test_a_service_that_alters_what_was_sent_is_not_trusted(style: str) -> None:
    world = WORLDS[style]()

    def alter(config: dict[str, Any]) -> None:
        if not live_baseline(world).same_files_as(NEW) and world.schedules[NAME].updates == 0:
            config["ScheduleConfig"]["ScheduleExpression"] = "cron(0 0 ? * * *)"

    world.alter_update = alter

    with pytest.raises(SwitchFailedError, match=r"ScheduleConfig\.ScheduleExpression"):
        switch(world)

    assert live_baseline(world).same_files_as(OLD)
    assert world.schedules[NAME].config["ScheduleConfig"] == WHEN


@STYLES
def test_a_default_that_the_service_fills_in_is_fine(style: str) -> None:
    world = WORLDS[style]()
    world.alter_update = lambda config: config.update(Added={"by": "the service"})

    switch(world)

    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_failing_to_put_back_is_said_with_the_commands_to_run(style: str) -> None:
    world = WORLDS[style](after_updates=["Failed"])

    with pytest.raises(UnknownOutcomeError, match="putting the old baseline back") as caught:
        switch(world)

    assert f"--monitoring-schedule-name {NAME}" in caught.value.hint
    assert "or go back: " in caught.value.hint
    assert f"baselining switch {NAME} --baseline {NEW.constraints}" in caught.value.hint


@STYLES
def test_pending_for_ever_after_the_update_is_an_unknown_outcome(style: str) -> None:
    world = WORLDS[style]()
    world.pending_looks_after_update = 10**9

    with pytest.raises(UnknownOutcomeError, match="still Pending"):
        switch(world)

    assert live_baseline(world).same_files_as(NEW), "its definition must not be deleted"


@STYLES
def test_somebody_else_s_config_after_a_failure_is_not_overwritten(style: str) -> None:
    world = WORLDS[style](after_updates=["Failed"])
    plan = planned(world)
    foreign: dict[str, Any] = {"MonitoringJobDefinitionName": "theirs", "MonitoringType": "DataQuality"}
    world.definitions["DataQuality", "theirs"] = {}

    def change() -> None:
        world.schedules[NAME].config = dict(foreign)

    on_operation(world, "update_schedule", "after", change)

    with pytest.raises(UnknownOutcomeError, match="somebody else"):
        run_switch(plan, doors(world), BUDGETS)

    assert world.schedules[NAME].config == foreign


@STYLES
def test_a_lost_answer_to_an_update_that_took_effect_is_found_out(style: str) -> None:
    world = WORLDS[style]()
    on_operation(world, "update_schedule", "after", raising(UnknownOutcomeError("?")))

    switch(world)

    assert world.calls.count("update_schedule") == 1
    assert live_baseline(world).same_files_as(NEW)


@STYLES
def test_a_lost_request_is_sent_once_more_and_then_given_up(style: str) -> None:
    world = WORLDS[style]()
    on_operation(world, "update_schedule", "before", raising(UnknownOutcomeError("?")), times=99)

    with pytest.raises(MonitoringError, match="did not take effect"):
        switch(world)

    assert world.calls.count("update_schedule") == 2
    assert live_baseline(world).same_files_as(OLD)
    assert len(world.definitions) <= 1


def test_a_definition_of_our_name_with_another_body_is_not_used() -> None:
    world = referenced_world()
    plan = planned(world)
    assert plan.definition is not None
    name = plan.definition.name
    world.definitions["DataQuality", name] = {**plan.definition.body, "RoleArn": "another"}
    world.definition_tags[name] = {}

    with pytest.raises(MonitoringError, match="RoleArn"):
        run_switch(plan, doors(world), BUDGETS)

    assert "update_schedule" not in world.calls
    assert ("DataQuality", name) in world.definitions, "it is not ours to delete"
    assert live_baseline(world).same_files_as(OLD)


def test_a_definition_of_an_earlier_attempt_is_used_and_survives_a_failure() -> None:
    world = referenced_world()
    plan = planned(world)
    assert plan.definition is not None
    world.create_definition("DataQuality", plan.definition.name, plan.definition.body, plan.definition.tags)
    on_operation(world, "update_schedule", "before", raising(MonitoringError("no")))
    with pytest.raises(MonitoringError):
        run_switch(plan, doors(world), BUDGETS)
    assert ("DataQuality", plan.definition.name) in world.definitions

    result = run_switch(plan, doors(world), BUDGETS)

    assert not result.definition_created
    assert live_baseline(world).same_files_as(NEW)
