"""The schedules that the tests of switch begin with, every optional member filled in."""

from __future__ import annotations

from typing import Any

import pytest
from tests.doubles.memory_monitoring import MemoryClock, MemoryMonitoring, Phase, Schedule
from tests.doubles.memory_store import MemoryStore

from baselining.schedule.live import read_schedule
from baselining.schedule.plan import SwitchPlan, Unchanged, plan_switch
from baselining.schedule.switch.run import Switched, run_switch
from baselining.schedule.switch.watch import Budgets
from baselining.world.events import SILENCE, Events
from baselining.world.locations import Baseline
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import Clock, MonitoringService, MonitoringType, World

NAME = "fraud-data-quality"
OLD = Baseline(constraints="s3://models/old/constraints.json", statistics="s3://models/old/statistics.json")
NEW = Baseline(
    constraints="s3://models/new/constraints.json",
    statistics="s3://models/new/statistics.json",
    digest="d" * 64,
)
WHEN = {
    "ScheduleExpression": "cron(0 * ? * * *)",
    "DataAnalysisStartTime": "-PT1H",
    "DataAnalysisEndTime": "-PT0H",
}


def baseline_config(baseline: Baseline, *, with_statistics: bool = True) -> dict[str, Any]:
    config: dict[str, Any] = {
        "BaseliningJobName": "the-analyzer-s-job",
        "ConstraintsResource": {"S3Uri": baseline.constraints},
    }
    if with_statistics:
        config["StatisticsResource"] = {"S3Uri": baseline.statistics}
    return config


def definition_body(kind: MonitoringType, baseline: Baseline = OLD) -> dict[str, Any]:
    names = TYPE_NAMES[kind]
    return {
        names.baseline_member: baseline_config(baseline, with_statistics=names.takes_statistics),
        f"{kind}AppSpecification": {
            "ImageUri": "analyzer:1",
            "Environment": {"publish_cloudwatch_metrics": "Enabled"},
        },
        f"{kind}JobInput": {
            "EndpointInput": {"EndpointName": "fraud", "LocalPath": "/opt/ml/processing/input"}
        },
        f"{kind}JobOutputConfig": {
            "MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://models/reports", "LocalPath": "/out"}}],
            "KmsKeyId": "key-1",
        },
        "JobResources": {"ClusterConfig": {"InstanceCount": 1, "VolumeKmsKeyId": "key-2"}},
        "NetworkConfig": {"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
        "RoleArn": "arn:aws:iam::111122223333:role/monitoring",
        "StoppingCondition": {"MaxRuntimeInSeconds": 1800},
    }


def inline_definition(baseline: Baseline = OLD) -> dict[str, Any]:
    return {
        "BaselineConfig": baseline_config(baseline),
        "MonitoringInputs": [{"EndpointInput": {"EndpointName": "fraud", "LocalPath": "/in"}}],
        "MonitoringAppSpecification": {"ImageUri": "analyzer:1"},
        "Environment": {"publish_cloudwatch_metrics": "Enabled"},
        "NetworkConfig": {},
        "RoleArn": "arn:aws:iam::111122223333:role/monitoring",
    }


def inline_world(**behaviour: Any) -> MemoryMonitoring:
    world = MemoryMonitoring()
    config = {
        "ScheduleConfig": dict(WHEN),
        "MonitoringJobDefinition": inline_definition(),
        "MonitoringType": "DataQuality",
    }
    world.schedules[NAME] = Schedule(config=config, **behaviour)
    return world


def referenced_world(kind: MonitoringType = "DataQuality", **behaviour: Any) -> MemoryMonitoring:
    world = MemoryMonitoring()
    config = {
        "ScheduleConfig": dict(WHEN),
        "MonitoringJobDefinitionName": "fraud-v1",
        "MonitoringType": kind,
    }
    world.schedules[NAME] = Schedule(config=config, **behaviour)
    world.definitions[kind, "fraud-v1"] = definition_body(kind)
    world.definition_tags["fraud-v1"] = {"team": "fraud", "aws:cloudformation:stack-name": "monitoring"}
    return world


WORLDS = {"inline": inline_world, "referenced": referenced_world}
STYLES = pytest.mark.parametrize("style", WORLDS)
BUDGETS = Budgets(settle_s=60, apply_s=60, poll_s=5)


def doors(monitoring: MonitoringService, clock: Clock | None = None, events: Events = SILENCE) -> World:
    """SageMaker as given, and an empty S3."""
    return World(store=MemoryStore(), monitoring=monitoring, clock=clock or MemoryClock(), events=events)


def planned(world: MemoryMonitoring, wanted: Baseline = NEW) -> SwitchPlan:
    plan = plan_switch(read_schedule(world, NAME), wanted)
    assert not isinstance(plan, Unchanged)
    return plan


def live_baseline(world: MemoryMonitoring) -> Baseline:
    """What the schedule uses now, read past all fault injection."""
    config = world.schedules[NAME].config
    if "MonitoringJobDefinition" in config:
        found = config["MonitoringJobDefinition"]["BaselineConfig"]
    else:
        body = world.definitions[config["MonitoringType"], config["MonitoringJobDefinitionName"]]
        found = body[TYPE_NAMES[config["MonitoringType"]].baseline_member]
    return Baseline(
        constraints=found["ConstraintsResource"]["S3Uri"],
        statistics=found.get("StatisticsResource", {}).get("S3Uri"),
    )


def switch(world: MemoryMonitoring, **budgets: Any) -> Switched:
    plan = planned(world)
    world.calls.clear()
    return run_switch(plan, doors(world), Budgets(**{"settle_s": 60, "apply_s": 60, **budgets}))


def on_operation(world: MemoryMonitoring, operation: str, phase: Phase, do: Any, *, times: int = 1) -> None:
    """Run `do` at the first `times` calls of an operation."""
    left = [times]

    def hook(_number: int, called: str, when: Phase) -> None:
        if called == operation and when == phase and left[0]:
            left[0] -= 1
            do()

    world.on_call = hook


def raising(error: BaseException) -> Any:
    def do() -> None:
        raise error

    return do
