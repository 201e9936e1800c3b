"""Control of the emulator from another process: faults, executions, the log of calls and the reset, as JSON over HTTP.

    GET    /_emulator/calls[?operation=NAME]   {"calls": [...]}, in order of arrival
    DELETE /_emulator/calls                    forget them
    GET    /_emulator/faults                   {"faults": [...]}, those that can still strike
    POST   /_emulator/faults                   one fault, as `fault_to_json` writes it
    DELETE /_emulator/faults                   no more faults
    POST   /_emulator/executions               {"schedule": ..., "status"?, "scheduled"? (ISO 8601),
                                                "constraints_uri"?, "statistics_uri"?, "failure_reason"?,
                                                "exit_message"?, "region"?} → {"job_name": ...}
    PATCH  /_emulator/executions/JOB_NAME      {"status": ..., "failure_reason"?, "exit_message"?, "region"?}
    POST   /_emulator/reset                    as if just started: S3, SageMaker, faults and calls

What cannot be done is answered with 400 and {"error": ...}.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any

from baselining.errors import ConfigError
from baselining_emulator.calls import CallLog
from baselining_emulator.fault_book import FaultBook
from baselining_emulator.faults import fault_from_json, fault_to_json
from baselining_emulator.messages import DEFAULT_REGION, Answer, Request
from baselining_emulator.monitoring import Monitoring
from baselining_emulator.refusals import RefusedCallError
from baselining_emulator.runs import NewExecution

_PREFIX = "/_emulator/"


class Admin:
    """The `/_emulator/` part of the emulator."""

    def __init__(
        self, *, monitoring: Monitoring, faults: FaultBook, calls: CallLog, reset: Callable[[], None]
    ) -> None:
        self._monitoring = monitoring
        self._faults = faults
        self._calls = calls
        self._reset = reset

    def answer(self, request: Request) -> Answer:
        """Carry out one request."""
        try:
            document = self._do(request)
        except (ConfigError, RefusedCallError) as error:
            return Answer.of_json({"error": error.message}, status=400)
        if document is None:
            return Answer.of_json({"error": f"No {request.method} {request.path} here."}, status=404)
        return Answer.of_json(document)

    def _do(self, request: Request) -> dict[str, Any] | None:
        what, _, name = request.path.removeprefix(_PREFIX).partition("/")
        if what == "calls" and not name:
            return self._on_calls(request)
        if what == "faults" and not name:
            return self._on_faults(request)
        if what == "executions":
            return self._on_executions(request, name)
        if (request.method, what) == ("POST", "reset"):
            self._reset()
            return {}
        return None

    def _on_calls(self, request: Request) -> dict[str, Any] | None:
        if request.method == "DELETE":
            self._calls.clear()
            return {}
        if request.method != "GET":
            return None
        operation = request.query.get("operation")
        calls = self._calls.all() if operation is None else self._calls.of(operation)
        return {"calls": [call.to_json() for call in calls]}

    def _on_faults(self, request: Request) -> dict[str, Any] | None:
        if request.method == "POST":
            self._faults.add(fault_from_json(_object(request)))
        elif request.method == "DELETE":
            self._faults.clear()
        elif request.method != "GET":
            return None
        return {"faults": [fault_to_json(fault) for fault in self._faults.all()]}

    def _on_executions(self, request: Request, job_name: str) -> dict[str, Any] | None:
        if request.method not in ("POST", "PATCH") or (request.method == "POST") == bool(job_name):
            return None
        wanted = _object(request)
        region = wanted.pop("region", DEFAULT_REGION)
        if job_name:
            _only(wanted, {"status", "failure_reason", "exit_message"}, needed="status")
            return {"job_name": self._monitoring.end_execution(job_name, region, **wanted).job_name}
        _only(wanted, {member.name for member in fields(NewExecution)}, needed="schedule")
        if "scheduled" in wanted:
            wanted["scheduled"] = _moment(wanted["scheduled"])
        return {"job_name": self._monitoring.begin_execution(NewExecution(**wanted), region).job_name}


def _object(request: Request) -> dict[str, Any]:
    try:
        document = json.loads(request.body)
    except ValueError as error:
        raise ConfigError(f"The body is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise ConfigError("The body is not a JSON object.")
    return document


def _only(document: dict[str, Any], known: set[str], *, needed: str) -> None:
    if needed not in document:
        raise ConfigError(f"{needed!r} is missing.")
    unknown = set(document) - known
    if unknown:
        raise ConfigError(f"{sorted(unknown)} is not among {sorted(known)}.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise ConfigError(f"Expected a time like 2026-11-24T10:00:00Z, found {text!r}.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
