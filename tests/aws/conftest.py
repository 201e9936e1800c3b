"""An emulator per test, boto3 clients against it that neither retry nor wait long, and complete requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient
    from tests.aws.place import Place
    from tests.aws.switching import Switching

# One attempt, so that a test sees the first answer; path style, as there is no DNS for bucket names.
ONE_ATTEMPT = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=2,
    read_timeout=5,
    s3={"addressing_style": "path"},
)
ROLE = "arn:aws:iam::123456789012:role/monitoring"
IMAGE = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
OUTPUT = {
    "MonitoringOutputs": [
        {"S3Output": {"S3Uri": "s3://monitoring/reports", "LocalPath": "/opt/ml/processing/output"}}
    ]
}
RESOURCES = {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}}
ENDPOINT = {"EndpointInput": {"EndpointName": "fares", "LocalPath": "/opt/ml/processing/input"}}
CONSTRAINTS = {"ConstraintsResource": {"S3Uri": "s3://monitoring/baseline/constraints.json"}}
STATISTICS = {"StatisticsResource": {"S3Uri": "s3://monitoring/baseline/statistics.json"}}


@pytest.fixture(scope="session")
def aws_session() -> boto3.Session:
    """One session for all tests: parsing SageMaker's service model takes longer than most tests."""
    return boto3.Session("test-key", "test-secret", region_name="us-east-1")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """A running emulator with nothing in it."""
    with Emulator(port=0) as running:
        yield running


@pytest.fixture
def sagemaker(emulator: Emulator, aws_session: boto3.Session) -> Iterator[SageMakerClient]:
    """SageMaker in the emulator, us-east-1."""
    client = aws_session.client("sagemaker", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
    yield client
    client.close()


@pytest.fixture
def s3(emulator: Emulator, aws_session: boto3.Session) -> Iterator[S3Client]:
    """S3 in the emulator, us-east-1."""
    client = aws_session.client("s3", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
    yield client
    client.close()


@pytest.fixture
def definition() -> Callable[..., dict[str, Any]]:
    """`definition("ModelBias", **changed)`: all of Create<kind>JobDefinition but the name."""

    def build(kind: str = "DataQuality", **changed: Any) -> dict[str, Any]:
        app: dict[str, Any] = {"ImageUri": IMAGE}
        inputs: dict[str, Any] = dict(ENDPOINT)
        if kind in ("ModelBias", "ModelExplainability"):
            app["ConfigUri"] = "s3://monitoring/analysis_config.json"
        if kind == "ModelQuality":
            app["ProblemType"] = "Regression"
        if kind in ("ModelQuality", "ModelBias"):
            inputs["GroundTruthS3Input"] = {"S3Uri": "s3://monitoring/truth"}
        body = {
            f"{kind}BaselineConfig": CONSTRAINTS | (STATISTICS if kind == "DataQuality" else {}),
            f"{kind}AppSpecification": app,
            f"{kind}JobInput": inputs,
            f"{kind}JobOutputConfig": OUTPUT,
            "JobResources": RESOURCES,
            "RoleArn": ROLE,
            "StoppingCondition": {"MaxRuntimeInSeconds": 1800},
        }
        return body | changed

    return build


@pytest.fixture
def inline() -> Callable[..., dict[str, Any]]:
    """`inline(**changed)`: a complete `MonitoringJobDefinition`."""

    def build(**changed: Any) -> dict[str, Any]:
        body = {
            "BaselineConfig": CONSTRAINTS | STATISTICS,
            "MonitoringInputs": [ENDPOINT],
            "MonitoringOutputConfig": OUTPUT,
            "MonitoringResources": RESOURCES,
            "MonitoringAppSpecification": {"ImageUri": IMAGE},
            "RoleArn": ROLE,
            "StoppingCondition": {"MaxRuntimeInSeconds": 1800},
        }
        return body | changed

    return build


@pytest.fixture
def settled(sagemaker: SageMakerClient) -> Callable[[str], dict[str, Any]]:
    """`settled("name")`: describe the schedule until it is no longer `Pending`."""

    def describe(name: str) -> dict[str, Any]:
        for _ in range(20):
            answer = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=name)
            if answer["MonitoringScheduleStatus"] != "Pending":
                return dict(answer)
        raise AssertionError(f"{name} stays Pending")

    return describe


@pytest.fixture
def schedule(
    sagemaker: SageMakerClient,
    definition: Callable[..., dict[str, Any]],
    settled: Callable[[str], dict[str, Any]],
) -> str:
    """The name of a settled hourly data-quality schedule that refers to the definition `fares-v1`."""
    sagemaker.create_data_quality_job_definition(JobDefinitionName="fares-v1", **definition())
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="fares-hourly",
        MonitoringScheduleConfig={
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            "MonitoringJobDefinitionName": "fares-v1",
            "MonitoringType": "DataQuality",
        },
    )
    settled("fares-hourly")
    return "fares-hourly"


@pytest.fixture
def switching(
    emulator: Emulator,
    sagemaker: SageMakerClient,
    settled: Callable[[str], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> Switching:
    """A schedule to be, and our own clients to switch it."""
    from tests.aws.switching import Switching

    return Switching(emulator, sagemaker, settled, monkeypatch)


@pytest.fixture
def make_place(
    emulator: Emulator,
    sagemaker: SageMakerClient,
    s3: S3Client,
    monkeypatch: pytest.MonkeyPatch,
    inline: Callable[..., dict[str, Any]],
    definition: Callable[..., dict[str, Any]],
    settled: Callable[[str], Any],
) -> Callable[[str], Place]:
    """`make_place("inline")` or with a job definition: an emulator with one schedule, `NAME`, and nothing else."""
    from tests.aws.connected import connect
    from tests.aws.place import BUCKET, NAME, Place

    place = Place(emulator, connect(emulator, monkeypatch, attempts=1))

    def make(style: str) -> Place:
        emulator.reset()
        s3.create_bucket(Bucket=BUCKET)
        for name in ("statistics", "constraints"):
            s3.put_object(Bucket=BUCKET, Key=f"baseline/{name}.json", Body=b"{}")
        config: dict[str, Any] = {"ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}}
        if style == "inline":
            config |= {"MonitoringJobDefinition": inline(), "MonitoringType": "DataQuality"}
        else:
            sagemaker.create_data_quality_job_definition(JobDefinitionName="old", **definition())
            config |= {"MonitoringJobDefinitionName": "old", "MonitoringType": "DataQuality"}
        sagemaker.create_monitoring_schedule(MonitoringScheduleName=NAME, MonitoringScheduleConfig=config)
        settled(NAME)
        return place

    return make
