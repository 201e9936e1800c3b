"""Merging many states in a fixed tree: neighbours first, so that the result depends on their order and number alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

State = TypeVar("State")


class MergeTree(Generic[State]):
    """Merges states pairwise in order, holding no more than log2(n) of them at a time.

    The k-th merge joins equal runs as a binary counter carries, so n states give the same tree however they arrive in
    time. A tree rather than a chain keeps rounding errors of sums and variances small (pairwise summation).

    Runs of equal length, a power of two, may be merged elsewhere and added as one state each: the tree is the same.
    """

    def __init__(self, merge: Callable[[State, State], State]) -> None:
        self._merge = merge
        self._runs: list[tuple[int, State | None]] = []

    def add(self, state: State | None) -> None:
        """Add the next state; None, of a split without rows, takes its place in the tree and changes nothing."""
        size = 1
        while self._runs and self._runs[-1][0] == size:
            state = self._joined(self._runs.pop()[1], state)
            size *= 2
        self._runs.append((size, state))

    def merged(self) -> State | None:
        """The state of all; None if there was none."""
        merged: State | None = None
        for _, run in reversed(self._runs):
            merged = self._joined(run, merged)
        return merged

    def _joined(self, a: State | None, b: State | None) -> State | None:
        if a is None or b is None:
            return b if a is None else a
        return self._merge(a, b)


def merge_in_order(states: Iterable[State | None], merge: Callable[[State, State], State]) -> State | None:
    """What a `MergeTree` makes of `states`."""
    tree = MergeTree(merge)
    for state in states:
        tree.add(state)
    return tree.merged()
