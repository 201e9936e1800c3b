"""SageMaker Model Monitor, and the services that run jobs: which function answers which operation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from baselining_emulator import definitions, endpoints, executions, runs, schedules, shapes, tags
from baselining_emulator.clock import AdvancingClock
from baselining_emulator.fault_book import FaultBook
from baselining_emulator.jobs import emr, emr_serverless, processing
from baselining_emulator.kinds import KINDS, Kind
from baselining_emulator.model import input_shape
from baselining_emulator.records import Arguments, Execution, Region, RegionRecords
from baselining_emulator.runs import NewExecution
from baselining_emulator.settings import Settings

Operation = Callable[[Region, Arguments], dict[str, Any]]

_ON_SCHEDULES: dict[str, Operation] = {
    "CreateMonitoringSchedule": schedules.create,
    "DescribeMonitoringSchedule": schedules.describe,
    "UpdateMonitoringSchedule": schedules.update,
    "DeleteMonitoringSchedule": schedules.delete,
    "StartMonitoringSchedule": schedules.start,
    "StopMonitoringSchedule": schedules.stop,
    "ListMonitoringSchedules": schedules.list_,
    "ListMonitoringExecutions": executions.list_,
}
_ON_ENDPOINTS: dict[str, Operation] = {
    "CreateEndpointConfig": endpoints.create_config,
    "DescribeEndpointConfig": endpoints.describe_config,
    "CreateEndpoint": endpoints.create,
    "DescribeEndpoint": endpoints.describe,
    "DeleteEndpoint": endpoints.delete,
}
_ON_JOBS: dict[str, Operation] = {
    "CreateProcessingJob": processing.create,
    "StopProcessingJob": processing.stop,
    "ListProcessingJobs": processing.list_,
}
_OTHER_SERVICES: dict[str, dict[str, Operation]] = {
    "emr": {
        "RunJobFlow": emr.run_job_flow,
        "DescribeCluster": emr.describe_cluster,
        "TerminateJobFlows": emr.terminate,
        "AddJobFlowSteps": emr.add_steps,
        "DescribeStep": emr.describe_step,
        "ListSteps": emr.list_steps,
        "CancelSteps": emr.cancel_steps,
    },
    "emr-serverless": {
        "CreateApplication": emr_serverless.create_application,
        "StartJobRun": emr_serverless.start_job_run,
        "GetJobRun": emr_serverless.get_job_run,
        "CancelJobRun": emr_serverless.cancel_job_run,
    },
}
_ON_TAGS: dict[str, Operation] = {"AddTags": tags.add, "ListTags": tags.list_, "DeleteTags": tags.delete}


def _on_definitions(kind: Kind) -> dict[str, Operation]:
    return {
        f"Create{kind.name}JobDefinition": lambda region, given: definitions.create(region, kind, given),
        f"Describe{kind.name}JobDefinition": lambda region, given: definitions.describe(region, kind, given),
        f"Delete{kind.name}JobDefinition": lambda region, given: definitions.delete(region, kind, given),
        f"List{kind.name}JobDefinitions": lambda region, given: definitions.list_(region, kind, given),
    }


_MONITORING = (_ON_SCHEDULES | _ON_ENDPOINTS | _ON_JOBS) | {
    name: operation for kind in KINDS.values() for name, operation in _on_definitions(kind).items()
}


class Monitoring:
    """All regions of the emulated service. One operation at a time."""

    def __init__(self, settings: Settings, faults: FaultBook) -> None:
        self._settings = settings
        self._faults = faults
        self._clock = AdvancingClock()
        self._regions: dict[str, RegionRecords] = {}
        self._lock = threading.RLock()

    def answer(
        self, name: str, arguments: Arguments, region: str, service: str = "sagemaker"
    ) -> dict[str, Any] | None:
        """Carry out one operation; None if moto answers it.

        Raises:
            RefusedCallError: If the service would refuse.
        """
        with self._lock:
            here = self._region(region)
            operation = _operation(name, arguments, here.records, service)
            if operation is None:
                return None
            shapes.check(arguments, input_shape(name, service))
            return operation(here, arguments)

    def begin_execution(self, new: NewExecution, region: str) -> Execution:
        """See `runs.begin`."""
        with self._lock:
            return runs.begin(self._region(region), new)

    def end_execution(
        self, job_name: str, region: str, *, status: str, failure_reason: str = "", exit_message: str = ""
    ) -> Execution:
        """See `runs.end`."""
        with self._lock:
            return runs.end(
                self._region(region),
                job_name,
                status=status,
                failure_reason=failure_reason,
                exit_message=exit_message,
            )

    def clear(self) -> None:
        """Forget everything, in all regions."""
        with self._lock:
            self._regions.clear()

    def _region(self, name: str) -> Region:
        return Region(
            name=name,
            records=self._regions.setdefault(name, RegionRecords()),
            clock=self._clock,
            faults=self._faults,
            settings=self._settings,
        )


def _operation(name: str, arguments: Arguments, records: RegionRecords, service: str) -> Operation | None:
    if service != "sagemaker":
        return _OTHER_SERVICES[service].get(name)
    if name in _ON_TAGS:
        return _ON_TAGS[name] if tags.is_monitoring_arn(arguments.get("ResourceArn")) else None
    if name == "DescribeProcessingJob":
        ours = arguments.get("ProcessingJobName") in records.executions
        return executions.describe_job if ours else processing.describe
    return _MONITORING.get(name)
