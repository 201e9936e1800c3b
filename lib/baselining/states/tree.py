"""Merging many states in a fixed tree: neighbours first, so that the result depends on their order and number alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

State = TypeVar("State")


def merge_in_order(states: Iterable[State], merge: Callable[[State, State], State]) -> State:
    """Merge `states` pairwise in order, holding no more than log2(n) of them at a time.

    The k-th merge joins equal runs as a binary counter carries, so n states give the same tree however they arrive in
    time. A tree rather than a chain keeps rounding errors of sums and variances small (pairwise summation).

    Raises:
        ValueError: If there are none.
    """
    runs: list[tuple[int, State]] = []
    for state in states:
        size = 1
        while runs and runs[-1][0] == size:
            state = merge(runs.pop()[1], state)
            size *= 2
        runs.append((size, state))
    if not runs:
        raise ValueError("nothing to merge")
    merged = runs.pop()[1]
    while runs:
        merged = merge(runs.pop()[1], merged)
    return merged
