"""A plan: the calls that would change something, as data, so that `--plan` prints exactly what a run does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedObject:
    """One object to be created in S3. `body` is left out of what is printed."""

    uri: str
    body: bytes
    size_bytes: int
    sha256: str
    content_type: str = "application/json"

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows: where, how large, which digest."""
        return {
            "call": "s3:PutObject",
            "uri": self.uri,
            "size_bytes": self.size_bytes,
            "sha256": self.sha256,
            "condition": "If-None-Match: *",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One mutating SageMaker call with its complete arguments."""

    operation: str
    arguments: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows: the operation and every argument."""
        return {"call": f"sagemaker:{self.operation}", "arguments": self.arguments}
