"""EMR Serverless: applications and their job runs.

Members and patterns: botocore's `emr-serverless/2021-07-13`. That one `clientToken` stands for one run is its
documentation ("client idempotency token of the job run"); what a token with another request does is [unknown], and a
`ConflictException` here.
"""

from __future__ import annotations

import uuid
from typing import Any

from baselining_emulator.jobs.job import Job, new_job
from baselining_emulator.kinds import ACCOUNT
from baselining_emulator.records import Arguments, Region
from baselining_emulator.refusals import RefusedCallError

# The sentence of a failure: aws-samples/emr-serverless-samples, pull request 17.
_REASON = (
    "Job execution failed, please check complete logs in configured logging destination. ExitCode: {code}. "
    "Last few exceptions: "
)
_STATES = {
    "submitted": "SUBMITTED",
    "scheduled": "SCHEDULED",
    "running": "RUNNING",
    "succeeded": "SUCCESS",
    "failed": "FAILED",
    "reason": _REASON,
}


def create_application(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CreateApplication: it starts by itself when a job comes (`autoStartConfiguration`, on by default)."""
    name = f"00{uuid.uuid4().hex[:14]}"
    region.records.applications[name] = {"releaseLabel": arguments["releaseLabel"], "runs": {}, "tokens": {}}
    return {"applicationId": name, "arn": _arn(region, name), "name": arguments.get("name", "")}


def start_job_run(region: Region, arguments: Arguments) -> dict[str, Any]:
    """StartJobRun: a token that was used before gives the run of that time, whatever became of it."""
    application = _application(region, arguments["applicationId"])
    token, runs = arguments["clientToken"], application["runs"]
    if token in application["tokens"]:
        run = runs[application["tokens"][token]]
        if run.request != arguments:
            raise RefusedCallError(
                "ConflictException", f"The client token {token} was used for another request.", status=409
            )
    else:
        identity = f"00{uuid.uuid4().hex[:14]}"
        run = new_job(region, identity, arguments.get("name", token), arguments, _STATES)
        runs[identity], application["tokens"][token] = run, identity
    return {
        "applicationId": arguments["applicationId"],
        "jobRunId": run.id,
        "arn": f"{_arn(region, arguments['applicationId'])}/jobruns/{run.id}",
    }


def get_job_run(region: Region, arguments: Arguments) -> dict[str, Any]:
    """GetJobRun."""
    application = _application(region, arguments["applicationId"])
    run = _run(application, arguments)
    application["runs"][run.id] = run.looked_at(region)
    return {
        "jobRun": {
            "applicationId": arguments["applicationId"],
            "jobRunId": run.id,
            "name": run.name,
            "arn": f"{_arn(region, arguments['applicationId'])}/jobruns/{run.id}",
            "createdBy": f"arn:aws:iam::{ACCOUNT}:user/emulated",
            "createdAt": run.created,
            "updatedAt": run.modified,
            "executionRole": run.request["executionRoleArn"],
            "state": run.state,
            "stateDetails": run.reason if run.state == "FAILED" else "",
            "releaseLabel": application["releaseLabel"],
            "jobDriver": run.request.get("jobDriver", {}),
            "configurationOverrides": run.request.get("configurationOverrides", {}),
        }
    }


def cancel_job_run(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CancelJobRun; one that is over stays as it is ([unknown])."""
    application = _application(region, arguments["applicationId"])
    run = _run(application, arguments)
    if not run.is_over:
        application["runs"][run.id] = run.going(region, "CANCELLING", "CANCELLED")
    return {"applicationId": arguments["applicationId"], "jobRunId": run.id}


def _application(region: Region, name: str) -> dict[str, Any]:
    if name not in region.records.applications:
        raise _absent("Application", name)
    return region.records.applications[name]


def _run(application: dict[str, Any], arguments: Arguments) -> Job:
    name = arguments["jobRunId"]
    if name not in application["runs"]:
        raise _absent("JobRun", name)
    run: Job = application["runs"][name]
    return run


def _absent(what: str, name: str) -> RefusedCallError:
    """Code and status are modelled, the sentence is not."""
    return RefusedCallError("ResourceNotFoundException", f"{what} {name} does not exist.", status=404)


def _arn(region: Region, application: str) -> str:
    return f"arn:aws:emr-serverless:{region.name}:{ACCOUNT}:/applications/{application}"
