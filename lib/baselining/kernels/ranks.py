"""The largest difference between the cumulated shares of two sketches, as `evaluation/distances/numbers.py` defines it.

Levels are sorted one by one and merged, which is many times faster than numpy's sort of all items with their weights.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel
from baselining.kernels.radix import SIGN
from baselining.kernels.sort import sort_keys, to_key

_ZERO, _NEGATIVE_ZERO = SIGN, ~np.uint64(1 << 63)
"""The keys of 0.0 and -0.0, which are neighbours."""


@kernel
def largest_difference(
    one: np.ndarray, one_ends: np.ndarray, other: np.ndarray, other_ends: np.ndarray, exact: bool
) -> tuple[float, int, int]:
    """Compare two sketches, neither of them empty.

    Args:
        one, other: Their items, level by level, as the bits of doubles (uint64); they are sorted in place.
        one_ends, other_ends: Where each level ends.
        exact: Count all weight of a value rather than that of its highest level.

    Returns:
        The largest difference, and how much was counted in each.
    """
    keys, ranks = _ranked(one, one_ends, exact)
    other_keys, other_ranks = _ranked(other, other_ends, exact)
    size, other_size = ranks[-1], other_ranks[-1]
    shares, other_shares = ranks / float(size), other_ranks / float(other_size)
    most, share, other_share = 0.0, 0.0, 0.0
    i, j = 0, 0
    while i < keys.size and j < other_keys.size:
        key, other_key = keys[i], other_keys[j]
        if key <= other_key:
            share = shares[i]
            i += 1
        if other_key <= key:
            other_share = other_shares[j]
            j += 1
        most = max(most, abs(share - other_share))
    # From here on only one of the shares grows, up to 1, where the other one is already: no difference is larger.
    return most, size, other_size


@kernel
def _ranked(items: np.ndarray, ends: np.ndarray, exact: bool) -> tuple[np.ndarray, np.ndarray]:
    """Different keys, ascending, and how much is counted up to and with each."""
    for i in range(items.size):
        items[i] = to_key(items[i])
    keys, more_keys = np.empty(items.size, np.uint64), np.empty(items.size, np.uint64)
    weights, more_weights = np.empty(items.size, np.int64), np.empty(items.size, np.int64)
    count, start = 0, 0
    for height in range(ends.size):
        level = items[start : ends[height]]
        start = ends[height]
        if level.size:
            sort_keys(level, np.empty(level.size, np.uint64))
            count = _merge(keys, weights, count, level, 1 << height, exact, more_keys, more_weights)
            keys, more_keys = more_keys, keys
            weights, more_weights = more_weights, weights
    count = _one_zero(keys, weights, count, exact)
    for i in range(1, count):  # np.cumsum would have numba load all of numpy's functions first
        weights[i] += weights[i - 1]
    return keys[:count], weights[:count]


@kernel
def _merge(
    keys: np.ndarray,
    weights: np.ndarray,
    count: int,
    level: np.ndarray,
    weight: int,
    exact: bool,
    out_keys: np.ndarray,
    out_weights: np.ndarray,
) -> int:
    """Merge a higher level into what was counted so far: equal keys become one."""
    i, j, at = 0, 0, 0
    while i < count or j < level.size:
        if j == level.size or (i < count and keys[i] < level[j]):
            out_keys[at], out_weights[at] = keys[i], weights[i]
            i += 1
        else:
            key, total = level[j], 0
            while j < level.size and level[j] == key:
                total += weight
                j += 1
            total = total if exact else weight
            if i < count and keys[i] == key:
                total += weights[i] if exact else 0
                i += 1
            out_keys[at], out_weights[at] = key, total
        at += 1
    return at


@kernel
def _one_zero(keys: np.ndarray, weights: np.ndarray, count: int, exact: bool) -> int:
    """Let 0.0 and -0.0 be one value, as they are equal; 0.0 replaces -0.0, which Java sorts before it."""
    for i in range(count):
        if keys[i] == _NEGATIVE_ZERO:
            if i + 1 == count or keys[i + 1] != _ZERO:
                keys[i] = _ZERO
                return count
            weights[i] = weights[i + 1] + (weights[i] if exact else 0)
            keys[i : count - 1] = keys[i + 1 : count]
            weights[i + 1 : count - 1] = weights[i + 2 : count]
            return count - 1
    return count
