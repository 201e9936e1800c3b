"""Merging many states in a fixed tree: neighbours first, so that the result depends on their order and number alone."""

from __future__ import annotations

from typing import Generic

from baselining.states.kind import Kind, State


class MergeTree(Generic[State]):
    """Merges states pairwise in order, holding no more than log2(n) of them at a time.

    The k-th merge joins equal runs as a binary counter carries, so n states give the same tree however they arrive in
    time. A tree rather than a chain keeps rounding errors of sums and variances small (pairwise summation).

    Runs of equal length, a power of two, may be merged elsewhere and added as one state each: the tree is the same.
    """

    def __init__(self, kind: Kind[State]) -> None:
        self._kind = kind
        self._runs: list[tuple[int, State]] = []

    def add(self, state: State) -> None:
        """Add the next state; the empty one, of a split without rows, takes its place and changes nothing."""
        size = 1
        while self._runs and self._runs[-1][0] == size:
            state = self._kind.merge(self._runs.pop()[1], state)
            size *= 2
        self._runs.append((size, state))

    def merged(self) -> State:
        """The state of all; the empty one if there was none."""
        if not self._runs:
            return self._kind.empty()
        merged = self._runs[-1][1]
        for _, run in reversed(self._runs[:-1]):
            merged = self._kind.merge(run, merged)
        return merged
