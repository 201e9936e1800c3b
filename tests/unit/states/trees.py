"""Merge trees over plain functions, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from baselining.states.tree import MergeTree


class Merging:
    """A kind of state that knows how to merge, and of which None is the empty one."""

    tag, version = b"TEST", 1

    def __init__(self, merge: Callable[[Any, Any], Any]) -> None:
        self._merge = merge

    def empty(self) -> Any:
        return None

    def merge(self, a: Any, b: Any) -> Any:
        return b if a is None else a if b is None else self._merge(a, b)

    def to_bytes(self, state: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, raw: bytes) -> Any:
        raise NotImplementedError


def merge_in_order(states: Iterable[Any], merge: Callable[[Any, Any], Any]) -> Any:
    """What a `MergeTree` makes of `states`."""
    tree = MergeTree(Merging(merge))
    for state in states:
        tree.add(state)
    return tree.merged()
