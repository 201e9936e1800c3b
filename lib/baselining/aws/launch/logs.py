"""The end of a log that a service has put into S3, compressed or not."""

from __future__ import annotations

import gzip
import zlib

from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri


def text_at(store: ObjectStore, place: S3Uri) -> str | None:
    """The text of a log; None if it is not there. One that was cut off while it was written is read as far as it goes.

    Raises:
        StorageError: If S3 refuses or does not answer.
    """
    body = store.read(place)
    if body is None:
        return None
    return _unpacked(body).decode("utf-8", "replace")


def tail(text: str, lines: int) -> tuple[str, ...]:
    """The last lines, without empty ones."""
    return tuple([line for line in text.splitlines() if line.strip()][-lines:])


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return zlib.decompressobj(wbits=31).decompress(body)
