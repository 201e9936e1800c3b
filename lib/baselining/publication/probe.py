"""Does this server refuse to write when the condition is not met? AWS does; some S3-compatible servers ignore it.

Everything here rests on it: two runs at once, the lease, and the promise that nothing monitoring reads ever changes.
A server that ignores `If-None-Match` answers as if it had obeyed (s3rver 3.7.1 let 64 of 64 racing creates
succeed), so it has to be tried: with one object per place, which publication and the lease share.
"""

from __future__ import annotations

from baselining.errors import StorageError
from baselining.world.encryption import Encryption
from baselining.world.planned import PlannedObject
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri

PROBE = "conditional-writes.json"
# Always the same bytes, so that a server that does overwrite does no harm.
_BODY = b'{"purpose": "written by baselining, to see that this server refuses what it should refuse"}\n'
_NO_ETAG = '"00000000000000000000000000000000"'


def plan_probe(below: S3Uri, encryption: Encryption | None = None) -> PlannedObject:
    """The object that is created twice; it stays, so that every later run finds it there after one request."""
    return PlannedObject.of(below / PROBE, _BODY, encryption=encryption)


def require_conditional_creates(store: ObjectStore, probe: PlannedObject) -> None:
    """Create the probe until the server says that it exists.

    Raises:
        StorageError: If it says twice that it created it, or does not answer.
    """
    uri = S3Uri.parse(probe.uri)
    for _ in range(2):
        if not store.create(uri, probe.body, content_type=probe.content_type, encryption=probe.encryption):
            return
    raise _careless(f"ignores If-None-Match: it let {uri} be created twice")


def require_conditional_writes(store: ObjectStore, location: S3Uri) -> None:
    """Create the probe as above, then replace a version of it that never was: both must be refused.

    Raises:
        StorageError: If the server would let two runs overwrite each other, or does not answer.
    """
    probe = plan_probe(location)
    require_conditional_creates(store, probe)
    uri = S3Uri.parse(probe.uri)
    if store.replace(uri, probe.body, etag=_NO_ETAG, content_type=probe.content_type):
        raise _careless(f"ignores If-Match: it let a version of {uri} be replaced that never was")


def _careless(how: str) -> StorageError:
    return StorageError(
        f"The S3 server {how}. Nothing was published or switched.",
        hint="Use AWS, or a server that honours conditional writes, such as MinIO: else two runs could overwrite "
        "each other, and a published baseline could change while monitoring reads it.",
    )
