"""Every call that our clients make, as botocore's events tell, and the permissions that AWS asks for each.

Sources: "Actions, resources, and condition keys" for Amazon S3, Amazon SageMaker AI, AWS KMS, Amazon EMR,
Amazon EMR Serverless and Amazon CloudWatch Logs in the service
authorization reference; "Required permissions for Amazon S3 API operations" in the S3 user guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.aws.connected import MODELS

_REGION, _ACCOUNT = "us-east-1", "123456789012"
_S3_ACTIONS = {
    "AbortMultipartUpload": "s3:AbortMultipartUpload",
    "CompleteMultipartUpload": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "DeleteObject": "s3:DeleteObject",
    "GetObject": "s3:GetObject",
    "HeadObject": "s3:GetObject",
    "ListObjectsV2": "s3:ListBucket",
    "PutObject": "s3:PutObject",
    "UploadPart": "s3:PutObject",
}
_WRITES = frozenset({"PutObject", "CreateMultipartUpload"})
_ACCOUNT_WIDE = frozenset(
    {
        "ListMonitoringSchedules",
        "ListMonitoringExecutions",
        "ListDataQualityJobDefinitions",
        "ListModelQualityJobDefinitions",
        "ListModelBiasJobDefinitions",
        "ListModelExplainabilityJobDefinitions",
        "ListModelPackages",
    }
)
"""These cannot be limited to a resource."""
_DEFINITIONS = {
    "DataQualityJobDefinition": "data-quality-job-definition",
    "ModelQualityJobDefinition": "model-quality-job-definition",
    "ModelBiasJobDefinition": "model-bias-job-definition",
    "ModelExplainabilityJobDefinition": "model-explainability-job-definition",
}


@dataclass
class Recorded:
    """One call and, once it is there, its answer."""

    service: str
    operation: str
    params: dict[str, Any]
    answer: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"


def record_calls(monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    """From now on, every session that our code opens adds its calls to the list."""
    calls: list[Recorded] = []

    def before(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context["recorded"] = Recorded(model.service_model.service_name, model.name, dict(params), {})
        calls.append(context["recorded"])

    def after(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["recorded"].answer = parsed

    clients: dict[object, Any] = {}

    class Recording(boto3.Session):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._session.register_component("data_loader", MODELS)
            self.events.register("before-parameter-build", before)
            self.events.register("after-call", after)

        def client(self, service: str, *, endpoint_url: str | None, config: Config) -> Any:
            """One that was made with the same options before: making it takes longer than most calls."""
            key = (service, endpoint_url, self.region_name, repr(config._user_provided_options))
            if key not in clients:
                clients[key] = super().client(service, endpoint_url=endpoint_url, config=config)
            return clients[key]

    monkeypatch.setattr("baselining.aws.session.boto3.Session", Recording)
    return calls


def needed(call: Recorded) -> Iterator[tuple[str, str]]:
    """The actions, each with its resource, that AWS asks for before it carries out a call."""
    if call.service == "cloudwatch":
        yield f"cloudwatch:{call.operation}", "*"  # cannot be limited to a resource
        return
    kinds = {"s3": _s3_needs, "sagemaker": _sagemaker_needs}
    yield from kinds.get(call.service, _job_needs)(call)


def _job_needs(call: Recorded) -> Iterator[tuple[str, str]]:
    """Of EMR, EMR Serverless and CloudWatch Logs."""
    params, place = call.params, f"{_REGION}:{_ACCOUNT}"
    if call.service == "emr":
        cluster = params.get("ClusterId") or params["JobFlowId"]
        yield f"elasticmapreduce:{call.operation}", f"arn:aws:elasticmapreduce:{place}:cluster/{cluster}"
        return
    if call.service == "logs":
        group = f"arn:aws:logs:{place}:log-group:{params['logGroupName']}"
        stream = f":log-stream:{params['logStreamName']}" if "logStreamName" in params else ""
        yield f"logs:{call.operation}", f"{group}{stream}"
        return
    application = f"arn:aws:emr-serverless:{place}:/applications/{params['applicationId']}"
    run = f"/jobruns/{params['jobRunId']}" if "jobRunId" in params else ""
    yield f"emr-serverless:{call.operation}", f"{application}{run}"
    if "executionRoleArn" in params:
        yield "iam:PassRole", params["executionRoleArn"]


def _s3_needs(call: Recorded) -> Iterator[tuple[str, str]]:
    bucket = f"arn:aws:s3:::{call.params['Bucket']}"
    action = _S3_ACTIONS[call.operation]
    yield action, bucket if action == "s3:ListBucket" else f"{bucket}/{call.params['Key']}"
    if call.answer["ResponseMetadata"]["HTTPStatusCode"] == 404:  # without it, the answer is 403
        yield "s3:ListBucket", bucket
    key = call.params.get("SSEKMSKeyId") or call.answer.get(
        "SSEKMSKeyId"
    )  # asked for, or the bucket's default
    if call.operation in _WRITES and key:
        yield "kms:GenerateDataKey", key
    if call.operation == "CreateMultipartUpload" and "SSEKMSKeyId" in call.params:  # to read its parts again
        yield "kms:Decrypt", call.params["SSEKMSKeyId"]
    if call.operation == "GetObject" and "SSEKMSKeyId" in call.answer:
        yield "kms:Decrypt", call.answer["SSEKMSKeyId"]


def _sagemaker_needs(call: Recorded) -> Iterator[tuple[str, str]]:
    resource = _resource(call)
    yield f"sagemaker:{call.operation}", resource
    if call.operation.startswith("Create") and call.params.get("Tags"):
        yield "sagemaker:AddTags", resource
    inline = call.params.get("MonitoringScheduleConfig", {}).get("MonitoringJobDefinition", {})
    role = call.params.get("RoleArn") or inline.get("RoleArn")
    if role:
        yield "iam:PassRole", role


def _resource(call: Recorded) -> str:
    if call.operation in _ACCOUNT_WIDE:
        return "*"
    if "ResourceArn" in call.params:
        return str(call.params["ResourceArn"])
    if "ModelPackageName" in call.params or "ModelPackageArn" in call.params:
        return str(call.params.get("ModelPackageName") or call.params["ModelPackageArn"])
    arn = f"arn:aws:sagemaker:{_REGION}:{_ACCOUNT}"
    if "EndpointConfigName" in call.params:
        return f"{arn}:endpoint-config/{call.params['EndpointConfigName']}"
    if call.operation == "DescribeEndpoint":
        return f"{arn}:endpoint/{call.params['EndpointName']}"
    if "ProcessingJobName" in call.params:
        return f"{arn}:processing-job/{call.params['ProcessingJobName']}"
    for noun, kind in _DEFINITIONS.items():
        if call.operation.endswith(noun):
            return f"{arn}:{kind}/{call.params['JobDefinitionName']}"
    return f"{arn}:monitoring-schedule/{call.params['MonitoringScheduleName']}"
