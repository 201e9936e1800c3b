"""Definitions that use everything a definition can hold, to see that nothing of it is lost."""

from __future__ import annotations

from typing import Any

from tests.aws.conftest import CONSTRAINTS, OUTPUT, STATISTICS
from tests.doubles.iam import KMS_KEY, ROLE

TAGS = {"team": "fraud", "cost-centre": "42", "baseline:digest": "0" * 64}
SCHEDULES: dict[str, dict[str, str]] = {
    "hourly": {"ScheduleExpression": "cron(0 * ? * * *)"},
    "daily": {"ScheduleExpression": "cron(0 3 ? * * *)"},
    "custom": {
        "ScheduleExpression": "cron(0 5/6 ? * * *)",
        "DataAnalysisStartTime": "-PT6H",
        "DataAnalysisEndTime": "-PT1H",
    },
    "now": {
        "ScheduleExpression": "NOW",
        "DataAnalysisStartTime": "-PT3H",
        "DataAnalysisEndTime": "-PT0H",
    },
}
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/our-own-analyzer:7"
ENVIRONMENT = {"publish_cloudwatch_metrics": "Enabled", "OUR_SETTING": "x"}
ARGUMENTS = {"ContainerEntrypoint": ["python3", "run.py"], "ContainerArguments": ["--strict"]}
NETWORK = {
    "EnableInterContainerTrafficEncryption": True,
    "EnableNetworkIsolation": False,
    "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]},
}
RESOURCES = {
    "ClusterConfig": {
        "InstanceCount": 2,
        "InstanceType": "ml.m5.4xlarge",
        "VolumeSizeInGB": 77,
        "VolumeKmsKeyId": KMS_KEY,
    }
}
ENCRYPTED_OUTPUT = {**OUTPUT, "KmsKeyId": KMS_KEY}
STOPPING = {"MaxRuntimeInSeconds": 1234}
INPUTS: dict[str, dict[str, Any]] = {
    "endpoint": {
        "EndpointInput": {
            "EndpointName": "fares",
            "LocalPath": "/opt/ml/processing/input",
            "S3InputMode": "File",
            "S3DataDistributionType": "ShardedByS3Key",
            "ExcludeFeaturesAttribute": "0;2",
        }
    },
    "batch transform": {
        "BatchTransformInput": {
            "DataCapturedDestinationS3Uri": "s3://monitoring/captured",
            "DatasetFormat": {"Csv": {"Header": True}},
            "LocalPath": "/opt/ml/processing/input",
            "S3InputMode": "Pipe",
            "S3DataDistributionType": "FullyReplicated",
        }
    },
}


def complete_definition(kind: str, source: str, **changed: Any) -> dict[str, Any]:
    """All of Create<kind>JobDefinition but name and tags."""
    app: dict[str, Any] = {"ImageUri": IMAGE, "Environment": ENVIRONMENT}
    inputs = dict(INPUTS[source])
    if kind == "DataQuality":
        app |= ARGUMENTS
        app |= {"RecordPreprocessorSourceUri": "s3://monitoring/pre.py"}
        app |= {"PostAnalyticsProcessorSourceUri": "s3://monitoring/post.py"}
    if kind == "ModelQuality":
        app |= {"ProblemType": "BinaryClassification", **ARGUMENTS}
    if kind in ("ModelBias", "ModelExplainability"):
        app |= {"ConfigUri": "s3://monitoring/analysis_config.json"}
    if kind in ("ModelQuality", "ModelBias"):
        inputs["GroundTruthS3Input"] = {"S3Uri": "s3://monitoring/truth"}
    return {
        f"{kind}BaselineConfig": CONSTRAINTS | (STATISTICS if kind == "DataQuality" else {}),
        f"{kind}AppSpecification": app,
        f"{kind}JobInput": inputs,
        f"{kind}JobOutputConfig": ENCRYPTED_OUTPUT,
        "JobResources": RESOURCES,
        "NetworkConfig": NETWORK,
        "RoleArn": ROLE,
        "StoppingCondition": STOPPING,
        **changed,
    }


def complete_inline(source: str, **changed: Any) -> dict[str, Any]:
    """A `MonitoringJobDefinition`."""
    return {
        "BaselineConfig": CONSTRAINTS | STATISTICS,
        "MonitoringInputs": [INPUTS[source]],
        "MonitoringOutputConfig": ENCRYPTED_OUTPUT,
        "MonitoringResources": RESOURCES,
        "MonitoringAppSpecification": {
            "ImageUri": IMAGE,
            **ARGUMENTS,
            "RecordPreprocessorSourceUri": "s3://monitoring/pre.py",
            "PostAnalyticsProcessorSourceUri": "s3://monitoring/post.py",
        },
        "Environment": ENVIRONMENT,
        "NetworkConfig": NETWORK,
        "RoleArn": ROLE,
        "StoppingCondition": STOPPING,
        **changed,
    }
