"""States as bytes: for travel between machines, and for keeping.

Layout: the tag of the kind (4 bytes), version (uint16), header length (uint32), header (JSON, UTF-8), arrays back to
back; little-endian throughout. Whatever is read here may have been written by anybody: it is checked before use.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from baselining.errors import DocumentError, NewerReleaseError

State = TypeVar("State")
Array = np.ndarray[Any, Any]
_PREFIX = struct.Struct("<4sHI")


def pack(tag: bytes, version: int, header: dict[str, Any], arrays: Sequence[Array]) -> bytes:
    """A header and arrays as bytes."""
    text = json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return b"".join([_PREFIX.pack(tag, version, len(text)), text, *(array.tobytes() for array in arrays)])


def unpack(raw: bytes, tag: bytes, version: int, read: Callable[[dict[str, Any], Arrays], State]) -> State:
    """What `read` makes of the header and the arrays that `pack` wrote; it may raise what a wrong member raises.

    Raises:
        DocumentError: If the bytes are not such a state, are of another version, or `read` or the arrays do not fit.
    """
    try:
        found_tag, found, length = _PREFIX.unpack_from(raw)
    except struct.error:
        raise DocumentError("A saved state is truncated.") from None
    if found_tag != tag:
        raise DocumentError("This is not a saved state.")
    if found > version:
        raise NewerReleaseError.of("A saved state", found=found, known=version)
    if found < version:
        raise DocumentError(
            f"A saved state is of version {found}; this release reads version {version}.",
            hint="Profile the data again with this release.",
        )
    body = memoryview(raw)[_PREFIX.size :]
    try:
        header = json.loads(bytes(body[:length]).decode("utf-8", "surrogatepass"))
        arrays = Arrays(body[length:])
        state = read(header, arrays)
        arrays.finish()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DocumentError("A saved state is damaged.") from None
    return state


class Arrays:
    """Takes arrays off the front of a buffer."""

    def __init__(self, buffer: memoryview) -> None:
        self._buffer = buffer
        self._at = 0

    def take(self, dtype: np.dtype[Any], count: int) -> Array:
        """The next `count` items; raises ValueError if there are fewer."""
        array = np.frombuffer(self._buffer, dtype, whole(count), self._at)
        self._at += array.nbytes
        return array

    def finish(self) -> None:
        """Raise ValueError if something is left over."""
        if self._at != len(self._buffer):
            raise ValueError("bytes left over")


def whole(value: Any, most: int | None = None) -> int:
    """`value`, if it is a whole number from 0 to `most`.

    Raises:
        TypeError: If it is of another type.
        ValueError: If it is out of range.
    """
    if type(value) is not int:
        raise TypeError("not a whole number")
    if value < 0 or (most is not None and value > most):
        raise ValueError("out of range")
    return value
