"""Which kinds of values each column of JSON Lines has, as a kind of state: what types are inferred from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from baselining.states.framing import Arrays, pack, unpack, whole
from baselining.states.kind import Kind

ValueKinds: TypeAlias = Mapping[str, int]
"""By name of the column: one bit for each kind, as `kernels/jsonl.py` has them."""

_MOST = 31


class ValueKindsStates:
    """The `Kind` of `ValueKinds`."""

    tag = b"BLVK"
    version = 1

    def empty(self) -> ValueKinds:
        """No columns."""
        return {}

    def merge(self, a: ValueKinds, b: ValueKinds) -> ValueKinds:
        """The kinds of both."""
        return {
            name: a.get(name, 0) | b.get(name, 0) for name in [*a, *(name for name in b if name not in a)]
        }

    def to_bytes(self, state: ValueKinds) -> bytes:
        """As `Kind.to_bytes`."""
        return pack(self.tag, self.version, {"kinds": dict(sorted(state.items()))}, [])

    def from_bytes(self, raw: bytes) -> ValueKinds:
        """As `Kind.from_bytes`."""
        return unpack(raw, self.tag, self.version, _read)


def _read(header: dict[str, Any], _: Arrays) -> ValueKinds:
    return {str(name): whole(kinds, _MOST) for name, kinds in header["kinds"].items()}


VALUE_KINDS: Kind[ValueKinds] = ValueKindsStates()
"""Which kinds of values columns have."""
