"""SageMaker processing jobs.

A name is unique in an account and region for good, so a call whose answer was lost may be repeated: the second one
finds the job (`ResourceInUse`). Logs: SageMaker developer guide, "CloudWatch Logs for Amazon SageMaker AI" (group
`/aws/sagemaker/ProcessingJobs`, streams `JOB/algo-1-TIME`).
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import code_of, translate
from baselining.aws.launch.calls import ask, call_of
from baselining.errors import RequestRefusedError
from baselining.launch.exit_codes import exit_code_in
from baselining.world.jobs import JobSeen, Log, Phase, Started
from baselining.world.ports import Json

_PHASES = {
    "Completed": Phase.SUCCEEDED,
    "Failed": Phase.FAILED,
    "Stopped": Phase.STOPPED,
}
"""Of `ProcessingJobStatus`; the others are of a job that runs."""
_GROUP = "/aws/sagemaker/ProcessingJobs"
_FIRST_MACHINE = "algo-1"


class ProcessingJobs:
    """Processing jobs of an account and region.

    Args:
        client: For SageMaker, with retries.
        logs: For CloudWatch Logs, with retries.
    """

    def __init__(self, client: Any, logs: Any) -> None:
        self._client = client
        self._logs = logs

    def start(self, request: Json) -> Started:
        """As the protocol says."""
        name = request["ProcessingJobName"]
        call = call_of(
            "sagemaker:CreateProcessingJob", f"the processing job {name!r}", "SageMaker", changes=True
        )
        try:
            self._client.create_processing_job(**request)
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and code_of(error) == "ResourceInUse":
                return Started(id=name, is_new=False)
            raise translate(error, call) from error
        return Started(id=name, is_new=True)

    def look(self, identity: str) -> JobSeen:
        """As the protocol says; the exit message is the job's own, and says more than the reason."""
        call = call_of("sagemaker:DescribeProcessingJob", f"the processing job {identity!r}", "SageMaker")
        job = ask(self._client, call, ProcessingJobName=identity)
        state, reason = job["ProcessingJobStatus"], job.get("FailureReason", "")
        return JobSeen(
            id=identity,
            phase=_PHASES.get(state, Phase.RUNNING),
            state=state,
            message=job.get("ExitMessage") or reason,
            exit_code=exit_code_in([reason]),
        )

    def stop(self, identity: str) -> None:
        """As the protocol says; what is over cannot be stopped, which is no error here."""
        call = call_of("sagemaker:StopProcessingJob", f"the processing job {identity!r}", "SageMaker")
        try:
            ask(self._client, call, ProcessingJobName=identity)
        except RequestRefusedError:
            if not self.look(identity).phase.is_over:
                raise

    def log(self, identity: str, lines: int) -> Log:
        """As the protocol says: of the first machine, where the driver runs."""
        place = f"CloudWatch Logs, group {_GROUP}, stream {identity}/{_FIRST_MACHINE}-…"
        call = call_of("logs:DescribeLogStreams", f"the log group {_GROUP!r}", "CloudWatch Logs")
        try:
            streams = self._logs.describe_log_streams(
                logGroupName=_GROUP, logStreamNamePrefix=f"{identity}/{_FIRST_MACHINE}-"
            )["logStreams"]
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and code_of(error) == "ResourceNotFoundException":
                return Log(place=place)
            raise translate(error, call) from error
        if not streams:
            return Log(place=place)
        stream = streams[-1]["logStreamName"]
        events = ask(
            self._logs,
            call_of("logs:GetLogEvents", f"the log stream {stream!r}", "CloudWatch Logs"),
            logGroupName=_GROUP,
            logStreamName=stream,
            limit=lines,
            startFromHead=False,
        )["events"]
        found = tuple(event["message"].rstrip() for event in events)
        return Log(place=f"CloudWatch Logs, group {_GROUP}, stream {stream}", lines=found)
