"""Filling a KLL sketch on Deequ's schedule: what `KllBuilder` (states/kll.py) does, in one compiled loop.

The levels lie in one buffer, the highest first and level 0 last, so that values are appended at its end and the half
that a compaction keeps lies where the next level ends.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel
from baselining.kernels.sort import sort_keys, to_bits, to_key


@kernel
def fill(
    buffer: np.ndarray,
    scratch: np.ndarray,
    sizes: np.ndarray,
    compactions: np.ndarray,
    capacities: np.ndarray,
    bits: np.ndarray,
    taken: int,
    owed: bool,
) -> int:
    """Add the doubles `bits[taken:]` (their bits, uint64; no NaN), compacting whenever the sketch is more than full.

    Args:
        buffer: The items as sortable keys (uint64); room for one more than all capacities together.
        scratch: As long as `buffer`.
        sizes, compactions, capacities: Per level, lowest first (int64).
        bits: Numbers in row order.
        taken: How many of them are in the sketch already.
        owed: Was it more than full before the highest level was made? Then the compaction is still to be done.

    Returns:
        How many are in it now. If it is more than full then, it needs another level before it takes more.
    """
    full = capacities.sum()
    held = sizes.sum()
    while True:
        if owed or held > full:
            owed = False
            height = 0
            while sizes[height] < capacities[height]:
                height += 1
            if height + 1 == sizes.size:
                return taken
            held -= _compact(buffer, scratch, sizes, compactions, height, held)
        if taken == bits.size:
            return taken
        count = min(bits.size - taken, full + 1 - held)
        for i in range(count):
            buffer[held + i] = to_key(bits[taken + i])
        sizes[0] += count
        held += count
        taken += count


@kernel
def _compact(
    buffer: np.ndarray,
    scratch: np.ndarray,
    sizes: np.ndarray,
    compactions: np.ndarray,
    height: int,
    held: int,
) -> int:
    """Halve level `height` into the next one.

    Returns:
        How many items fewer there are.
    """
    start = 0
    for above in range(height + 1, sizes.size):
        start += sizes[above]
    size = sizes[height]
    half = size // 2
    sort_keys(buffer[start : start + 2 * half], scratch)
    keep = (compactions[height] + 1) // 2 % 2  # 0, 1, 1, 0, 0, 1, 1, 0, …
    for i in range(half):
        buffer[start + i] = buffer[start + 2 * i + keep]
    for i in range(start + 2 * half, held):
        buffer[i - half] = buffer[i]
    compactions[height] += 1
    sizes[height] = size - 2 * half
    sizes[height + 1] += half
    return half


@kernel
def to_keys(bits: np.ndarray) -> np.ndarray:
    """Bits of doubles → sortable keys."""
    keys = np.empty_like(bits)
    for i in range(bits.size):
        keys[i] = to_key(bits[i])
    return keys


@kernel
def from_keys(keys: np.ndarray) -> np.ndarray:
    """Sortable keys → bits of doubles."""
    bits = np.empty_like(keys)
    for i in range(keys.size):
        bits[i] = to_bits(keys[i])
    return bits
