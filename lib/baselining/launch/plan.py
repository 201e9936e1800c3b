"""A launch as a plan: what is sent, what is called, and the line that runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baselining.launch.job import Job
from baselining.launch.lines import line_of
from baselining.launch.requests import Request, request_of
from baselining.launch.section import DeployMode, Runtime
from baselining.world.planned import PlannedObject
from baselining.world.redact import redacted


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchPlan:
    """What a launch does.

    Attributes:
        request: None where there is no service to ask, and somebody runs the line.
        line: What a shell takes; for a service, what it runs.
    """

    runtime: Runtime
    objects: tuple[PlannedObject, ...]
    request: Request | None
    line: str

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows."""
        calls: list[dict[str, Any]] = [one.to_json() for one in self.objects]
        if self.request is not None:
            calls.append({"call": self.request.call, "arguments": redacted(self.request.arguments)})
        run = {} if self.request is None else {"run": self.request.name}
        return {"runtime": self.runtime.value, **run, "line": self.line, "calls": calls}


def plan_launch(runtime: Runtime, job: Job) -> LaunchPlan:
    """What is sent and asked, without doing it.

    Raises:
        ConfigError: As `lines.line_of` and `requests.request_of`.
    """
    line = line_of(runtime, job).text()
    if runtime.has_api:
        request = request_of(runtime, job)
        objects = job.package.objects(job.place(), *request.folders)
        return LaunchPlan(runtime=runtime, objects=tuple(objects), request=request, line=line)
    return LaunchPlan(runtime=runtime, objects=tuple(_sent_for_a_line(runtime, job)), request=None, line=line)


def _sent_for_a_line(runtime: Runtime, job: Job) -> list[PlannedObject]:
    """What must be in S3 before a line is run: what a driver on the cluster reads, and nothing of this machine."""
    needs_config = runtime is Runtime.KUBERNETES or (
        runtime is Runtime.YARN and job.section.mode is DeployMode.CLUSTER
    )
    parts = [job.package.config] if needs_config else []
    if runtime is Runtime.KUBERNETES:
        parts.append(job.package.jars)
    return [one for part in parts if part.folder is not None for one in part.folder.objects(job.place())]
