"""`baselining launch` against the emulator: what is there afterwards, and what the caller is told."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.aws.connected import connect
from tests.doubles.heard import Heard
from tests.doubles.memory_monitoring import MemoryClock
from tests.doubles.signals import set_disposition
from tests.unit.launch.jobs import job

from baselining.commands.configured import read_config
from baselining.config import AwsSection
from baselining.errors import ConfigError, InputError, RefusedError, UnknownOutcomeError, WorldError
from baselining.launch.plan import plan_launch
from baselining.launch.run import Doors, Launched, launch
from baselining.launch.section import LaunchSection, Runtime
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator, faults

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from baselining.aws.session import Aws
    from baselining.world.jobs import JobService

LIB = Path(__file__).resolve().parents[2] / "lib"
RUNTIMES = pytest.mark.parametrize("runtime", [each for each in Runtime if each.has_api])
STARTS = {
    Runtime.EMR: "AddJobFlowSteps",
    Runtime.EMR_SERVERLESS: "StartJobRun",
    Runtime.PROCESSING: "CreateProcessingJob",
}
LOOKS = {
    Runtime.EMR: "DescribeStep",
    Runtime.EMR_SERVERLESS: "GetJobRun",
    Runtime.PROCESSING: "DescribeProcessingJob",
}


class Stage:
    """The three services, with a cluster and an application, and launches on them."""

    def __init__(self, emulator: Emulator, aws: Aws) -> None:
        self.emulator = emulator
        self.aws = aws
        self.heard = Heard()
        self.clients = {name: aws._client(name) for name in ("emr", "emr-serverless", "s3", "logs")}
        flow = self.clients["emr"].run_job_flow(Name="c", LogUri="s3n://code/logs/", Instances={})
        application = self.clients["emr-serverless"].create_application(
            releaseLabel="emr-7.12.0", type="SPARK"
        )
        self.named = {"cluster": flow["JobFlowId"], "application": application["applicationId"]}

    def service(self, runtime: Runtime) -> JobService:
        if runtime is Runtime.EMR:
            return self.aws.emr_steps(self.named["cluster"])
        if runtime is Runtime.EMR_SERVERLESS:
            return self.aws.emr_serverless_runs(self.named["application"], S3Uri("code", "logs"))
        return self.aws.processing_jobs()

    def launch(self, runtime: Runtime, **section: Any) -> Launched:
        plan = plan_launch(runtime, job(section=self.named | section))
        doors = Doors(
            store=self.aws.store(), service=self.service(runtime), clock=MemoryClock(), events=self.heard
        )
        return launch(plan, doors, LaunchSection(), cancel_on_interrupt=False)

    def starts(self, runtime: Runtime) -> int:
        return len(self.emulator.calls.of(STARTS[runtime]))


@pytest.fixture
def stage(emulator: Emulator, s3: S3Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    s3.create_bucket(Bucket="code")
    made = Stage(emulator, connect(emulator, monkeypatch))
    yield made
    for client in made.clients.values():
        client.close()


@RUNTIMES
def test_a_run_is_sent_started_and_waited_for(stage: Stage, s3: S3Client, runtime: Runtime) -> None:
    launched = stage.launch(runtime)

    assert launched.seen is not None
    assert launched.seen.state in ("COMPLETED", "SUCCESS", "Completed")
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket="code", Prefix="launch/")["Contents"]]
    assert sorted(key.split("/")[1] for key in keys) == ["app", "code", "config"]
    assert len(stage.emulator.calls.of(LOOKS[runtime])) >= 3
    assert all(call.path.startswith("/code/launch/") for call in stage.emulator.calls.of("PutObject"))


@RUNTIMES
def test_a_second_launch_finds_the_first_and_another_word_is_another_run(
    stage: Stage, runtime: Runtime
) -> None:
    first, second = stage.launch(runtime), stage.launch(runtime)
    other = stage.launch(runtime, run="again")

    assert first.started.id == second.started.id != other.started.id
    assert second.started.is_new in (False, None)


@RUNTIMES
@pytest.mark.parametrize("drop", [faults.dropped_before, faults.dropped_after])
def test_a_lost_answer_leaves_one_run(
    stage: Stage, runtime: Runtime, drop: Callable[[str], faults.CallFault]
) -> None:
    stage.emulator.faults.add(drop(STARTS[runtime]))
    if runtime is Runtime.EMR and drop is faults.dropped_before:  # nothing there tells whether it will be
        with pytest.raises(UnknownOutcomeError, match="may have taken effect"):
            stage.launch(runtime)
    launched = stage.launch(runtime)

    assert stage.launch(runtime).started.id == launched.started.id
    if runtime is Runtime.EMR:
        steps = stage.clients["emr"].list_steps(ClusterId=stage.named["cluster"])["Steps"]
        assert len(steps) == 1


@RUNTIMES
def test_throttling_is_waited_out(stage: Stage, runtime: Runtime) -> None:
    stage.emulator.faults.add(faults.throttling(STARTS[runtime]), *[faults.throttling(LOOKS[runtime])] * 4)

    assert stage.launch(runtime).seen is not None
    assert stage.starts(runtime) == 2


@RUNTIMES
def test_a_run_that_failed_is_told_with_its_exit_code_and_log(
    stage: Stage, s3: S3Client, runtime: Runtime
) -> None:
    stage.emulator.faults.add(faults.job_ends("baselining-*", 3, message="worse than before"))
    plan = plan_launch(runtime, job(section=stage.named))
    assert plan.request is not None
    identity = stage.service(runtime).start(plan.request.arguments).id
    write_logs(stage, s3, runtime, identity)

    with pytest.raises(RefusedError, match="exit code 3") as caught:
        stage.launch(runtime)

    assert caught.value.details["id"] == identity
    assert caught.value.details["log_tail"] == ["last but one", "error: worse than before"]
    if runtime is not Runtime.EMR_SERVERLESS:  # which passes no message of the process on
        assert "worse than before" in caught.value.message


def write_logs(stage: Stage, s3: S3Client, runtime: Runtime, identity: str) -> None:
    """What the service would leave behind."""
    text = "last but one\n\nerror: worse than before\n"
    if runtime is Runtime.PROCESSING:
        group, stream = "/aws/sagemaker/ProcessingJobs", f"{identity}/algo-1-1764172800"
        logs = stage.clients["logs"]
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": line} for line in text.split("\n") if line]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
        return
    cluster, application = stage.named["cluster"], stage.named["application"]
    steps = f"logs/{cluster}/steps/{identity}"
    files = {
        Runtime.EMR: {
            f"{steps}/stderr.gz": text,
            f"{steps}/controller.gz": "WARN Step failed with exitCode 3 and took 26 seconds\n",
        },
        Runtime.EMR_SERVERLESS: {
            f"logs/applications/{application}/jobs/{identity}/SPARK_DRIVER/stderr.gz": text
        },
    }[runtime]
    for key, content in files.items():
        s3.put_object(Bucket="code", Key=key, Body=gzip.compress(content.encode()))


@RUNTIMES
def test_logs_that_are_not_there_yet_are_named(stage: Stage, runtime: Runtime) -> None:
    launched = stage.launch(runtime)

    assert launched.log is not None
    assert launched.log.lines == ()
    assert launched.started.id in launched.log.place


@RUNTIMES
def test_what_the_caller_may_not_do_is_named(stage: Stage, runtime: Runtime) -> None:
    message = (
        "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform: iam:PassRole on resource: "
        "arn:aws:iam::123456789012:role/job because no identity-based policy allows the iam:PassRole action"
    )
    denied = faults.CallFault(
        operation=STARTS[runtime], effect="error", code="AccessDeniedException", message=message
    )
    stage.emulator.faults.add(denied)

    with pytest.raises(WorldError, match="iam:PassRole is missing") as caught:
        stage.launch(runtime)

    passed_to = "emr-serverless" if runtime is Runtime.EMR_SERVERLESS else "sagemaker"
    assert f"{passed_to}.amazonaws.com" in caught.value.hint or runtime is Runtime.EMR


def test_a_cluster_that_is_not_there_is_named(stage: Stage) -> None:
    stage.named["cluster"] = "j-NOT"

    with pytest.raises(WorldError, match="j-NOT"):
        stage.launch(Runtime.EMR)


def test_a_driver_on_the_cluster_has_its_log_in_its_container(stage: Stage, s3: S3Client) -> None:
    identity = stage.launch(Runtime.EMR).started.id
    service = stage.aws.emr_steps(stage.named["cluster"])
    described = service._step(identity)
    described["AdditionalInfo"] = {"ResourceManagerApplicationIds": ["application_1_0001"]}
    service._step = lambda _identity: described  # type: ignore[method-assign]
    home = f"logs/{stage.named['cluster']}/containers/application_1_0001"
    for number, text in ((1, "of the driver"), (2, "of an executor")):
        key = f"{home}/container_1_0001_01_{number:06}/stdout.gz"
        s3.put_object(Bucket="code", Key=key, Body=gzip.compress(text.encode()))

    assert service.log(identity, 5).lines == ("of the driver",)


def test_a_log_that_is_cut_off_is_read_as_far_as_it_goes(stage: Stage, s3: S3Client) -> None:
    identity = stage.launch(Runtime.EMR).started.id
    whole = gzip.compress(b"".join(b"line %d\n" % number for number in range(5000)))
    s3.put_object(
        Bucket="code", Key=f"logs/{stage.named['cluster']}/steps/{identity}/stderr.gz", Body=whole[:-20]
    )

    lines = stage.aws.emr_steps(stage.named["cluster"]).log(identity, 3).lines

    assert len(lines) == 3


CONFIG = "dataset: {uri: 's3://data/train.csv'}\nspark: {settings: {spark.executor.memory: 8g}}\n"


def command(stage: Stage, folder: Path, *words: str) -> list[str]:
    """`baselining launch` as people type it."""
    (folder / "job.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "code.zip").write_bytes(b"zip")
    named = [
        "--config",
        str(folder / "job.yaml"),
        "--code",
        str(folder / "code.zip"),
        "--to",
        "s3://code/launch",
    ]
    endpoint = ["--endpoint-url", stage.emulator.endpoint_url, "--region", "us-east-1"]
    return [
        sys.executable,
        "-c",
        "from baselining.cli import main; main()",
        "launch",
        *words,
        *named,
        *endpoint,
    ]


def emr(stage: Stage) -> list[str]:
    return ["emr", "--cluster", stage.named["cluster"]]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(LIB), "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}


def run(stage: Stage, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(stage, folder, *words), env=environment(), capture_output=True, text=True, check=False
    )


def test_a_plan_calls_nothing_and_is_what_is_done(stage: Stage, tmp_path: Path) -> None:
    stage.emulator.calls.clear()
    planned = run(stage, tmp_path, *emr(stage), "--plan")
    assert planned.returncode == 0, planned.stderr
    assert stage.emulator.calls.all() == ()
    plan = json.loads(planned.stdout)

    done = run(stage, tmp_path, *emr(stage), "--wait", "0", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"] == plan["run"]
    (added,) = stage.emulator.calls.of("AddJobFlowSteps")
    assert added.arguments == plan["calls"][-1]["arguments"]
    puts = [f"s3:/{call.path}" for call in stage.emulator.calls.of("PutObject")]
    assert puts == [call["uri"] for call in plan["calls"][:-1]]


def test_a_line_is_printed_where_there_is_no_service_to_ask(stage: Stage, tmp_path: Path) -> None:
    done = run(stage, tmp_path, "yarn")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("spark-submit --master yarn --deploy-mode cluster ")
    (config,) = [call.path for call in stage.emulator.calls.of("PutObject")]
    assert f"--config s3:/{config}" in done.stdout


def test_the_profile_of_this_machine_is_not_sent_along(stage: Stage, tmp_path: Path) -> None:
    words = command(stage, tmp_path, *emr(stage))
    (tmp_path / "job.yaml").write_text(CONFIG + "aws: {profile: mine}\n", encoding="utf-8")

    done = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)

    assert done.returncode == InputError.exit_code
    assert "aws.profile" in done.stderr


@pytest.mark.parametrize("cancel", [False, True])
def test_ctrl_c_stops_the_run_only_with_cancel_on_interrupt(
    stage: Stage, tmp_path: Path, cancel: bool
) -> None:
    stage.emulator.faults.add(faults.job_hangs("*"))
    words = command(stage, tmp_path, *emr(stage), *(["--cancel-on-interrupt"] if cancel else []))
    process = subprocess.Popen(
        words,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=set_disposition,
    )
    until = time.monotonic() + 60
    while not stage.emulator.calls.of("DescribeStep") and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 4, said
    assert ("was asked to stop" if cancel else "goes on") in said
    assert len(stage.emulator.calls.of("CancelSteps")) == int(cancel)


def test_a_driver_on_a_cluster_reads_its_configuration_from_s3(stage: Stage, s3: S3Client) -> None:
    aws = AwsSection(endpoint_url=stage.emulator.endpoint_url, region="us-east-1")
    for key, body in (("job.yaml", CONFIG.encode()), ("broken", b"\xff")):
        s3.put_object(Bucket="code", Key=key, Body=body)

    assert read_config("s3://code/job.yaml", aws).dataset.uri == "s3://data/train.csv"
    for name, says in (("none", "There is no configuration file"), ("broken", "not text in UTF-8")):
        with pytest.raises(ConfigError, match=says):
            read_config(f"s3://code/{name}", aws)
