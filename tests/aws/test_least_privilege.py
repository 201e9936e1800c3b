"""The policies of `conf/iam` allow what the commands do, and nothing that they do not."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from tests.aws.conftest import ONE_ATTEMPT
from tests.aws.privileged import KINDS, LIVE, RECORDS, SCHEDULE, World
from tests.aws.recording import needed
from tests.aws.test_captured_traffic import CAPTURE, VARIANTS
from tests.doubles.iam import KMS_KEY, POLICIES, grants, statements
from tests.unit.monitoring_run.runs import observation_of

from baselining.aws.s3 import S3ObjectStore
from baselining.commands.located import located
from baselining.commands.world import open_jobs
from baselining.config import AwsSection
from baselining.dataset.spec import DatasetSpec
from baselining.launch.section import LaunchSection, Runtime
from baselining.publication.kinds import KIND_OF_MEMBER
from baselining_emulator import Emulator, faults
from baselining_emulator.s3_faults import s3_error

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
DEFAULT_KEY = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KMS_KEY}
NEW = ("--baseline", "s3://models/fraud/by-hand")
ON = (SCHEDULE, *RECORDS)
OF_EVERY_KIND = json.dumps({member: [] for member in KIND_OF_MEMBER}).encode()
FAST = ("--poll", "0.01")
ALL_BUT_THE_LAST = ("--keep", "1", "--min-age-days", "0")


def plan_only(world: World) -> None:
    """Every `--plan`, and what only looks, of a schedule beside another one that was switched too."""
    to_fraud = ("--to", "s3://models/fraud", "--encrypt-like", LIVE)
    world.run("publish", str(world.documents), *to_fraud, "--plan")
    world.have_other_schedule()
    world.have_package()
    for kind in (*KINDS, "inline"):
        world.have_schedule(kind)
        world.run("switch", *ON, *NEW, "--plan")
        world.run("template", SCHEDULE, *NEW)
        with world.aside():
            world.run("switch", *ON, *NEW, *FAST)
        world.emulator.add_execution(SCHEDULE, status="Failed", failure_reason="no data in this hour")
        world.run("history", *ON)
        world.fail("confirm", *ON)
        world.run("rollback", *ON, "--plan")
        with world.aside():
            world.switch_to_published(3)
        world.run("gc", *ON, *ALL_BUT_THE_LAST, "--plan")
        type_ = "DataQuality" if kind == "inline" else kind
        world.run("switch", "--endpoint", "fares", "--type", type_, *RECORDS, *NEW, "--plan")
    judge_and_diff(world)


def judge_and_diff(world: World) -> None:
    """A new baseline beside what a schedule of either style uses, and beside one that lies in S3."""
    names = ("statistics.json", "constraints.json")
    world.store("live", {name: (world.documents / name).read_bytes() for name in names})
    for kind in ("DataQuality", "inline"):
        world.have_schedule(kind)
        world.run("judge", str(world.documents), "--schedule", SCHEDULE, "--accept", "a test")
    world.run("diff", "s3://models/live", str(world.documents))


def publish(world: World) -> None:
    words = ("publish", str(world.documents), "--to", "s3://models/fraud", "--encrypt-like", LIVE)
    world.run(*words)
    world.monkeypatch.setitem(S3ObjectStore.__init__.__kwdefaults__, "in_parts_above", 100)
    world.emulator.faults.add(s3_error("CompleteMultipartUpload", "AccessDenied", "no", status=403))
    world.fail("publish", str(world.documents), "--to", "s3://models/fraud/large", "--encrypt-like", LIVE)
    world.run(*words)


def switch(world: World) -> None:
    """Switch, fail, roll back, confirm and list; a run that died; a schedule that is stopped."""
    for kind in (*KINDS, "inline"):
        world.have_schedule(kind)
        world.emulator.faults.add(faults.fails_after_change(SCHEDULE, "the role cannot read it"))
        world.fail("switch", *ON, *NEW, *FAST)
        world.run("switch", *ON, *NEW, *FAST)
        world.run("rollback", *ON, *FAST)
        type_ = "DataQuality" if kind == "inline" else kind
        world.run("switch", "--endpoint", "fares", "--type", type_, *RECORDS, *NEW, *FAST)
        world.emulator.add_execution(SCHEDULE, status="Completed")
        world.run("confirm", *ON)
        world.forget_the_end()
        world.run("switch", *ON, *NEW, *FAST)
        world.run("history", *ON)
    world.have_schedule("DataQuality")
    world.sagemaker.stop_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    world.settled(SCHEDULE)
    world.run("switch", *ON, *NEW, *FAST)


def gc(world: World) -> None:
    """Of every kind of schedule; and after a run that died before it had stopped a schedule again."""
    world.have_other_schedule()
    for kind in (*KINDS, "inline"):
        world.have_schedule(kind)
        with world.aside():
            world.switch_to_published(3)
        world.run("gc", *ON, *ALL_BUT_THE_LAST)
    world.have_schedule("DataQuality")
    world.sagemaker.stop_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    world.settled(SCHEDULE)
    with world.aside():
        world.switch_to_published(1)
    world.forget_the_end()
    world.sagemaker.start_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    world.settled(SCHEDULE)
    world.run("gc", *ON)


def registry(world: World) -> None:
    arn = world.have_package()
    for options in ((), ("--model-package", arn, "--plan"), ("--model-package", arn)):
        world.run("registry", "s3://models/fraud/by-hand", *options)


def traffic(world: World) -> None:
    """Whatever reads the traffic of an endpoint or a schedule by name; reading it is not in the policy."""
    world.sagemaker.create_endpoint_config(
        EndpointConfigName="fares-1", ProductionVariants=VARIANTS, DataCaptureConfig=CAPTURE
    )
    world.sagemaker.create_endpoint(EndpointName="fares", EndpointConfigName="fares-1")
    for kind in (*KINDS, "inline"):
        world.have_schedule(kind)
        for named in ({"endpoint": "fares"}, {"schedule": SCHEDULE}):
            located(DatasetSpec.model_validate(named), AwsSection())


def evaluate(world: World) -> None:
    """Of a baseline that was published, and of a live one; a report that is there, and one too large for one call."""
    observed = observation_of({"a": ["1", "2"]})
    world.monkeypatch.setattr("baselining.commands.evaluate.observe", lambda *_, **__: observed)
    files = observed.documents.to_files()
    for place in ("live", "fraud/b"):
        world.store(place, files)
    names = ("--schedule", SCHEDULE, "--endpoint", "fares", "--put-metrics")
    for place in ("live", "fraud/b"):
        baseline = [f"s3://models/{place}/{name}.json" for name in ("statistics", "constraints")]
        files_of = ("--statistics", baseline[0], "--constraints", baseline[1])
        world.run("evaluate", "now.csv", *files_of, "--output", "s3://models/reports/1", *names)
    world.fail("evaluate", "now.csv", "--constraints", "s3://models/live/none.json", "--output", "out")
    world.monkeypatch.setitem(S3ObjectStore.__init__.__kwdefaults__, "in_parts_above", 100)
    world.emulator.faults.add(s3_error("CompleteMultipartUpload", "AccessDenied", "no", status=403))
    world.fail("evaluate", "now.csv", *files_of, "--output", "s3://models/reports/2")


def client_of(world: World, service: str) -> Any:
    """For what is not done by us."""
    return boto3.Session(region_name="us-east-1").client(
        service, endpoint_url=world.emulator.endpoint_url, config=ONE_ATTEMPT
    )


def launch(world: World) -> None:
    """On every service: started, found again, failed, with logs and without, stopped; code sent in parts."""
    world.monkeypatch.setitem(S3ObjectStore.__init__.__kwdefaults__, "in_parts_above", 100)
    with world.aside():
        emr, serverless = client_of(world, "emr"), client_of(world, "emr-serverless")
        cluster = emr.run_job_flow(Name="c", LogUri="s3://models/logs", Instances={})["JobFlowId"]
        application = serverless.create_application(releaseLabel="emr-7.12.0", type="SPARK")["applicationId"]
    role = ("--role", "arn:aws:iam::123456789012:role/job")
    options = {
        Runtime.EMR: ("--cluster", cluster),
        Runtime.EMR_SERVERLESS: ("--application", application, *role, "--log-uri", "s3://models/logs"),
        Runtime.PROCESSING: ("--image", "image", *role),
    }
    with tempfile.TemporaryDirectory() as folder:
        config, code = Path(folder) / "job.yaml", Path(folder) / "code.zip"
        config.write_text("dataset: {uri: 's3://d/t.csv'}\nlaunch: {poll_s: 0.01}\n", encoding="utf-8")
        code.write_bytes(b"z" * 200)
        for runtime, named in options.items():
            words = ("launch", runtime.value, "--config", str(config), "--code", str(code), *named)
            to = (*words, "--to", "s3://models/launched")
            world.emulator.faults.add(s3_error("CompleteMultipartUpload", "AccessDenied", "no", status=403))
            world.fail(*words, "--to", f"s3://models/launched/{runtime.value}")
            world.run(*to)
            world.run(*to)
            world.emulator.faults.add(faults.job_ends("*", 3))
            world.fail(*to, "--run", "again")
    _stop_and_read(world, cluster, application)


def _stop_and_read(world: World, cluster: str, application: str) -> None:
    """What is asked when somebody stops waiting, and when there is a log."""
    section = LaunchSection(cluster=cluster, application=application)
    with world.aside():
        logs = client_of(world, "logs")
        logs.create_log_group(logGroupName="/aws/sagemaker/ProcessingJobs")
        name = next(call for call in world.calls if call.operation == "CreateProcessingJob").params[
            "ProcessingJobName"
        ]
        logs.create_log_stream(logGroupName="/aws/sagemaker/ProcessingJobs", logStreamName=f"{name}/algo-1-1")
    for runtime, start in (
        (Runtime.EMR, "AddJobFlowSteps"),
        (Runtime.EMR_SERVERLESS, "StartJobRun"),
        (Runtime.PROCESSING, "CreateProcessingJob"),
    ):
        service = open_jobs(runtime, section, AwsSection())
        request = next(call.params for call in world.calls if call.operation == start)
        service.stop(service.start(request).id)
        service.log(service.start(request).id, 5)


COMMANDS = {
    "evaluate": evaluate,
    "gc": gc,
    "launch": launch,
    "plan-only": plan_only,
    "publish": publish,
    "registry": registry,
    "switch": switch,
    "traffic": traffic,
}
"""For each policy, everything that is done under it, with whatever can go wrong; a new command is a new line there."""
TOGETHER_WITH = {"gc": ["plan-only"], "traffic": ["plan-only"]}
"""What else has to be allowed."""


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
    s3.put_bucket_encryption(
        Bucket="models",
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": DEFAULT_KEY}]  # type: ignore[list-item]
        },
    )
    for place in ("live", "fraud/by-hand"):
        for name in ("constraints", "statistics"):
            s3.put_object(Bucket="models", Key=f"{place}/{name}.json", Body=OF_EVERY_KIND)
    return World(emulator, sagemaker, s3, settled, definition, inline, monkeypatch)


def test_every_policy_is_tried() -> None:
    assert sorted(COMMANDS) == sorted(POLICIES)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_allows_every_call_and_no_action_that_none_needs(
    policy: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    own, allowed = grants(policy), grants(policy, *TOGETHER_WITH.get(policy, []))
    COMMANDS[policy](world)
    needs = {(str(call), *need) for call in world.calls for need in needed(call)}

    forbidden = [need for need in needs if not any(grant.allows(*need[1:]) for grant in allowed)]
    unused = [grant for grant in own if not any(grant.allows(*need[1:]) for need in needs)]
    assert needs
    assert not forbidden, "calls that the policy does not allow"
    assert not unused, "actions that the policy allows and no call needs"


def test_what_only_plans_is_allowed_nothing_that_changes_anything() -> None:
    actions = {grant.action for grant in grants("plan-only")}

    assert all(
        re.fullmatch(r"(s3|sagemaker):(Describe|List|Get)\w+|kms:Decrypt", action) for action in actions
    )


def test_only_gc_may_delete_objects() -> None:
    deleting = {grant.sid for grant in grants(*POLICIES) if grant.action.startswith("s3:Delete")}

    assert deleting == {"gc/DeletePublishedBaselines"}


def test_passing_a_role_is_allowed_to_sagemaker_only() -> None:
    conditions = [found["Condition"] for found in statements("switch") if found["Action"] == "iam:PassRole"]

    assert conditions == [{"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}]
