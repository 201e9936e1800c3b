"""Does this S3 keep its word about conditional writes? Some compatible servers ignore the headers silently."""

from __future__ import annotations

from baselining.errors import StorageError
from baselining.ports import ObjectStore
from baselining.s3uri import S3Uri

PROBE = "probe.json"
_BODY = b'{"about": "baselining tries here whether the server honours If-None-Match and If-Match"}\n'
_NO_ETAG = '"00000000000000000000000000000000"'


def require_conditional_writes(store: ObjectStore, location: S3Uri) -> None:
    """Create an object twice, then replace a version of it that never was: both must be refused.

    The object stays, so that nothing needs to be deleted; later runs find it there. Its bytes are always the
    same, so that a server that does overwrite does no harm.

    Raises:
        StorageError: If the server would let two runs overwrite each other, or does not answer.
    """
    probe = location / PROBE
    created = store.create(probe, _BODY, content_type="application/json")
    if created and store.create(probe, _BODY, content_type="application/json"):
        raise _unsafe(location, "If-None-Match")
    if store.replace(probe, _BODY, etag=_NO_ETAG, content_type="application/json"):
        raise _unsafe(location, "If-Match")


def _unsafe(location: S3Uri, header: str) -> StorageError:
    return StorageError(
        f"The server of s3://{location.bucket} ignores {header}, so that two runs could overwrite each other; "
        "nothing was changed.",
        hint="Use Amazon S3, or a release of the S3-compatible server that honours conditional writes.",
    )
