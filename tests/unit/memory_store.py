"""S3 in memory, as strict as the protocol: create-only, nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Callable

from baselining.encryption import Encryption
from baselining.s3uri import S3Uri


class MemoryStore:
    """Objects by URI. `before_call(number, operation)` may raise, as S3 may."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.created: list[str] = []
        self.content_types: set[str] = set()
        self.encryptions: dict[str, Encryption | None] = {}
        self.before_call: Callable[[int, str], None] = lambda _number, _operation: None
        self._calls = 0

    def create(
        self, uri: S3Uri, body: bytes, *, content_type: str, encryption: Encryption | None = None
    ) -> bool:
        self._count("create")
        if str(uri) in self.objects:
            return False
        self.objects[str(uri)] = body
        self.created.append(str(uri))
        self.content_types.add(content_type)
        self.encryptions[str(uri)] = encryption
        return True

    def read(self, uri: S3Uri) -> bytes | None:
        self._count("read")
        return self.objects.get(str(uri))

    def encryption(self, uri: S3Uri) -> Encryption | None:
        self._count("encryption")
        return self.encryptions.get(str(uri))

    def _count(self, operation: str) -> None:
        self._calls += 1
        self.before_call(self._calls, operation)
