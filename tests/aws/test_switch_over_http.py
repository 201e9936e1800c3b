"""The whole switch over HTTP, with the failures that only a network has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import pytest
from tests.aws.connected import connect
from tests.doubles.schedules import doors

from baselining.errors import MonitoringError, NotSettledError, SwitchFailedError, UnknownOutcomeError
from baselining.schedule.live import read_schedule
from baselining.schedule.plan import SwitchPlan, Unchanged, plan_switch
from baselining.schedule.switch.run import Switched, run_switch
from baselining.schedule.switch.watch import Budgets
from baselining.world.locations import Baseline
from baselining.world.ports import MonitoringType
from baselining_emulator import Emulator, faults

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
KINDS = get_args(MonitoringType)
STYLES = ("inline", *KINDS)
NAME = "fraud-quality"
NEW = Baseline(
    constraints="s3://models/new/constraints.json",
    statistics="s3://models/new/statistics.json",
    digest="d" * 64,
)
WHEN = {
    "ScheduleExpression": "cron(0 0/4 ? * * *)",
    "DataAnalysisStartTime": "-PT4H",
    "DataAnalysisEndTime": "-PT0H",
}


@dataclass
class World:
    emulator: Emulator
    sagemaker: SageMakerClient
    monkeypatch: pytest.MonkeyPatch

    def switch(self, *faults_after_planning: faults.Fault) -> Switched:
        client = connect(self.emulator, self.monkeypatch).monitoring()
        plan = plan_switch(read_schedule(client, NAME), NEW)
        assert isinstance(plan, SwitchPlan)
        self.emulator.calls.clear()
        self.emulator.faults.add(*faults_after_planning)
        return run_switch(plan, doors(client), Budgets(settle_s=60, apply_s=60))

    def config(self) -> dict[str, Any]:
        answer = self.sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)
        return dict(answer["MonitoringScheduleConfig"])

    def status(self) -> str:
        answer = self.sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)
        return str(answer["MonitoringScheduleStatus"])

    def constraints(self) -> str | None:
        client = connect(self.emulator, self.monkeypatch).monitoring()
        return read_schedule(client, NAME).baseline.constraints

    def data_quality_definitions(self) -> set[str]:
        answer = self.sagemaker.list_data_quality_job_definitions()
        return {found["MonitoringJobDefinitionName"] for found in answer["JobDefinitionSummaries"]}


@pytest.fixture
def make_world(
    emulator: Emulator,
    sagemaker: SageMakerClient,
    monkeypatch: pytest.MonkeyPatch,
    inline: Build,
    definition: Build,
    settled: Callable[[str], Any],
) -> Callable[[str], World]:
    """`make_world("ModelBias")`: a schedule of that style, Scheduled."""

    def make(style: str) -> World:
        config: dict[str, Any] = {"ScheduleConfig": WHEN}
        if style == "inline":
            config |= {"MonitoringJobDefinition": inline(), "MonitoringType": "DataQuality"}
        else:
            create = getattr(sagemaker, f"create_{SNAKE[style]}_job_definition")
            create(JobDefinitionName="old", **definition(style), Tags=[{"Key": "team", "Value": "fraud"}])
            config |= {"MonitoringJobDefinitionName": "old", "MonitoringType": style}
        sagemaker.create_monitoring_schedule(MonitoringScheduleName=NAME, MonitoringScheduleConfig=config)
        settled(NAME)
        return World(emulator=emulator, sagemaker=sagemaker, monkeypatch=monkeypatch)

    return make


SNAKE = {
    "DataQuality": "data_quality",
    "ModelQuality": "model_quality",
    "ModelBias": "model_bias",
    "ModelExplainability": "model_explainability",
}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_and_type_is_switched_and_keeps_the_rest(
    style: str, make_world: Callable[[str], World]
) -> None:
    world = make_world(style)
    before = world.config()

    result = world.switch()

    assert world.constraints() == NEW.constraints
    assert world.config()["ScheduleConfig"] == before["ScheduleConfig"]
    assert world.status() == result.status_after == "Scheduled"
    client = connect(world.emulator, world.monkeypatch).monitoring()
    assert isinstance(plan_switch(read_schedule(client, NAME), NEW), Unchanged)


def test_the_clone_carries_the_tags_and_where_it_came_from(make_world: Callable[[str], World]) -> None:
    world = make_world("DataQuality")

    result = world.switch()

    name = str(result.definition_after)
    described = world.sagemaker.describe_data_quality_job_definition(JobDefinitionName=name)
    tags = world.sagemaker.list_tags(ResourceArn=described["JobDefinitionArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {
        "team": "fraud",
        "baseline:digest": NEW.digest,
        "baseline:previous-definition": "old",
    }


def test_a_stopped_schedule_stays_stopped(
    make_world: Callable[[str], World], settled: Callable[[str], Any]
) -> None:
    world = make_world("DataQuality")
    world.sagemaker.stop_monitoring_schedule(MonitoringScheduleName=NAME)
    settled(NAME)

    world.switch()

    assert world.status() == "Stopped"
    assert world.constraints() == NEW.constraints


@pytest.mark.parametrize("style", ["inline", "DataQuality"])
@pytest.mark.parametrize(
    "fault",
    [
        faults.dropped_before("UpdateMonitoringSchedule"),
        faults.dropped_after("UpdateMonitoringSchedule"),
        faults.internal_failure("UpdateMonitoringSchedule"),
        faults.throttling("UpdateMonitoringSchedule", times=2),
        faults.validation_error("UpdateMonitoringSchedule", "busy just now"),
        faults.dropped_after("DescribeMonitoringSchedule", times=5),
    ],
    ids=lambda fault: f"{fault.effect} {fault.code or fault.operation}",
)
def test_a_passing_failure_does_not_keep_the_switch_from_happening(
    style: str, fault: faults.CallFault, make_world: Callable[[str], World]
) -> None:
    world = make_world(style)

    world.switch(fault)

    assert world.emulator.faults.all() == ()
    assert world.constraints() == NEW.constraints


@pytest.mark.parametrize("drop", [faults.dropped_before, faults.dropped_after])
def test_a_clone_whose_creation_was_not_answered_exists_once(
    drop: Callable[[str], faults.CallFault], make_world: Callable[[str], World]
) -> None:
    world = make_world("DataQuality")

    result = world.switch(drop("CreateDataQualityJobDefinition"))

    assert result.definition_created
    assert world.data_quality_definitions() == {"old", str(result.definition_after)}


@pytest.mark.parametrize("style", ["inline", "DataQuality"])
def test_a_schedule_that_fails_after_the_update_gets_its_old_baseline_back(
    style: str, make_world: Callable[[str], World]
) -> None:
    world = make_world(style)
    before = world.config()

    with pytest.raises(SwitchFailedError, match="role cannot read it"):
        world.switch(faults.fails_after_change(NAME, "role cannot read it"))

    assert world.config() == before
    assert world.status() == "Scheduled"
    assert world.data_quality_definitions() <= {"old"}


@pytest.mark.parametrize("style", ["inline", "DataQuality"])
def test_a_schedule_that_never_settles_needs_a_person(style: str, make_world: Callable[[str], World]) -> None:
    world = make_world(style)

    with pytest.raises(UnknownOutcomeError, match="still Pending"):
        world.switch(faults.never_settles(NAME))

    assert world.constraints() == NEW.constraints


@pytest.mark.parametrize("style", ["inline", "DataQuality"])
def test_a_running_execution_is_not_disturbed(style: str, make_world: Callable[[str], World]) -> None:
    world = make_world(style)
    world.emulator.add_execution(NAME)
    before = world.config()

    with pytest.raises(NotSettledError):
        world.switch()

    assert world.config() == before
    assert "UpdateMonitoringSchedule" not in world.emulator.calls.operations()


def test_a_role_that_may_not_be_passed_leaves_everything_as_it_was(
    make_world: Callable[[str], World],
) -> None:
    world = make_world("DataQuality")
    before = world.config()

    with pytest.raises(MonitoringError, match="sagemaker:CreateDataQualityJobDefinition"):
        world.switch(faults.access_denied("CreateDataQualityJobDefinition"))

    assert world.config() == before
    assert world.data_quality_definitions() == {"old"}
