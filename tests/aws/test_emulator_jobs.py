"""The emulated services that run jobs: states over time, failure, throttling, duplicates, cancellation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.aws.conftest import ONE_ATTEMPT

from baselining_emulator import Emulator, Settings, faults

ROLE = "arn:aws:iam::123456789012:role/job"
STEP = {"Name": "run-1", "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", "x.py"]}}


@pytest.fixture
def client(emulator: Emulator, aws_session: boto3.Session) -> Iterator[Callable[[str], Any]]:
    made = []

    def make(service: str) -> Any:
        made.append(aws_session.client(service, endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT))
        return made[-1]

    yield make
    for each in made:
        each.close()


def processing(name: str = "run-1", **changed: Any) -> dict[str, Any]:
    return {
        "ProcessingJobName": name,
        "RoleArn": ROLE,
        "AppSpecification": {"ImageUri": "image"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
        },
    } | changed


def refusal(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


class Emr:
    """EMR as all three services are used here."""

    ends = ("PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCEL_PENDING", "CANCELLED")
    start_operation = "AddJobFlowSteps"

    def __init__(self, client: Any) -> None:
        self.client = client
        self.cluster = client.run_job_flow(Name="c", ReleaseLabel="emr-7.12.0", Instances={})["JobFlowId"]

    def start(self, name: str = "run-1") -> str:
        steps = [{**STEP, "Name": name}]
        return str(self.client.add_job_flow_steps(JobFlowId=self.cluster, Steps=steps)["StepIds"][0])

    def state(self, job: str) -> str:
        step = self.client.describe_step(ClusterId=self.cluster, StepId=job)["Step"]
        return str(step["Status"]["State"])

    def stop(self, job: str) -> None:
        self.client.cancel_steps(ClusterId=self.cluster, StepIds=[job])


class Serverless:
    ends = ("SUBMITTED", "SCHEDULED", "RUNNING", "SUCCESS", "FAILED", "CANCELLING", "CANCELLED")
    start_operation = "StartJobRun"

    def __init__(self, client: Any) -> None:
        self.client = client
        made = client.create_application(releaseLabel="emr-7.12.0", type="SPARK")
        self.application = made["applicationId"]

    def start(self, name: str = "run-1", **changed: Any) -> str:
        driver = {"sparkSubmit": {"entryPoint": "s3://code/x.py"}}
        given = {"clientToken": name, "name": name, "executionRoleArn": ROLE, "jobDriver": driver}
        answer = self.client.start_job_run(applicationId=self.application, **(given | changed))
        return str(answer["jobRunId"])

    def state(self, job: str) -> str:
        run = self.client.get_job_run(applicationId=self.application, jobRunId=job)["jobRun"]
        return str(run["state"])

    def stop(self, job: str) -> None:
        self.client.cancel_job_run(applicationId=self.application, jobRunId=job)


class Processing:
    ends = ("InProgress", "InProgress", "Completed", "Failed", "Stopping", "Stopped")
    start_operation = "CreateProcessingJob"

    def __init__(self, client: Any) -> None:
        self.client = client

    def start(self, name: str = "run-1") -> str:
        self.client.create_processing_job(**processing(name))
        return name

    def state(self, job: str) -> str:
        answer = self.client.describe_processing_job(ProcessingJobName=job)
        return str(answer["ProcessingJobStatus"])

    def stop(self, job: str) -> None:
        self.client.stop_processing_job(ProcessingJobName=job)


@pytest.fixture(params=["emr", "emr-serverless", "sagemaker"])
def service(request: pytest.FixtureRequest, client: Callable[[str], Any]) -> Emr | Serverless | Processing:
    kinds = {"emr": Emr, "emr-serverless": Serverless, "sagemaker": Processing}
    return kinds[request.param](client(request.param))


def test_each_look_finds_a_job_one_state_further(service: Emr | Serverless | Processing) -> None:
    job = service.start()
    *way, succeeded, _failed, _stopping, _stopped = service.ends

    assert [service.state(job) for _ in range(len(way) + 2)] == [*way, succeeded, succeeded]


def test_a_job_fails_or_hangs_if_a_fault_says_so(
    emulator: Emulator, service: Emr | Serverless | Processing
) -> None:
    emulator.faults.add(faults.job_ends("bad-*", 3, message="no column"), faults.job_hangs("slow"))
    bad = service.start("bad-1")
    failed = [service.state(bad) for _ in range(6)]
    slow = service.start("slow")
    hangs = [service.state(slow) for _ in range(9)]

    assert failed[-1] == service.ends[-3]
    assert hangs[-1] in ("RUNNING", "InProgress")
    assert service.state(bad) == service.ends[-3]


def test_a_job_that_is_stopped_ends_as_stopped(service: Emr | Serverless | Processing) -> None:
    job = service.start()
    service.stop(job)

    assert [service.state(job) for _ in range(3)] == [*service.ends[-2:], service.ends[-1]]


def test_throttling_starts_nothing(emulator: Emulator, service: Emr | Serverless | Processing) -> None:
    emulator.faults.add(faults.throttling(service.start_operation))

    assert refusal(service.start)[0] == "ThrottlingException"
    assert service.state(service.start()) == service.ends[0]


def test_states_last_as_many_looks_as_is_set(aws_session: boto3.Session) -> None:
    with Emulator(settings=Settings(looks_per_state=3)) as emulator:
        sagemaker = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
        service = Processing(sagemaker)
        job = service.start()
        states = [service.state(job) for _ in range(7)]
        sagemaker.close()

    assert states == ["InProgress"] * 6 + ["Completed"]


def test_the_same_step_twice_is_two_steps_and_the_second_waits(client: Callable[[str], Any]) -> None:
    service = Emr(client("emr"))
    first, second = service.start(), service.start()

    assert first != second
    assert [service.state(second) for _ in range(3)] == ["PENDING"] * 3
    assert [service.state(first) for _ in range(3)] == ["PENDING", "RUNNING", "COMPLETED"]
    assert [service.state(second) for _ in range(3)] == ["PENDING", "RUNNING", "COMPLETED"]


def test_steps_are_listed_newest_first_and_in_pages(client: Callable[[str], Any]) -> None:
    service = Emr(client("emr"))
    started = [service.start(f"run-{number}") for number in range(60)]

    pages = list(service.client.get_paginator("list_steps").paginate(ClusterId=service.cluster))

    assert [len(page["Steps"]) for page in pages] == [50, 10]
    assert [step["Id"] for page in pages for step in page["Steps"]] == started[::-1]


def test_no_more_steps_than_emr_takes_may_be_active(client: Callable[[str], Any]) -> None:
    service = Emr(client("emr"))
    service.client.add_job_flow_steps(JobFlowId=service.cluster, Steps=[STEP] * 256)

    assert refusal(service.start)[0] == "ValidationException"


def test_a_cluster_that_is_not_there_or_has_ended_takes_no_steps(client: Callable[[str], Any]) -> None:
    service = Emr(client("emr"))
    job = service.start()
    service.client.terminate_job_flows(JobFlowIds=[service.cluster])

    assert service.state(job) == "CANCELLED"
    assert "may not be modified" in refusal(service.start)[1]
    service.cluster = "j-NOT"
    assert refusal(service.start) == ("ValidationException", "Specified job flow ID does not exist.")
    assert refusal(lambda: service.state(job))[0] == "InvalidRequestException"


def test_a_step_that_is_over_cannot_be_cancelled(client: Callable[[str], Any]) -> None:
    service = Emr(client("emr"))
    job = service.start()
    for _ in range(3):
        service.state(job)

    told = service.client.cancel_steps(ClusterId=service.cluster, StepIds=[job])["CancelStepsInfoList"]

    assert [one["Status"] for one in told] == ["FAILED"]


def test_a_client_token_is_one_run_and_not_for_another_request(client: Callable[[str], Any]) -> None:
    service = Serverless(client("emr-serverless"))
    first = service.start()

    assert service.start() == first
    assert service.start("run-2") != first
    assert refusal(lambda: service.start(executionTimeoutMinutes=5))[0] == "ConflictException"


def test_what_is_not_there_is_said_with_the_modelled_error(client: Callable[[str], Any]) -> None:
    service = Serverless(client("emr-serverless"))

    with pytest.raises(service.client.exceptions.ResourceNotFoundException):
        service.state("00nothing")
    service.application = "00nothing"
    with pytest.raises(service.client.exceptions.ResourceNotFoundException):
        service.start()


def test_a_failed_run_says_its_exit_code(emulator: Emulator, client: Callable[[str], Any]) -> None:
    emulator.faults.add(
        faults.job_ends("*", 3, times=None),
    )
    serverless, sagemaker = Serverless(client("emr-serverless")), Processing(client("sagemaker"))
    run, job = serverless.start(), sagemaker.start()
    for _ in range(4):
        serverless.state(run)
        sagemaker.state(job)

    answer = serverless.client.get_job_run(applicationId=serverless.application, jobRunId=run)
    assert "ExitCode: 3." in answer["jobRun"]["stateDetails"]
    described = sagemaker.client.describe_processing_job(ProcessingJobName=job)
    assert described["FailureReason"] == "AlgorithmError: , exit code: 3"


def test_the_name_of_a_processing_job_is_taken_for_good(client: Callable[[str], Any]) -> None:
    service = Processing(client("sagemaker"))
    job = service.start()
    for _ in range(3):
        service.state(job)

    with pytest.raises(service.client.exceptions.ResourceInUse):
        service.start()
    assert refusal(lambda: service.stop(job))[0] == "ValidationException"


@pytest.mark.parametrize(
    "wrong",
    [
        {"RoleArn": "arn:aws:iam::12:role/job"},
        {"ProcessingJobName": "-run"},
        {"AppSpecification": {"ImageUri": "i", "ContainerArguments": ["x" * 257]}},
        {"StoppingCondition": {"MaxRuntimeInSeconds": 777_601}},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_processing_job_is_held_against_its_model(
    client: Callable[[str], Any], wrong: dict[str, Any]
) -> None:
    request = processing(**wrong)

    assert refusal(lambda: client("sagemaker").create_processing_job(**request))[0] == "ValidationException"


def test_processing_jobs_are_listed_by_name_and_status(client: Callable[[str], Any]) -> None:
    service = Processing(client("sagemaker"))
    for name in ("run-1", "run-2", "other"):
        service.start(name)
    for _ in range(2):
        service.state("run-2")

    def listed(**filters: str) -> list[str]:
        answer = service.client.list_processing_jobs(**filters)
        return [job["ProcessingJobName"] for job in answer["ProcessingJobSummaries"]]

    assert listed() == ["other", "run-2", "run-1"]
    assert listed(NameContains="run", SortBy="Name", SortOrder="Ascending") == ["run-1", "run-2"]
    assert listed(StatusEquals="Completed") == ["run-2"]
