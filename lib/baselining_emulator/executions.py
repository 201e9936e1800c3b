"""ListMonitoringExecutions, and DescribeProcessingJob for the job behind an execution."""

from __future__ import annotations

from typing import Any

from baselining_emulator.listing import fits, in_order, page
from baselining_emulator.records import Arguments, Execution, Region

# Input names and local paths as in the log of a real monitoring job published in a public repository.
_CONSTRAINTS_PATH = "/opt/ml/processing/baseline/constraints"
_STATISTICS_PATH = "/opt/ml/processing/baseline/stats"

# A job has no status for "not yet started" or "finished, with violations": botocore's ProcessingJobStatus.
_JOB_STATUS = {"Pending": "InProgress", "CompletedWithViolations": "Completed"}


def list_(region: Region, arguments: Arguments) -> dict[str, Any]:
    """ListMonitoringExecutions; those of a deleted schedule stay (botocore's DeleteMonitoringSchedule)."""
    name, status = "MonitoringScheduleName", "MonitoringExecutionStatus"
    summaries = [summary(execution) for execution in region.records.executions.values()]
    fitting = [entry for entry in summaries if fits(entry, arguments, name=name)]
    return page(
        in_order(fitting, arguments, name=name, status=status),
        arguments,
        member="MonitoringExecutionSummaries",
    )


def describe_job(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeProcessingJob: which baseline an execution was started with, and how it ended."""
    execution = region.records.executions[arguments["ProcessingJobName"]]
    answer: dict[str, Any] = {
        "ProcessingInputs": _baseline_inputs(execution),
        "ProcessingJobName": execution.job_name,
        "ProcessingResources": {"ClusterConfig": execution.resources["ClusterConfig"]},
        "AppSpecification": {
            member: value
            for member, value in execution.app.items()
            if member in ("ImageUri", "ContainerEntrypoint", "ContainerArguments")
        },
        "ProcessingJobArn": execution.job_arn,
        "ProcessingJobStatus": _JOB_STATUS.get(execution.status, execution.status),
        "CreationTime": execution.created,
        "LastModifiedTime": execution.modified,
        "MonitoringScheduleArn": execution.schedule_arn,
    }
    if execution.exit_message:
        answer["ExitMessage"] = execution.exit_message
    if execution.failure_reason:
        answer["FailureReason"] = execution.failure_reason
    return answer


def summary(execution: Execution) -> dict[str, Any]:
    """`MonitoringExecutionSummary`."""
    members = {
        "MonitoringScheduleName": execution.schedule_name,
        "ScheduledTime": execution.scheduled,
        "CreationTime": execution.created,
        "LastModifiedTime": execution.modified,
        "MonitoringExecutionStatus": execution.status,
        "ProcessingJobArn": execution.job_arn,
        "EndpointName": execution.endpoint_name,
        "FailureReason": execution.failure_reason,
        "MonitoringJobDefinitionName": execution.definition_name,
        "MonitoringType": execution.kind.name,
    }
    return {member: value for member, value in members.items() if value}


def _baseline_inputs(execution: Execution) -> list[dict[str, Any]]:
    inputs = []
    if execution.statistics_uri:
        inputs.append(_input("baseline", execution.statistics_uri, _STATISTICS_PATH))
    if execution.constraints_uri:
        inputs.append(_input("constraints", execution.constraints_uri, _CONSTRAINTS_PATH))
    return inputs


def _input(name: str, uri: str, path: str) -> dict[str, Any]:
    return {
        "InputName": name,
        "AppManaged": True,
        "S3Input": {
            "S3Uri": uri,
            "LocalPath": path,
            "S3DataType": "S3Prefix",
            "S3InputMode": "File",
            "S3DataDistributionType": "FullyReplicated",
            "S3CompressionType": "None",
        },
    }
