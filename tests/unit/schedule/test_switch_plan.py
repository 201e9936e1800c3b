"""What a switch reads and decides before anything is changed."""

from __future__ import annotations

import copy
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doubles.memory_monitoring import READS
from tests.doubles.schedules import (
    NAME,
    NEW,
    OLD,
    WHEN,
    WORLDS,
    inline_world,
    planned,
    referenced_world,
)

from baselining.errors import ConfigError, InputError, ScheduleNotFoundError
from baselining.schedule.differences import differences
from baselining.schedule.live import (
    LiveDefinition,
    LiveSchedule,
    Sighting,
    read_schedule,
    without_empty_members,
)
from baselining.schedule.plan import SwitchPlan, Unchanged, plan_switch
from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES, check_schedule_name
from baselining.world.ports import MonitoringType

KINDS = get_args(MonitoringType)

NAMES = st.text("AbcXyz", min_size=1, max_size=6)
JSON = st.recursive(
    st.integers() | st.text(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(NAMES, JSON, max_size=5).map(without_empty_members)
KEYS = st.sampled_from(["team", "aws:stack", "AWS:x", "baseline:digest", "cost"])
TAGS = st.dictionaries(KEYS, st.text(max_size=5))


def live(
    kind: MonitoringType, body: dict[str, Any], tags: dict[str, str], rest: dict[str, Any]
) -> LiveSchedule:
    config = {**rest, "MonitoringJobDefinitionName": "old", "MonitoringType": kind}
    return LiveSchedule(
        name=NAME,
        kind=kind,
        sighting=Sighting(config=config, status="Scheduled"),
        definition=LiveDefinition(name="old", body=body, tags=tags),
    )


@given(st.sampled_from(KINDS), BODIES, TAGS, BODIES)
def test_a_plan_keeps_everything_but_the_baseline(
    kind: MonitoringType, body: dict[str, Any], tags: dict[str, str], rest: dict[str, Any]
) -> None:
    member = TYPE_NAMES[kind].baseline_member
    found = live(kind, body, tags, rest)
    untouched = copy.deepcopy(found)

    plan = plan_switch(found, NEW)

    assert isinstance(plan, SwitchPlan)
    assert plan.definition is not None
    assert found == untouched
    assert {**plan.config, "MonitoringJobDefinitionName": "old"} == found.config
    assert {k: v for k, v in plan.definition.body.items() if k != member} == body
    kept = {k: v for k, v in tags.items() if not k.lower().startswith("aws:") and k != "baseline:digest"}
    assert plan.definition.tags == {
        **kept,
        "baseline:digest": NEW.digest,
        "baseline:previous-definition": "old",
    }


@given(BODIES, BODIES)
def test_an_inline_plan_keeps_everything_but_the_baseline(body: dict[str, Any], rest: dict[str, Any]) -> None:
    config = {**rest, "MonitoringJobDefinition": body}
    found = LiveSchedule(name=NAME, kind="DataQuality", sighting=Sighting(config=config, status="Scheduled"))

    plan = plan_switch(found, NEW)

    assert isinstance(plan, SwitchPlan)
    assert plan.definition is None
    inline = dict(plan.config["MonitoringJobDefinition"])
    assert inline.pop("BaselineConfig") == {
        "ConstraintsResource": {"S3Uri": NEW.constraints},
        "StatisticsResource": {"S3Uri": NEW.statistics},
    }
    assert inline == body
    assert {k: v for k, v in plan.config.items() if k != "MonitoringJobDefinition"} == rest


@given(BODIES)
def test_the_clone_s_name_is_its_content(body: dict[str, Any]) -> None:
    one = plan_switch(live("DataQuality", body, {}, {}), NEW)
    turned = plan_switch(live("DataQuality", dict(reversed(body.items())), {"other": "tag"}, WHEN), NEW)
    other = plan_switch(live("DataQuality", {**body, "RoleArn": "another"}, {}, {}), NEW)

    names = [plan.definition.name for plan in (one, turned, other)]  # type: ignore[union-attr]
    assert names[0] == names[1] != names[2]
    for name in names:
        check_schedule_name(name)


@pytest.mark.parametrize("length", [1, 47, 48, 49, 63])
def test_the_clone_s_name_is_a_valid_one_for_a_schedule_of_any_length(length: int) -> None:
    world = referenced_world()
    world.schedules["a" * length] = world.schedules.pop(NAME)

    plan = plan_switch(read_schedule(world, "a" * length), NEW)

    check_schedule_name(plan.definition.name)  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KINDS)
def test_every_monitoring_type_is_read_and_planned(kind: MonitoringType) -> None:
    found = read_schedule(referenced_world(kind), NAME)
    plan = plan_switch(found, NEW)

    assert found.kind == kind
    assert found.baseline.constraints == OLD.constraints
    assert found.baseline.statistics == (OLD.statistics if kind == "DataQuality" else None)
    assert isinstance(plan, SwitchPlan)
    member = plan.definition.body[TYPE_NAMES[kind].baseline_member]  # type: ignore[union-attr]
    assert ("StatisticsResource" in member) == (kind == "DataQuality")
    assert "BaseliningJobName" not in member


@pytest.mark.parametrize("style", WORLDS)
def test_reading_and_planning_change_nothing(style: str) -> None:
    world = WORLDS[style]()

    planned(world)

    assert set(world.calls) <= READS


def test_an_inline_schedule_without_monitoring_type_is_data_quality() -> None:
    world = inline_world()
    del world.schedules[NAME].config["MonitoringType"]

    plan = planned(world)

    assert plan.before.kind == "DataQuality"
    assert "MonitoringType" not in plan.config


def test_empty_members_are_not_sent_back() -> None:
    assert "NetworkConfig" not in planned(inline_world()).config["MonitoringJobDefinition"]
    assert without_empty_members({"a": {"b": {}}, "c": [], "d": [{"e": {}}], "f": "", "g": 0}) == {
        "d": [{}],
        "f": "",
        "g": 0,
    }


def test_the_calls_of_a_plan_are_the_clone_and_the_whole_update() -> None:
    create, update = planned(referenced_world()).calls

    assert create.operation == "CreateDataQualityJobDefinition"
    assert update.operation == "UpdateMonitoringSchedule"
    assert {"Key": "team", "Value": "fraud"} in create.arguments["Tags"]
    assert not any(tag["Key"].startswith("aws:") for tag in create.arguments["Tags"])
    assert update.arguments["MonitoringScheduleConfig"] == {
        "ScheduleConfig": WHEN,
        "MonitoringType": "DataQuality",
        "MonitoringJobDefinitionName": create.arguments["JobDefinitionName"],
    }


@pytest.mark.parametrize("style", WORLDS)
def test_a_plan_can_be_printed(style: str) -> None:
    shown = json.loads(json.dumps(planned(WORLDS[style]()).to_json()))

    assert shown["before"]["baseline"]["constraints"] == OLD.constraints
    assert shown["after"]["constraints"] == NEW.constraints


def without_job_name(style: str, **behaviour: Any) -> LiveSchedule:
    world = WORLDS[style](**behaviour)
    if style == "inline":
        del world.schedules[NAME].config["MonitoringJobDefinition"]["BaselineConfig"]["BaseliningJobName"]
    else:
        del world.definitions["DataQuality", "fraud-v1"]["DataQualityBaselineConfig"]["BaseliningJobName"]
    return read_schedule(world, NAME)


@pytest.mark.parametrize("style", WORLDS)
def test_there_is_nothing_to_do_when_the_baseline_is_live_already(style: str) -> None:
    result = plan_switch(without_job_name(style), OLD)

    assert isinstance(result, Unchanged)
    assert result.to_json()["changed"] is False


@pytest.mark.parametrize("style", WORLDS)
def test_the_same_baseline_is_sent_again_to_a_failed_schedule(style: str) -> None:
    assert isinstance(plan_switch(without_job_name(style, status="Failed"), OLD), SwitchPlan)


@pytest.mark.parametrize("style", WORLDS)
def test_a_baselining_job_beside_the_same_files_is_removed(style: str) -> None:
    assert isinstance(plan_switch(read_schedule(WORLDS[style](), NAME), OLD), SwitchPlan)


def test_data_quality_needs_statistics() -> None:
    with pytest.raises(InputError, match="needs statistics"):
        plan_switch(read_schedule(inline_world(), NAME), Baseline(constraints="s3://b/c/constraints.json"))


def test_no_baseline_is_without_constraints() -> None:
    with pytest.raises(InputError, match="no constraints"):
        plan_switch(read_schedule(inline_world(), NAME), Baseline(statistics="s3://b/c/statistics.json"))


def test_a_schedule_that_never_had_a_baseline_gets_one() -> None:
    world = referenced_world()
    del world.definitions["DataQuality", "fraud-v1"]["DataQualityBaselineConfig"]

    plan = planned(world)

    assert plan.before.baseline == Baseline()
    assert plan.definition is not None
    member = plan.definition.body["DataQualityBaselineConfig"]
    assert member["ConstraintsResource"]["S3Uri"] == NEW.constraints


def test_people_are_told_of_a_failed_execution_a_stack_and_a_one_time_schedule() -> None:
    world = referenced_world(execution="Failed", tags={"aws:cloudformation:stack-name": "prod"})
    world.schedules[NAME].config["ScheduleConfig"]["ScheduleExpression"] = "NOW"

    failed, stack, once = planned(world).warnings

    assert "last execution failed" in failed
    assert "'prod'" in stack
    assert "NOW" in once


def test_a_clone_with_too_many_tags_is_refused_before_anything_is_created() -> None:
    world = referenced_world()
    world.definition_tags["fraud-v1"] = {f"tag-{number}": "x" for number in range(49)}

    with pytest.raises(InputError, match="51"):
        planned(world)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a_b", "a.b", "a" * 64, "é", "a\n"])
def test_a_name_that_sagemaker_cannot_have_is_refused_without_a_call(name: str) -> None:
    world = inline_world()

    with pytest.raises(ConfigError):
        read_schedule(world, name)

    assert world.calls == []


def test_an_arn_is_answered_with_the_name_the_region_and_the_account() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:999999999999:monitoring-schedule/fraud"

    with pytest.raises(ConfigError, match=r"account 999999999999 in eu-west-1") as caught:
        read_schedule(inline_world(), arn)

    assert "Use its name, fraud, with --region eu-west-1" in caught.value.hint


def test_an_unknown_schedule_is_not_found() -> None:
    with pytest.raises(ScheduleNotFoundError):
        read_schedule(inline_world(), "another")


def test_a_definition_that_is_gone_is_named() -> None:
    world = referenced_world()
    world.definitions.clear()

    with pytest.raises(InputError, match="fraud-v1"):
        read_schedule(world, NAME)


@pytest.mark.parametrize(("kind", "message"), [("Novel", "not known"), ("ModelBias", "DataQuality only")])
def test_an_inline_schedule_of_another_type_is_refused(kind: str, message: str) -> None:
    world = inline_world()
    world.schedules[NAME].config["MonitoringType"] = kind

    with pytest.raises(InputError, match=message):
        read_schedule(world, NAME)


def test_differences_are_named_by_path_without_values() -> None:
    sent = {"A": {"B": 1, "C": [1]}, "XBaselineConfig": {"S": 1}}

    assert differences(sent, sent) == []
    assert differences(sent, {"A": {"B": 2, "C": [1, 2]}, "XBaselineConfig": {"S": 1}}) == ["A.B", "A.C"]
    assert differences(sent, {"A": {"C": [1]}, "XBaselineConfig": {"S": 1}}) == ["A.B"]


def test_a_default_that_was_filled_in_is_no_difference_but_an_added_baseline_is() -> None:
    assert differences({"A": 1}, {"A": 1, "StoppingCondition": {}}) == []
    assert differences({"A": 1}, {"A": 1, "BaselineConfig": {"S": 1}}) == ["BaselineConfig"]
    assert differences({"BaselineConfig": {}}, {"BaselineConfig": {"BaseliningJobName": "x"}}) == [
        "BaselineConfig.BaseliningJobName"
    ]
