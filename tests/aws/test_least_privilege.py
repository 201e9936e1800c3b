"""The policies of `conf/iam` allow what the commands do, and nothing that they do not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from tests.aws.recording import Recorded, needed, record_calls
from tests.policies import KMS_KEY, POLICIES, grants, statements

from baselining.aws.s3 import S3ObjectStore
from baselining.cli import app
from baselining.emulator import Emulator, faults
from baselining.emulator.s3_faults import s3_error
from baselining.errors import BaseliningError
from baselining.ports import MonitoringType

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
KINDS = get_args(MonitoringType)
DOCUMENTS = Path(__file__).resolve().parents[1] / "golden" / "current"
ENCRYPTED = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KMS_KEY, "BucketKeyEnabled": True}
LIVE = "s3://models/live/constraints.json"
SCHEDULE = "fraud-quality"
NEW = ("--baseline", "s3://models/fraud/by-hand", "--allow-other-bucket", "--poll", "0.01")


@dataclass
class World:
    emulator: Emulator
    sagemaker: SageMakerClient
    settled: Callable[[str], Any]
    definition: Build
    inline: Build
    monkeypatch: pytest.MonkeyPatch

    def run(self, *words: str) -> None:
        """A command in this process, as if typed."""
        app(list(words), standalone_mode=False)

    def fail(self, *words: str) -> None:
        """A command that fails for a reason that is this project's to explain."""
        with pytest.raises(BaseliningError):
            self.run(*words)

    def have_schedule(self, kind: str) -> None:
        """The schedule anew, of one kind (or inline), with definitions that carry tags."""
        names = self.sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"]
        if names:
            self.sagemaker.delete_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
        config: dict[str, Any] = {"ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}}
        if kind == "inline":
            config |= {"MonitoringJobDefinition": self.inline(), "MonitoringType": "DataQuality"}
        else:
            snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind)
            create = getattr(self.sagemaker, f"create{snake}_job_definition")
            with suppress(self.sagemaker.exceptions.ResourceInUse):
                create(JobDefinitionName="old", **self.definition(kind), Tags=[{"Key": "team", "Value": "x"}])
            config |= {"MonitoringJobDefinitionName": "old", "MonitoringType": kind}
        self.sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=SCHEDULE, MonitoringScheduleConfig=config
        )
        self.settled(SCHEDULE)


def plan_only(world: World) -> None:
    world.run("publish", str(DOCUMENTS), "--to", "s3://models/fraud", "--encrypt-like", LIVE, "--plan")
    for kind in KINDS:
        world.have_schedule(kind)
        world.run("switch", SCHEDULE, *NEW, "--plan")
        world.run("template", SCHEDULE, *NEW[:2])


def publish(world: World) -> None:
    words = ("publish", str(DOCUMENTS), "--to", "s3://models/fraud", "--encrypt-like", LIVE)
    world.run(*words)
    world.monkeypatch.setitem(S3ObjectStore.__init__.__kwdefaults__, "in_parts_above", 100)
    world.emulator.faults.add(s3_error("CompleteMultipartUpload", "AccessDenied", "no", status=403))
    world.fail("publish", str(DOCUMENTS), "--to", "s3://models/fraud/large", "--encrypt-like", LIVE)
    world.run(*words)


def switch(world: World) -> None:
    for kind in (*KINDS, "inline"):
        world.have_schedule(kind)
        world.emulator.faults.add(faults.fails_after_change(SCHEDULE, "the role cannot read it"))
        world.fail("switch", SCHEDULE, *NEW)
        world.run("switch", SCHEDULE, *NEW)
    world.have_schedule("DataQuality")
    world.sagemaker.stop_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    world.settled(SCHEDULE)
    world.run("switch", SCHEDULE, *NEW)


def registry(world: World) -> None:
    world.sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
    arn = world.sagemaker.create_model_package(ModelPackageGroupName="fraud")["ModelPackageArn"]
    for options in ((), ("--model-package", arn, "--plan"), ("--model-package", arn)):
        world.run("registry", "s3://models/fraud/by-hand", *options)


COMMANDS = {"plan-only": plan_only, "publish": publish, "registry": registry, "switch": switch}
"""For each policy, everything that is done under it, with whatever can go wrong; a new command is a new line there."""


@pytest.fixture
def world(
    emulator: Emulator,
    sagemaker: SageMakerClient,
    s3: S3Client,
    settled: Callable[[str], Any],
    definition: Build,
    inline: Build,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test-key",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": emulator.endpoint_url,
    }.items():
        monkeypatch.setenv(name, value)
    s3.create_bucket(Bucket="models")
    for key in ("live/constraints.json", "fraud/by-hand/constraints.json", "fraud/by-hand/statistics.json"):
        body = b'{"features": []}'
        s3.put_object(Bucket="models", Key=key, Body=body, **ENCRYPTED)  # type: ignore[arg-type]
    return World(emulator, sagemaker, settled, definition, inline, monkeypatch)


def calls_under(policy: str, world: World) -> list[Recorded]:
    calls = record_calls(world.monkeypatch)
    COMMANDS[policy](world)
    return calls


def test_every_policy_is_tried() -> None:
    assert sorted(COMMANDS) == sorted(POLICIES)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_allows_every_call_and_no_action_that_none_needs(
    policy: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    allowed = grants(policy)
    needs = {(str(call), *need) for call in calls_under(policy, world) for need in needed(call)}

    forbidden = [need for need in needs if not any(grant.allows(*need[1:]) for grant in allowed)]
    unused = [grant for grant in allowed if not any(grant.allows(*need[1:]) for need in needs)]
    assert needs
    assert not forbidden, "calls that the policy does not allow"
    assert not unused, "actions that the policy allows and no call needs"


def test_what_only_plans_never_calls_anything_that_changes(world: World) -> None:
    calls = calls_under("plan-only", world)

    assert {
        call.operation for call in calls if not call.operation.startswith(("Describe", "List", "Get", "Head"))
    } == set()


def test_passing_a_role_is_allowed_to_sagemaker_only() -> None:
    conditions = [found["Condition"] for found in statements("switch") if found["Action"] == "iam:PassRole"]

    assert conditions == [{"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}]
