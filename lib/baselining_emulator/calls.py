"""The log of every SageMaker and S3 call received, in the order in which they came."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, logged before anything is done about it: a refused or dropped call is here too.

    Attributes:
        service: `sagemaker`, `s3`, `emr` or `emr-serverless`.
        operation: The API's name, like `UpdateMonitoringSchedule` or `PutObject`.
        arguments: SageMaker only: the request as sent, in the API's own spelling.
        signer: The id of the access key that signed it; empty if unsigned.
    """

    service: str
    operation: str
    region: str
    method: str
    path: str
    arguments: Mapping[str, Any]
    signer: str = ""

    def to_json(self) -> dict[str, Any]:
        """What `GET /_emulator/calls` shows."""
        return asdict(self)


class CallLog:
    """Calls in order of arrival; safe to read while the emulator serves."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        """Note one more."""
        with self._lock:
            self._calls.append(call)

    def all(self) -> tuple[Call, ...]:
        """Every call since the start, the last reset or the last clear."""
        with self._lock:
            return tuple(self._calls)

    def of(self, operation: str) -> tuple[Call, ...]:
        """Those of one operation."""
        return tuple(call for call in self.all() if call.operation == operation)

    def operations(self, service: str = "sagemaker") -> list[str]:
        """The names of the operations of one service, in order."""
        return [call.operation for call in self.all() if call.service == service]

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._calls.clear()
