"""The request of each service, as boto3 takes it: pure data, named after its own content.

Members: botocore's `emr/2009-03-31`, `emr-serverless/2021-07-13` and `sagemaker/2017-07-24`. The name of a run (EMR:
of the step; EMR Serverless: the client token; Processing: of the job) is made of the digest of all the rest, so the
same launch always means the same run.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from baselining.errors import ConfigError
from baselining.launch.job import Job, needed
from baselining.launch.lines import line_of
from baselining.launch.package import Folder, Part
from baselining.launch.section import Runtime
from baselining.world.digests import canonical_json, sha256

_DIGITS = 20
_INPUT = "/opt/ml/processing/input"
_MOST_ARGUMENT = 256
"""Characters of a container's argument: `ContainerArgument` of botocore's `sagemaker/2017-07-24`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call that starts a run.

    Attributes:
        call: `emr:AddJobFlowSteps` and the like.
        name: Of the run.
        arguments: All of the call's.
        folders: Sent beside the package: what only this service needs.
    """

    call: str
    name: str
    arguments: Mapping[str, Any]
    folders: tuple[Folder, ...] = ()


def request_of(runtime: Runtime, job: Job) -> Request:
    """What starts the job there.

    Raises:
        ConfigError: If something that the service needs is missing, or more than it takes.
    """
    return _REQUESTS[runtime](job)


def _emr(job: Job) -> Request:
    step = {
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {"Jar": "command-runner.jar", "Args": line_of(Runtime.EMR, job).words()},
    }
    cluster = needed(job.section.cluster, "--cluster", "cluster")
    rest: dict[str, Any] = {"JobFlowId": cluster}
    if job.section.role is not None:
        rest["ExecutionRoleArn"] = job.section.role
    name = _name(job, {**rest, "Steps": [step]})
    return Request(
        call="emr:AddJobFlowSteps", name=name, arguments={**rest, "Steps": [{"Name": name, **step}]}
    )


def _emr_serverless(job: Job) -> Request:
    line = line_of(Runtime.EMR_SERVERLESS, job)
    section = job.section
    rest: dict[str, Any] = {
        "applicationId": needed(section.application, "--application", "application"),
        "executionRoleArn": needed(section.role, "--role", "role"),
        "jobDriver": {
            "sparkSubmit": {
                "entryPoint": line.app,
                "entryPointArguments": list(line.arguments),
                "sparkSubmitParameters": shlex.join(line.options()),
            }
        },
        "executionTimeoutMinutes": -(-section.max_runtime_s // 60),
    }
    if section.log_uri is not None:
        rest["configurationOverrides"] = {
            "monitoringConfiguration": {"s3MonitoringConfiguration": {"logUri": section.log_uri}}
        }
    name = _name(job, rest)
    return Request(
        call="emr-serverless:StartJobRun",
        name=name,
        arguments={**rest, "name": name, "clientToken": name},
    )


def _processing(job: Job) -> Request:
    line, section = line_of(Runtime.PROCESSING, job), job.section
    folders = (configuration_of(job),) if job.settings or job.reads_delta else ()
    inputs = [
        ("code", job.package.app),
        ("config", job.package.config),
        ("py-files", job.package.code),
        ("jars", job.package.jars),
        *(("conf", Part(folder=folder)) for folder in folders),
    ]
    rest: dict[str, Any] = {
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": section.instances,
                "InstanceType": section.instance_type,
                "VolumeSizeInGB": section.volume_gb,
            }
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": section.max_runtime_s},
        "AppSpecification": {
            "ImageUri": needed(section.image, "--image", "image"),
            "ContainerEntrypoint": [line.program],
            "ContainerArguments": _fitting([*line.options(), line.app, *line.arguments]),
        },
        "RoleArn": needed(section.role, "--role", "role"),
        "ProcessingInputs": [
            _input(name, str(part.folder.at(job.place()))) for name, part in inputs if part.folder is not None
        ],
    }
    name = _name(job, rest)
    return Request(
        call="sagemaker:CreateProcessingJob",
        name=name,
        arguments={"ProcessingJobName": name, **rest},
        folders=folders,
    )


def configuration_of(job: Job) -> Folder:
    """Spark's settings as the container reads them: EMR's form, in `input/conf/configuration.json`.

    It appends them to its own, so these win (aws/sagemaker-spark-container, `smspark/bootstrapper.py`).
    """
    settings = {**line_of(Runtime.EMR_SERVERLESS, job).settings} if job.reads_delta else dict(job.settings)
    configuration = [{"Classification": "spark-defaults", "Properties": settings}]
    return Folder(
        "conf", {"configuration.json": json.dumps(configuration, indent=1, sort_keys=True).encode()}
    )


def _input(name: str, place: str) -> dict[str, Any]:
    return {
        "InputName": name,
        "AppManaged": False,
        "S3Input": {
            "S3Uri": f"{place}/",
            "LocalPath": f"{_INPUT}/{name}",
            "S3DataType": "S3Prefix",
            "S3InputMode": "File",
            "S3DataDistributionType": "FullyReplicated",
            "S3CompressionType": "None",
        },
    }


def _fitting(words: list[str]) -> list[str]:
    if any(len(word) > _MOST_ARGUMENT for word in words):
        raise ConfigError(
            f"An argument of the processing job is longer than the {_MOST_ARGUMENT} characters that SageMaker takes.",
            hint="Give jars as local files rather than a long list in S3, or use a shorter --to.",
        )
    return words


def _name(job: Job, rest: Mapping[str, Any]) -> str:
    """`baselining-` and a digest of all that decides what runs, and of the word that tells runs apart."""
    return f"baselining-{sha256(canonical_json([rest, job.section.run or '']))[:_DIGITS]}"


_REQUESTS: dict[Runtime, Callable[[Job], Request]] = {
    Runtime.EMR: _emr,
    Runtime.EMR_SERVERLESS: _emr_serverless,
    Runtime.PROCESSING: _processing,
}
