"""A plan: the calls that would change something, as data, so that `--plan` prints exactly what a run does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baselining.world.digests import sha256
from baselining.world.encryption import Encryption
from baselining.world.redact import redacted
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedObject:
    """One object to be created in S3. `body` is left out of what is printed."""

    uri: str
    body: bytes
    size_bytes: int
    sha256: str
    content_type: str = "application/json"
    encryption: Encryption | None = None

    @classmethod
    def of(cls, uri: S3Uri, body: bytes, *, encryption: Encryption | None = None) -> PlannedObject:
        """An object of JSON."""
        return cls(uri=str(uri), body=body, size_bytes=len(body), sha256=sha256(body), encryption=encryption)

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows: where, how large, which digest, how encrypted."""
        encryption = {} if self.encryption is None else {"encryption": self.encryption.to_request()}
        return {
            "call": "s3:PutObject",
            "uri": self.uri,
            "size_bytes": self.size_bytes,
            "sha256": self.sha256,
            "condition": "If-None-Match: *",
            **encryption,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One mutating SageMaker call with its complete arguments; values that may be secret are not shown.

    Attributes:
        only_if: What must turn out for the call to be made; empty if it is made in any case.
    """

    operation: str
    arguments: dict[str, Any]
    only_if: str = ""

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows: the operation and every argument, but no values of environments and tags."""
        condition = {"only_if": self.only_if} if self.only_if else {}
        return {"call": f"sagemaker:{self.operation}", "arguments": redacted(self.arguments), **condition}
