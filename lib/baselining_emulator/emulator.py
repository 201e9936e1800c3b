"""A local S3 and SageMaker on 127.0.0.1, for tests and for trying things without an account."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar

from baselining.errors import SetupError
from baselining_emulator.calls import CallLog
from baselining_emulator.fault_book import FaultBook
from baselining_emulator.settings import Settings

if TYPE_CHECKING:
    from baselining_emulator.running import Running

_EXTRA = frozenset({"moto", "werkzeug", "flask", "flask_cors", "py_partiql_parser", "responses"})
_DEFAULT_REGION = "us-east-1"


class Emulator:
    """S3 and SageMaker over HTTP while the `with` block lasts, empty at its start.

    One at a time in a process: moto's S3 belongs to the process, so that two would share their buckets.

    Attributes:
        faults: Failures to come, built by `baselining_emulator.faults` and `baselining_emulator.s3_faults`.
        calls: Every SageMaker and S3 call received since the start.
    """

    _one_at_a_time: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", settings: Settings | None = None) -> None:
        self.faults = FaultBook(_known_operations)
        self.calls = CallLog()
        self._host = host
        self._port = port
        self._settings = settings or Settings()
        self._running: Running | None = None

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to serve.

        Raises:
            SetupError: If moto is missing, the port cannot be had, or another emulator runs in this process.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            raise SetupError(
                "An emulator is running in this process already.",
                hint="Stop it, or start this one elsewhere.",
            )
        try:
            self._running = _run(self._host, self._port, self._settings, self.faults, self.calls)
        except BaseException:
            self._one_at_a_time.release()
            raise

    def stop(self) -> None:
        """Stop serving and forget everything but `calls`. Does nothing if it does not run."""
        running, self._running = self._running, None
        if running is not None:
            try:
                running.stop()
            finally:
                self._one_at_a_time.release()

    @property
    def endpoint_url(self) -> str:
        """What to give to boto3 or put into AWS_ENDPOINT_URL."""
        host, port = self._serving.address
        return f"http://{host}:{port}"

    def reset(self) -> None:
        """As if just started: no buckets, schedules, definitions, executions, faults or calls."""
        self._serving.reset()

    def add_execution(
        self,
        schedule: str,
        *,
        status: str = "InProgress",
        scheduled: datetime | None = None,
        constraints_uri: str | None = None,
        statistics_uri: str | None = None,
        failure_reason: str = "",
        exit_message: str = "",
        region: str = _DEFAULT_REGION,
    ) -> str:
        """Add an execution to the schedule's history; the arguments are those of `runs.NewExecution`.

        Returns:
            The name of its processing job.
        """
        from baselining_emulator.runs import NewExecution

        new = NewExecution(
            schedule=schedule,
            status=status,
            scheduled=scheduled,
            constraints_uri=constraints_uri,
            statistics_uri=statistics_uri,
            failure_reason=failure_reason,
            exit_message=exit_message,
        )
        return self._serving.monitoring.begin_execution(new, region).job_name

    def end_execution(
        self,
        job_name: str,
        *,
        status: str = "Completed",
        failure_reason: str = "",
        exit_message: str = "",
        region: str = _DEFAULT_REGION,
    ) -> None:
        """Give an execution another status."""
        self._serving.monitoring.end_execution(
            job_name, region, status=status, failure_reason=failure_reason, exit_message=exit_message
        )

    @property
    def _serving(self) -> Running:
        if self._running is None:
            raise SetupError(
                "The emulator is not running.", hint="Use it in a `with` block, or call start()."
            )
        return self._running


def _run(host: str, port: int, settings: Settings, faults: FaultBook, calls: CallLog) -> Running:
    try:
        from baselining_emulator.running import Running
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise SetupError(
            f"The emulator needs the Python package {error.name}, which is not installed.",
            hint="Install it: pip install 'baselining[emulator]'",
        ) from error
    return Running(host, port, settings, faults, calls)


def _known_operations() -> Collection[str]:
    from baselining_emulator.model import VERSIONS, operation_names
    from baselining_emulator.s3 import OPERATIONS

    return OPERATIONS.union(*map(operation_names, VERSIONS))
