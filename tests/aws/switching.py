"""One schedule in the emulator, switched by our own clients, and everything that SageMaker says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.aws.complete import TAGS
from tests.aws.connected import connect
from tests.doubles.schedules import NEW, doors

from baselining.schedule.live import read_schedule
from baselining.schedule.plan import SwitchPlan, plan_switch
from baselining.schedule.switch.run import Switched, run_switch
from baselining.schedule.switch.watch import Budgets
from baselining.world.locations import Baseline
from baselining_emulator import Emulator, faults

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

NAME = "fraud-quality"
OPERATIONS = {
    "DataQuality": "data_quality",
    "ModelQuality": "model_quality",
    "ModelBias": "model_bias",
    "ModelExplainability": "model_explainability",
}
_CHANGES_BY_ITSELF = {"ResponseMetadata", "LastModifiedTime", "CreationTime", "JobDefinitionArn"}


@dataclass
class Switching:
    emulator: Emulator
    sagemaker: SageMakerClient
    settled: Callable[[str], dict[str, Any]]
    monkeypatch: pytest.MonkeyPatch

    def have_referenced(self, kind: str, body: dict[str, Any], when: dict[str, str] | None) -> None:
        tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
        create = getattr(self.sagemaker, f"create_{OPERATIONS[kind]}_job_definition")
        create(JobDefinitionName="old", **body, Tags=tags)
        self._have({"MonitoringJobDefinitionName": "old", "MonitoringType": kind}, when)

    def have_inline(self, body: dict[str, Any], when: dict[str, str] | None) -> None:
        self._have({"MonitoringJobDefinition": body, "MonitoringType": "DataQuality"}, when)

    def _have(self, config: dict[str, Any], when: dict[str, str] | None) -> None:
        if when is not None:
            config["ScheduleConfig"] = when
        self.sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=NAME,
            MonitoringScheduleConfig=config,  # type: ignore[arg-type]
            Tags=[{"Key": "owner", "Value": "us"}],
        )
        self.settled(NAME)

    def switch(self, *after_planning: faults.Fault, wanted: Baseline = NEW) -> Switched:
        client = connect(self.emulator, self.monkeypatch).monitoring()
        plan = plan_switch(read_schedule(client, NAME), wanted)
        assert isinstance(plan, SwitchPlan)
        self.emulator.faults.add(*after_planning)
        return run_switch(plan, doors(client), Budgets(settle_s=60, apply_s=60))

    def schedule(self) -> dict[str, Any]:
        """All that DescribeMonitoringSchedule says, but times."""
        answer = self.sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)
        return {name: member for name, member in answer.items() if name not in _CHANGES_BY_ITSELF}

    def definition(self) -> dict[str, Any]:
        """All of the definition that the schedule refers to, and its tags, but times and the ARN."""
        config = self.schedule()["MonitoringScheduleConfig"]
        kind, name = config["MonitoringType"], config["MonitoringJobDefinitionName"]
        describe = getattr(self.sagemaker, f"describe_{OPERATIONS[kind]}_job_definition")
        answer = describe(JobDefinitionName=name)
        tags = self.sagemaker.list_tags(ResourceArn=answer["JobDefinitionArn"])["Tags"]
        found = {name: member for name, member in answer.items() if name not in _CHANGES_BY_ITSELF}
        return {**found, "Tags": {tag["Key"]: tag["Value"] for tag in tags}}

    def definition_names(self, kind: str) -> list[str]:
        answer = getattr(self.sagemaker, f"list_{OPERATIONS[kind]}_job_definitions")()
        return sorted(found["MonitoringJobDefinitionName"] for found in answer["JobDefinitionSummaries"])
