"""Digests of bytes and of values: the same for equal content, whatever the order it came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys, without spaces, in ASCII: equal values have equal bytes, hence equal digests."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def sha256(body: bytes) -> str:
    """The SHA-256 of some bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def digest_of(files: Mapping[str, bytes]) -> str:
    """The content address of a set of files: it depends on their names and bytes, not on their order."""
    return sha256(canonical_json({name: sha256(body) for name, body in files.items()}))
