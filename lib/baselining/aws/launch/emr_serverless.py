"""Job runs of an EMR Serverless application.

The client token makes one run of the same request, so a call whose answer was lost may be repeated. Logs: EMR
Serverless user guide, "Storing logs" (`LOG-URI/applications/APPLICATION/jobs/RUN/SPARK_DRIVER/stderr.gz`).
"""

from __future__ import annotations

from typing import Any

from baselining.aws.launch.calls import ask, call_of
from baselining.aws.launch.logs import tail, text_at
from baselining.launch.exit_codes import exit_code_in
from baselining.world.jobs import JobSeen, Log, Phase, Started
from baselining.world.ports import Json, ObjectStore
from baselining.world.s3uri import S3Uri

_PHASES = {
    "SUCCESS": Phase.SUCCEEDED,
    "FAILED": Phase.FAILED,
    "CANCELLED": Phase.STOPPED,
    "RUNNING": Phase.RUNNING,
    "CANCELLING": Phase.RUNNING,
}
"""Of `JobRunState`; the others are of a run that waits."""
_SERVICE = "EMR Serverless"


class EmrServerlessRuns:
    """Runs of one application.

    Args:
        client: A client with retries.
        application: Its id.
        logs: Where its logs are put; None if nowhere in S3.
        store: Holds the logs.
    """

    def __init__(self, client: Any, *, application: str, logs: S3Uri | None, store: ObjectStore) -> None:
        self._client = client
        self._application = application
        self._logs = logs
        self._store = store

    def start(self, request: Json) -> Started:
        """As the protocol says; the service does not tell whether the token was known to it."""
        call = call_of(
            "emr-serverless:StartJobRun", f"the application {self._application!r}", _SERVICE, changes=True
        )
        return Started(id=ask(self._client, call, **request)["jobRunId"], is_new=None)

    def look(self, identity: str) -> JobSeen:
        """As the protocol says."""
        call = call_of("emr-serverless:GetJobRun", f"the run {identity!r}", _SERVICE)
        run = ask(self._client, call, applicationId=self._application, jobRunId=identity)["jobRun"]
        message = run.get("stateDetails", "")
        return JobSeen(
            id=identity,
            phase=_PHASES.get(run["state"], Phase.WAITING),
            state=run["state"],
            message=message,
            exit_code=exit_code_in([message]),
        )

    def stop(self, identity: str) -> None:
        """As the protocol says."""
        call = call_of("emr-serverless:CancelJobRun", f"the run {identity!r}", _SERVICE)
        ask(self._client, call, applicationId=self._application, jobRunId=identity)

    def log(self, identity: str, lines: int) -> Log:
        """As the protocol says: stderr, which has progress and errors."""
        if self._logs is None:
            return Log(place="nowhere in S3: the run has no --log-uri (launch.log_uri)")
        driver = self._logs / "applications" / self._application / "jobs" / identity / "SPARK_DRIVER"
        place = driver / "stderr.gz"
        text = text_at(self._store, place)
        return Log(place=str(place), lines=tail(text, lines) if text else ())
