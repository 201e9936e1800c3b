"""S3 in memory, as strict as the protocol: conditional writes only, and a clock of its own."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timezone

from baselining.world.encryption import Encryption
from baselining.world.ports import ObjectHead, StoredObject
from baselining.world.s3uri import S3Uri


class MemoryStore:
    """Objects by URI. `before_call(number, operation)` may raise, as S3 may; `now` is S3's clock."""

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime(2026, 11, 24, tzinfo=timezone.utc)
    ) -> None:
        self.objects: dict[str, bytes] = {}
        self.created: list[str] = []
        self.modified: dict[str, datetime] = {}
        self.content_types: set[str] = set()
        self.encryptions: dict[str, Encryption | None] = {}
        self.before_call: Callable[[int, str], None] = lambda _number, _operation: None
        self.now = now
        self._calls = 0
        self._lock = threading.Lock()

    def create(
        self, uri: S3Uri, body: bytes, *, content_type: str, encryption: Encryption | None = None
    ) -> bool:
        self._count("create")
        with self._lock:
            if str(uri) in self.objects:
                return False
            self._put(uri, body)
            self.created.append(str(uri))
            self.content_types.add(content_type)
            self.encryptions[str(uri)] = encryption
            return True

    def read(self, uri: S3Uri) -> bytes | None:
        self._count("read")
        return self.objects.get(str(uri))

    def head(self, uri: S3Uri) -> ObjectHead | None:
        self._count("head")
        with self._lock:
            if str(uri) not in self.objects:
                return None
            return ObjectHead(
                encryption=self.encryptions.get(str(uri)),
                modified=self.modified[str(uri)],
                read_at=self.now().replace(microsecond=0),
            )

    def read_version(self, uri: S3Uri) -> StoredObject | None:
        self._count("read_version")
        with self._lock:
            body = self.objects.get(str(uri))
            if body is None:
                return None
            return StoredObject(
                body=body,
                etag=_etag(body),
                modified=self.modified[str(uri)],
                read_at=self.now().replace(microsecond=0),
            )

    def replace(self, uri: S3Uri, body: bytes, *, etag: str, content_type: str) -> bool:
        self._count("replace")
        with self._lock:
            found = self.objects.get(str(uri))
            if found is None or _etag(found) != etag:
                return False
            self._put(uri, body)
            self.content_types.add(content_type)
            return True

    def list_below(self, prefix: S3Uri) -> list[S3Uri]:
        self._count("list_below")
        with self._lock:
            return [S3Uri.parse(uri) for uri in sorted(self.objects) if uri.startswith(f"{prefix}/")]

    def delete(self, uri: S3Uri) -> None:
        self._count("delete")
        with self._lock:
            self.objects.pop(str(uri), None)

    def _put(self, uri: S3Uri, body: bytes) -> None:
        self.objects[str(uri)] = body
        self.modified[str(uri)] = self.now().replace(microsecond=0)

    def _count(self, operation: str) -> None:
        self._calls += 1
        self.before_call(self._calls, operation)


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
