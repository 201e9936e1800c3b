"""SageMaker processing jobs that somebody starts (those of monitoring schedules are in `executions.py`).

Members and patterns: botocore's `sagemaker/2017-07-24`, which also has `ResourceInUse` for a name that is taken; a name
is unique in an account and region for good.
"""

from __future__ import annotations

from typing import Any

from baselining_emulator.jobs.job import Job, new_job
from baselining_emulator.kinds import arn
from baselining_emulator.listing import fits, in_order, page
from baselining_emulator.records import Arguments, Region
from baselining_emulator.refusals import in_use, invalid

# The sentence of a failure: aws-samples/amazon-sagemaker-ml-pipeline-deploy-with-terraform, issue 12.
_STATES = {
    "running": "InProgress",
    "still": "InProgress",
    "succeeded": "Completed",
    "failed": "Failed",
    "reason": "AlgorithmError: , exit code: {code}",
}


def create(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CreateProcessingJob."""
    name = arguments["ProcessingJobName"]
    if name in region.records.processing_jobs or name in region.records.executions:
        raise in_use("Processing job", name)
    region.records.processing_jobs[name] = new_job(region, name, name, arguments, _STATES)
    return {"ProcessingJobArn": arn(region.name, "processing-job", name)}


def describe(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeProcessingJob."""
    job = _find(region, arguments)
    region.records.processing_jobs[job.name] = job.looked_at(region)
    answer: dict[str, Any] = {
        **{member: value for member, value in job.request.items() if member != "Tags"},
        "ProcessingJobArn": arn(region.name, "processing-job", job.name),
        "ProcessingJobStatus": job.state,
        "CreationTime": job.created,
        "LastModifiedTime": job.modified,
    }
    if job.state in ("Failed", "Completed") and job.exit_message:
        answer["ExitMessage"] = job.exit_message
    if job.state == "Failed":
        answer["FailureReason"] = job.reason
    return answer


def list_(region: Region, arguments: Arguments) -> dict[str, Any]:
    """ListProcessingJobs, of those that somebody started."""
    wanted = arguments.get("StatusEquals")
    filters = {name: value for name, value in arguments.items() if name != "StatusEquals"}
    summaries = [
        {
            "ProcessingJobName": job.name,
            "ProcessingJobArn": arn(region.name, "processing-job", job.name),
            "ProcessingJobStatus": job.state,
            "CreationTime": job.created,
            "LastModifiedTime": job.modified,
        }
        for job in region.records.processing_jobs.values()
        if wanted in (None, job.state)
    ]
    fitting = [one for one in summaries if fits(one, filters, name="ProcessingJobName")]
    in_turn = in_order(fitting, arguments, name="ProcessingJobName", status="ProcessingJobStatus")
    return page(in_turn, arguments, member="ProcessingJobSummaries")


def stop(region: Region, arguments: Arguments) -> dict[str, Any]:
    """StopProcessingJob; one that is over cannot be stopped ([unknown], but all services of the kind say so)."""
    job = _find(region, arguments)
    if job.is_over:
        raise invalid(f"The processing job {job.name} is {job.state}, and cannot be stopped.")
    region.records.processing_jobs[job.name] = job.going(region, "Stopping", "Stopped")
    return {}


def _find(region: Region, arguments: Arguments) -> Job:
    """The job. "Could not find" as for endpoints; the modelled `ResourceNotFound` is what else a caller must expect."""
    name = arguments["ProcessingJobName"]
    job: Job | None = region.records.processing_jobs.get(name)
    if job is None:
        raise invalid(f"Could not find requested job with name: {name}")
    return job
