"""Executions of a schedule that were started with a given baseline, and whether one failed because of it.

An execution keeps the inputs that it was started with, and they are the only proof: `DescribeProcessingJob` names
them. That an execution fails is common and mostly has nothing to do with the baseline (no data in its hour).
Nobody has published what the container says about a baseline that it cannot use, so no wording counts against
a baseline: only a reason that names one of its files, by its location in S3 or by its path in the container.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from baselining.world.locations import Baseline, place_of
from baselining.world.ports import Json, MonitoringService

# Names of the inputs in the log of a real monitoring job that its owner published.
_CONSTRAINTS, _STATISTICS = "constraints", "baseline"
# SageMaker's times are not S3's to the second.
_LEEWAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An execution that was started with the baseline in question.

    Attributes:
        name: Of its processing job.
        reason: Why it failed, in SageMaker's and the container's words; empty if neither says.
        files: What the baseline's files are called: in S3, and where the container finds them.
    """

    name: str
    status: str
    reason: str
    files: tuple[str, ...]

    @property
    def completed(self) -> bool:
        """It ended, and the baseline was of use; violations are no failure."""
        return self.status in ("Completed", "CompletedWithViolations")

    @property
    def names_the_baseline(self) -> bool:
        """It failed, and the reason names one of the baseline's files: the whole name, not a part of another."""
        return self.status == "Failed" and any(_is_named(file, self.reason) for file in self.files)


def runs_with(client: MonitoringService, schedule: str, baseline: Baseline, since: datetime) -> Iterator[Run]:
    """The executions since a moment by S3's clock that were started with a baseline, the oldest first."""
    for summary in client.list_executions(schedule, since=since - _LEEWAY):
        arn = summary.get("ProcessingJobArn")
        if arn is None:  # it failed before there was a job, hence before there were inputs
            continue
        name = arn.rpartition("/")[2]
        job = client.describe_job(name)
        if _used(job).same_files_as(baseline):
            reasons = (job.get("FailureReason"), job.get("ExitMessage"), summary.get("FailureReason"))
            yield Run(
                name=name,
                status=summary["MonitoringExecutionStatus"],
                reason=" / ".join(dict.fromkeys(reason for reason in reasons if reason)),
                files=tuple(_files(job)),
            )


def _used(job: Json) -> Baseline:
    found = {given["InputName"]: given.get("S3Input", {}).get("S3Uri") for given in job["ProcessingInputs"]}
    return Baseline(constraints=found.get(_CONSTRAINTS), statistics=found.get(_STATISTICS))


def _files(job: Json) -> Iterator[str]:
    for given in job["ProcessingInputs"]:
        uri = given.get("S3Input", {}).get("S3Uri")
        if given["InputName"] not in (_CONSTRAINTS, _STATISTICS) or not uri:
            continue
        yield uri
        if (place := place_of(uri)) is not None:  # a reason may spell it otherwise
            yield str(place)
        folder = given["S3Input"].get("LocalPath")
        if folder:
            yield f"{folder}/{uri.rpartition('/')[2]}"


def _is_named(file: str, text: str) -> bool:
    """Is the file named, and not one whose name only begins or ends like its own?"""
    return re.search(rf"(?<![\w/.-]){re.escape(file)}(?![\w/-]|\.\w)", text) is not None
