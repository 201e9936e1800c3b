"""Steps of an EMR cluster.

A step has neither a token nor a unique name, so the same one is looked for before it is added; two launchers in the
same second could add it twice. Their runs exclude one another by the schedule's lease, and the second finds all done.
Logs: EMR management guide, "View log files" (`LOG-URI/CLUSTER/steps/STEP/…`, sent every five minutes; drivers on the
cluster in `…/containers/APPLICATION/CONTAINER/`).
"""

from __future__ import annotations

from typing import Any

from baselining.aws.launch.calls import ask, ask_once, call_of
from baselining.aws.launch.logs import tail, text_at
from baselining.errors import StorageError, UnknownOutcomeError
from baselining.launch.exit_codes import exit_code_in
from baselining.world.jobs import JobSeen, Log, Phase, Started
from baselining.world.ports import Clock, Json, ObjectStore
from baselining.world.s3uri import S3Uri

_PHASES = {
    "PENDING": Phase.WAITING,
    "COMPLETED": Phase.SUCCEEDED,
    "FAILED": Phase.FAILED,
    "CANCELLED": Phase.STOPPED,
    "INTERRUPTED": Phase.STOPPED,
}
"""Of `StepState`; the others are of a step that runs."""


class EmrSteps:
    """Steps of one cluster.

    Args:
        reading: A client with retries.
        changing: A client that makes one attempt.
        cluster: Its id.
        store: Holds the logs.
        clock: To wait between attempts.
    """

    def __init__(
        self, *, reading: Any, changing: Any, cluster: str, store: ObjectStore, clock: Clock
    ) -> None:
        self._reading = reading
        self._changing = changing
        self._cluster = cluster
        self._store = store
        self._clock = clock

    def start(self, request: Json) -> Started:
        """As the protocol says: a step of that name, whatever became of it, is the run."""
        name = request["Steps"][0]["Name"]
        if (found := self._named(name)) is not None:
            return Started(id=found, is_new=False)
        call = call_of(
            "elasticmapreduce:AddJobFlowSteps", f"the cluster {self._cluster!r}", "EMR", changes=True
        )
        try:
            answer = ask_once(self._changing, call, self._clock, **request)
        except UnknownOutcomeError:
            if (found := self._named(name)) is None:
                raise
            return Started(id=found, is_new=True)
        return Started(id=answer["StepIds"][0], is_new=True)

    def look(self, identity: str) -> JobSeen:
        """As the protocol says; the exit code is in the logs only."""
        step = self._step(identity)
        status = step["Status"]
        details = status.get("FailureDetails", {})
        said = [
            details.get("Reason"),
            details.get("Message"),
            status.get("StateChangeReason", {}).get("Message"),
        ]
        message = " ".join(text for text in said if text)
        phase = _PHASES.get(status["State"], Phase.RUNNING)
        return JobSeen(
            id=identity,
            phase=phase,
            state=status["State"],
            message=message,
            exit_code=self._exit_code(identity) if phase is Phase.FAILED else None,
        )

    def stop(self, identity: str) -> None:
        """As the protocol says: the process is asked to end (`SEND_INTERRUPT`)."""
        call = call_of("elasticmapreduce:CancelSteps", f"the step {identity!r}", "EMR")
        ask(
            self._reading,
            call,
            ClusterId=self._cluster,
            StepIds=[identity],
            StepCancellationOption="SEND_INTERRUPT",
        )

    def log(self, identity: str, lines: int) -> Log:
        """As the protocol says: of a driver on the cluster if there is one, else of the step."""
        home = self._logs()
        if home is None:
            return Log(place="nowhere: the cluster has no LogUri")
        applications = self._step(identity).get("AdditionalInfo", {}).get("ResourceManagerApplicationIds", [])
        places = [
            *(place for name in applications for place in self._of_drivers(home / "containers" / name)),
            home / "steps" / identity / "stderr.gz",
        ]
        for place in places:
            if text := text_at(self._store, place):
                return Log(place=str(place), lines=tail(text, lines))
        return Log(place=str(places[-1]))

    def _of_drivers(self, containers: S3Uri) -> list[S3Uri]:
        """The logs of an application's first container, in which the driver runs; stdout has the result."""
        keys = [uri for uri in self._store.list_below(containers) if "_000001/" in uri.key]
        return sorted((uri for uri in keys if "/stdout" in uri.key or "/stderr" in uri.key), reverse=True)

    def _exit_code(self, identity: str) -> int | None:
        """From the step's own logs, if they are there already."""
        home = self._logs()
        if home is None:
            return None
        try:
            texts = [
                text_at(self._store, home / "steps" / identity / f"{name}.gz")
                for name in ("stderr", "controller")
            ]
        except StorageError:  # whoever may not read logs still learns that the step failed
            return None
        return exit_code_in(text for text in texts if text)

    def _logs(self) -> S3Uri | None:
        call = call_of("elasticmapreduce:DescribeCluster", f"the cluster {self._cluster!r}", "EMR")
        where = ask(self._reading, call, ClusterId=self._cluster)["Cluster"].get("LogUri")
        return S3Uri.parse(where) / self._cluster if where else None

    def _step(self, identity: str) -> dict[str, Any]:
        call = call_of("elasticmapreduce:DescribeStep", f"the step {identity!r}", "EMR")
        step: dict[str, Any] = ask(self._reading, call, ClusterId=self._cluster, StepId=identity)["Step"]
        return step

    def _named(self, name: str) -> str | None:
        """The newest step of a name."""
        call = call_of("elasticmapreduce:ListSteps", f"the cluster {self._cluster!r}", "EMR")
        marker: dict[str, str] = {}
        while True:
            answer = ask(self._reading, call, ClusterId=self._cluster, **marker)
            for step in answer.get("Steps", ()):
                if step["Name"] == name:
                    return str(step["Id"])
            if not answer.get("Marker"):
                return None
            marker = {"Marker": answer["Marker"]}
