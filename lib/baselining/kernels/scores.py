"""Counts of positive and negative rows by the key of their score, in a table of keys (states/model_quality/scores.py).

A table has rows of two whole numbers: a key without its last `shift` bits, and what is counted of it, positives in the
upper half, negatives in the lower; 0 where the place is free. It has a power of two of them. A key's place is in its
last bits, mixed with those above: the keys of bins are neighbours there, and stay in a small part of memory.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel, loop

_CHUNK = 1024
_MOST_STEPS = 128
"""More, from where a key belongs to where it is, and the table is no use for such keys."""
_HALF = np.uint64(np.float64(0.5).view(np.uint64))
_ONE, _FIVE = np.uint64(1), np.uint64(5)


@loop
def _place_of(table: np.ndarray, key: np.uint64) -> np.uint64:
    """Where the key is, or a free place for it; behind the end if that is too far from where it belongs."""
    mask = np.uint64(table.shape[0] - 1)
    place = (key ^ (key >> np.uint64(20)) ^ (key >> np.uint64(40))) & mask
    for _ in range(_MOST_STEPS):
        if table[place, 1] == 0 or table[place, 0] == key:
            return place
        place = (place + _ONE) & mask
    return np.uint64(table.shape[0])


@kernel
def count_scores(
    table: np.ndarray, scores: np.ndarray, positive: np.ndarray, shift: int, used: int, most: int
) -> tuple[int, int]:
    """Count rows by their scores, from 0 to 1.

    Args:
        used: How many keys the table has.
        most: How many it may have; less than it has places.

    Returns:
        How many rows were counted: all, unless there are more keys, or a key is too far from its place; and how many
        keys the table has now.
    """
    size, behind = scores.shape[0], np.uint64(table.shape[0])
    low, high, keys = np.empty(_CHUNK), np.empty(_CHUNK), np.empty(_CHUNK, np.uint64)
    low_bits, high_bits, drop = low.view(np.uint64), high.view(np.uint64), np.uint64(shift)
    for start in range(0, size, _CHUNK):
        chunk = min(_CHUNK, size - start)
        for i in range(chunk):  # one of both is one half, whose bits are taken away again
            low[i] = min(scores[start + i] + 0.0, 0.5)  # -0.0 is 0.0
            high[i] = min(1.0 - scores[start + i], 0.5)
        for i in range(chunk):
            keys[i] = (low_bits[i] + (_HALF - high_bits[i])) >> drop
        for i in range(chunk):
            place = _place_of(table, keys[i])
            if place == behind:
                return start + i, used
            if table[place, 1] == 0:
                if used == most:
                    return start + i, used
                used += 1
                table[place, 0] = keys[i]
            table[place, 1] += _ONE << (np.uint64(positive[start + i]) << _FIVE)
    return size, used
