"""EMR on EC2: clusters and their steps.

Members: botocore's `emr/2009-03-31`. Sentences and rules that are not in it say where they were seen.
"""

from __future__ import annotations

import uuid
from typing import Any

from baselining_emulator.jobs.job import Job, new_job
from baselining_emulator.kinds import ACCOUNT
from baselining_emulator.records import Arguments, Region
from baselining_emulator.refusals import RefusedCallError, invalid

_STATES = {
    "waiting": "PENDING",
    "running": "RUNNING",
    "succeeded": "COMPLETED",
    "failed": "FAILED",
    "reason": "Unknown Error.",
}
_MOST_ACTIVE = 256
"""Steps that are pending or running: botocore's documentation of AddJobFlowSteps."""
_PAGE = 50
"""Steps in an answer: botocore's documentation of ListSteps."""
_CANCELLABLE = ("PENDING", "RUNNING")
"""From EMR 5.28.0 on: botocore's documentation of CancelSteps."""


def run_job_flow(region: Region, arguments: Arguments) -> dict[str, Any]:
    """RunJobFlow: a cluster that waits for steps at once."""
    cluster = f"j-{uuid.uuid4().hex[:13].upper()}"
    region.records.clusters[cluster] = {
        "Id": cluster,
        "Name": arguments["Name"],
        "LogUri": arguments.get("LogUri", ""),
        "ReleaseLabel": arguments.get("ReleaseLabel", ""),
        "State": "WAITING",
    }
    region.records.steps[cluster] = {}
    return {"JobFlowId": cluster, "ClusterArn": _arn(region, cluster)}


def describe_cluster(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeCluster."""
    cluster = dict(_cluster(region, arguments["ClusterId"]))
    state = cluster.pop("State")
    return {"Cluster": {**cluster, "Status": {"State": state}, "ClusterArn": _arn(region, cluster["Id"])}}


def terminate(region: Region, arguments: Arguments) -> dict[str, Any]:
    """TerminateJobFlows; steps that are not over are cancelled."""
    for name in arguments["JobFlowIds"]:
        _cluster(region, name)["State"] = "TERMINATED"
        steps = region.records.steps[name]
        for job in steps.values():
            if not job.is_over:
                steps[job.id] = job.going(region, "CANCELLED")
    return {}


def add_steps(region: Region, arguments: Arguments) -> dict[str, Any]:
    """AddJobFlowSteps: no token, no unique name, so the same request twice is two steps.

    A cluster that is not there is a `ValidationException`, "Specified job flow ID does not exist." (seen in
    raster-foundry/raster-foundry, issue 352); one that has ended likewise (its sentence is [unknown]).
    """
    name = arguments["JobFlowId"]
    if name not in region.records.clusters:
        raise invalid("Specified job flow ID does not exist.")
    if region.records.clusters[name]["State"] == "TERMINATED":
        raise invalid("A job flow that is shutting down, terminated, or finished may not be modified.")
    steps = region.records.steps[name]
    active = sum(not job.is_over for job in steps.values())
    if active + len(arguments["Steps"]) > _MOST_ACTIVE:
        raise invalid(
            f"Maximum number of active steps (State = PENDING or RUNNING) of {_MOST_ACTIVE} exceeded."
        )
    added = []
    for wanted in arguments["Steps"]:
        step = f"s-{uuid.uuid4().hex[:13].upper()}"
        steps[step] = new_job(region, step, wanted["Name"], wanted, _STATES)
        added.append(step)
    return {"StepIds": added}


def describe_step(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DescribeStep; a step waits for those before it (`StepConcurrencyLevel` is 1 by default)."""
    cluster, step = arguments["ClusterId"], arguments["StepId"]
    _cluster(region, cluster)
    steps = region.records.steps[cluster]
    if step not in steps:
        raise _not_valid("Step", step)
    job: Job = steps[step]
    earlier = list(steps)[: list(steps).index(step)]
    if all(steps[name].is_over for name in earlier):
        steps[step] = job.looked_at(region)
    return {"Step": _described(job)}


def list_steps(region: Region, arguments: Arguments) -> dict[str, Any]:
    """ListSteps: the newest first, 50 in an answer."""
    cluster = arguments["ClusterId"]
    _cluster(region, cluster)
    steps = list(reversed(region.records.steps[cluster].values()))
    wanted = arguments.get("StepStates")
    steps = [job for job in steps if wanted is None or job.state in wanted]
    start = int(arguments.get("Marker", 0))
    answer: dict[str, Any] = {"Steps": [_described(job) for job in steps[start : start + _PAGE]]}
    return answer | ({"Marker": str(start + _PAGE)} if start + _PAGE < len(steps) else {})


def cancel_steps(region: Region, arguments: Arguments) -> dict[str, Any]:
    """CancelSteps: `SUBMITTED` for one that can still be cancelled, else `FAILED` with a reason."""
    _cluster(region, arguments["ClusterId"])
    steps = region.records.steps[arguments["ClusterId"]]
    told = []
    for name in arguments["StepIds"]:
        job = steps.get(name)
        if job is None or job.state not in _CANCELLABLE or job.is_over:
            told.append({"StepId": name, "Status": "FAILED", "Reason": "Step is not in a cancellable state."})
            continue
        steps[name] = job.going(region, "CANCEL_PENDING", "CANCELLED")
        told.append({"StepId": name, "Status": "SUBMITTED"})
    return {"CancelStepsInfoList": told}


def _described(job: Job) -> dict[str, Any]:
    launched = job.request["HadoopJarStep"]
    status: dict[str, Any] = {
        "State": job.state,
        "StateChangeReason": {},
        "Timeline": {"CreationDateTime": job.created},
    }
    if job.state == "FAILED":
        status["FailureDetails"] = {"Reason": job.reason, "Message": job.exit_message}
    return {
        "Id": job.id,
        "Name": job.name,
        "Config": {"Jar": launched["Jar"], "Properties": {}, "Args": launched.get("Args", [])},
        "ActionOnFailure": job.request.get("ActionOnFailure", "CONTINUE"),
        "Status": status,
    }


def _cluster(region: Region, name: str) -> dict[str, Any]:
    if name not in region.records.clusters:
        raise _not_valid("Cluster", name)
    return region.records.clusters[name]


def _not_valid(what: str, name: str) -> RefusedCallError:
    """`InvalidRequestException` is modelled; that its sentence is this one is [unknown], boto3's users report it so."""
    return RefusedCallError("InvalidRequestException", f"{what} id '{name}' is not valid.")


def _arn(region: Region, cluster: str) -> str:
    return f"arn:aws:elasticmapreduce:{region.name}:{ACCOUNT}:cluster/{cluster}"
