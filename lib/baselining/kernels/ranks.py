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
    keys, shares, size = _ranked(one, one_ends, exact)
    other_keys, other_shares, other_size = _ranked(other, other_ends, exact)
    most = 0.0
    i, j = 0, 0
    while i < keys.size and j < other_keys.size:  # without branches: which key is less is not foreseeable
        key, other_key = keys[i], other_keys[j]
        i += key <= other_key
        j += other_key <= key
        most = max(most, abs(shares[i] - other_shares[j]))
    # From here on only one of the shares grows, up to 1, where the other one is already: no difference is larger.
    return most, size, other_size


@kernel
def _ranked(items: np.ndarray, ends: np.ndarray, exact: bool) -> tuple[np.ndarray, np.ndarray, int]:
    """Different keys, ascending; the share below the first, and up to and with each; how much is counted."""
    for i in range(items.size):
        items[i] = to_key(items[i])
    keys, weights = np.empty(items.size, np.uint64), np.empty(items.size, np.int64)
    more_keys, more_weights = np.empty(items.size, np.uint64), np.empty(items.size, np.int64)
    level_keys, level_weights = np.empty(items.size, np.uint64), np.empty(items.size, np.int64)
    count, start = 0, 0
    for height in range(ends.size):
        level = items[start : ends[height]]
        start = ends[height]
        sort_keys(level, level_keys)
        if not count:
            count = _counted(level, 1 << height, exact, keys, weights)
        elif level.size:
            size = _counted(level, 1 << height, exact, level_keys, level_weights)
            one, other = (keys[:count], weights[:count]), (level_keys[:size], level_weights[:size])
            count = _merge(one, other, exact, more_keys, more_weights)
            keys, more_keys = more_keys, keys
            weights, more_weights = more_weights, weights
    count = _one_zero(keys, weights, count, exact)
    for i in range(1, count):  # np.cumsum would have numba load all of numpy's functions first
        weights[i] += weights[i - 1]
    total = weights[count - 1]
    shares = np.empty(count + 1, np.float64)
    shares[0] = 0.0
    for i in range(count):
        shares[i + 1] = weights[i] / float(total)
    return keys[:count], shares, total


@kernel
def _counted(
    level: np.ndarray, weight: int, exact: bool, out_keys: np.ndarray, out_weights: np.ndarray
) -> int:
    """The different keys of a sorted level, each with its weight: that of one item, or of all that are equal."""
    count, first = 0, 0
    for i in range(level.size):
        is_new = i == 0 or level[i] != level[i - 1]
        count += is_new
        first = i if is_new else first
        out_keys[count - 1] = level[i]
        out_weights[count - 1] = weight * (i + 1 - first) if exact else weight
    return count


@kernel
def _merge(
    one: tuple[np.ndarray, np.ndarray],
    other: tuple[np.ndarray, np.ndarray],
    exact: bool,
    out_keys: np.ndarray,
    out_weights: np.ndarray,
) -> int:
    """Merge what was counted so far and a higher level: equal keys become one, with both weights or the higher's."""
    keys, weights = one
    more_keys, more_weights = other
    i, j, at = 0, 0, 0
    while i < keys.size and j < more_keys.size:
        from_one, from_other = keys[i] <= more_keys[j], more_keys[j] <= keys[i]
        out_keys[at] = keys[i] if from_one else more_keys[j]
        out_weights[at] = (weights[i] if from_one and (exact or not from_other) else 0) + (
            more_weights[j] if from_other else 0
        )
        i += from_one
        j += from_other
        at += 1
    for rest in range(i, keys.size):
        out_keys[at], out_weights[at] = keys[rest], weights[rest]
        at += 1
    for rest in range(j, more_keys.size):
        out_keys[at], out_weights[at] = more_keys[rest], more_weights[rest]
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
