"""Does this server refuse to overwrite when it is asked to? AWS does; some S3-compatible servers ignore the header.

Everything here rests on it: two publishers at once, and the promise that nothing monitoring reads ever changes.
A server that ignores `If-None-Match` answers as if it had obeyed (s3rver 3.7.1 let 64 of 64 racing creates
succeed), so it has to be tried.
"""

from __future__ import annotations

from baselining.encryption import Encryption
from baselining.errors import StorageError
from baselining.plan import PlannedObject
from baselining.ports import ObjectStore
from baselining.s3uri import S3Uri

_NAME = "conditional-writes.json"
_BODY = b'{"purpose": "created twice by baselining, to see that this server refuses the second time"}\n'


def plan_probe(below: S3Uri, encryption: Encryption | None = None) -> PlannedObject:
    """The object that is created twice; it stays, so that every later run finds it there after one request."""
    return PlannedObject.of(below / _NAME, _BODY, encryption=encryption)


def require_conditional_writes(store: ObjectStore, probe: PlannedObject) -> None:
    """Create the probe until the server says that it exists.

    Raises:
        StorageError: If it says twice that it created it.
    """
    for _ in range(2):
        if not store.create(
            S3Uri.parse(probe.uri), probe.body, content_type=probe.content_type, encryption=probe.encryption
        ):
            return
    raise StorageError(
        f"The S3 server ignores If-None-Match: it let {probe.uri} be created twice. Nothing was published.",
        hint="Use AWS, or a server that honours conditional writes, such as MinIO: else a published baseline "
        "could be overwritten while monitoring reads it.",
    )
