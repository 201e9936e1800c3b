"""Column states as bytes: a versioned header, then raw arrays. For travel between machines and for keeping.

Layout: magic `BLST`, format version (uint16), header length (uint32), header (JSON, UTF-8), arrays back to back;
little-endian throughout.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from baselining.errors import DocumentError
from baselining.states.column import CellClasses, Column, Source
from baselining.states.kll import MOST_LEVELS, Doubles, Kll, total_capacity
from baselining.states.numbers import Numbers

MAGIC = b"BLST"
VERSION = 1
_PREFIX = struct.Struct("<4sHI")


def encode(state: Column) -> bytes:
    """The bytes of a column's state."""
    arrays: list[np.ndarray[Any, Any]] = [state.registers]
    header = {
        "source": state.source.value,
        "classes": asdict(state.classes),
        "numbers": _encode_numbers(state.numbers, arrays),
        "longs": _encode_numbers(state.longs, arrays),
        "categories": None if state.categories is None else list(state.categories.items()),
        "replaced": state.replaced,
    }
    text = json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return b"".join([_PREFIX.pack(MAGIC, VERSION, len(text)), text, *(array.tobytes() for array in arrays)])


def decode(raw: bytes) -> Column:
    """The state that `encode` wrote.

    Raises:
        DocumentError: If the bytes are not a state, or of another version.
    """
    try:
        magic, version, length = _PREFIX.unpack_from(raw)
    except struct.error:
        raise DocumentError("A saved state is truncated.") from None
    if magic != MAGIC:
        raise DocumentError("This is not a saved state.")
    if version != VERSION:
        raise DocumentError(
            f"A saved state is of version {version}; this release reads version {VERSION}.",
            hint="Profile the data again with this release.",
        )
    try:
        return _decode_body(memoryview(raw)[_PREFIX.size :], length)
    except (ValueError, KeyError, TypeError):
        raise DocumentError("A saved state is damaged.") from None


def _decode_body(body: memoryview, length: int) -> Column:
    header = json.loads(bytes(body[:length]).decode("utf-8", "surrogatepass"))
    arrays = _Arrays(body[length:])
    registers = arrays.take(np.dtype(np.uint8), 512)
    categories = header["categories"]
    state = Column(
        source=Source(header["source"]),
        classes=CellClasses(**header["classes"]),
        registers=registers,
        numbers=_decode_numbers(header["numbers"], arrays),
        longs=_decode_numbers(header["longs"], arrays),
        categories=None if categories is None else dict(categories),
        replaced=header["replaced"],
    )
    arrays.finish()
    return state


def _encode_numbers(numbers: Numbers | None, arrays: list[np.ndarray[Any, Any]]) -> dict[str, Any] | None:
    if numbers is None:
        return None
    sketch = numbers.sketch
    floats = [numbers.total, numbers.residual, numbers.mean, numbers.m2, numbers.minimum, numbers.maximum]
    arrays.append(np.array(floats))  # as bits: JSON has no infinity
    arrays.extend(sketch.levels)
    return {
        "count": numbers.count,
        "not_finite": numbers.not_finite,
        "parts": numbers.parts,
        "exact_total": numbers.exact_total,
        "levels": [level.size for level in sketch.levels],
        "compactions": list(sketch.compactions),
    }


def _decode_numbers(header: dict[str, Any] | None, arrays: _Arrays) -> Numbers | None:
    if header is None:
        return None
    doubles = np.dtype(np.float64)
    total, residual, mean, m2, minimum, maximum = arrays.take(doubles, 6).tolist()
    levels = tuple(arrays.take(doubles, size) for size in header["levels"])
    _check_sketch(levels, header["compactions"])
    return Numbers(
        count=header["count"],
        not_finite=header["not_finite"],
        total=total,
        residual=residual,
        parts=header["parts"],
        exact_total=header["exact_total"],
        mean=mean,
        m2=m2,
        minimum=minimum,
        maximum=maximum,
        sketch=Kll(levels=levels, compactions=tuple(header["compactions"])),
    )


def _check_sketch(levels: Sequence[Doubles], compactions: Sequence[int]) -> None:
    """Compiled loops take it for granted that a sketch is no larger than they make it."""
    if not 0 < len(levels) == len(compactions) <= MOST_LEVELS:
        raise ValueError("no sketch has such levels")
    if sum(level.size for level in levels) > total_capacity(len(levels)):
        raise ValueError("a sketch larger than any")


class _Arrays:
    """Takes arrays off the front of a buffer."""

    def __init__(self, buffer: memoryview) -> None:
        self._buffer = buffer
        self._at = 0

    def take(self, dtype: np.dtype[Any], count: int) -> np.ndarray[Any, Any]:
        array = np.frombuffer(self._buffer, dtype, count, self._at)
        self._at += array.nbytes
        return array

    def finish(self) -> None:
        if self._at != len(self._buffer):
            raise ValueError("bytes left over")
