"""Filling a KLL sketch on Deequ's schedule: one compiled loop.

The levels lie in one buffer, the highest first and level 0 last, so that values are appended at its end and the half
that a compaction keeps lies where the next level ends.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import copy_words
from baselining.kernels.jit import inlined, kernel
from baselining.kernels.sort import sort_keys, to_bits, to_key


@inlined
def _total(numbers: np.ndarray, start: int, end: int) -> int:
    """Of int64. Numba's own loads much else first: all of numpy's functions, and scipy if it is installed (1 s)."""
    total = 0
    for i in range(start, end):
        total += numbers[i]
    return total


@kernel
def fill(
    buffer: np.ndarray,
    scratch: np.ndarray,
    sizes: np.ndarray,
    compactions: np.ndarray,
    capacities: np.ndarray,
    levels: int,
    bits: np.ndarray,
) -> int:
    """Add doubles (their bits, uint64; no NaN) in row order, compacting whenever the sketch is more than full.

    Args:
        buffer: The items as sortable keys (uint64); room for all there will be, or for one more than all capacities.
        scratch: As long as `buffer`.
        sizes, compactions, capacities: Per level, lowest first (int64), for as many levels as there may ever be.
        levels: How many there are.

    Returns:
        How many levels there are then.
    """
    full = _total(capacities, 0, levels)
    held = _total(sizes, 0, levels)
    taken = 0
    while True:
        count = min(bits.size - taken, full + 1 - held)
        here, there = bits[taken : taken + count], buffer[held : held + count]
        for i in range(count):
            there[i] = to_key(here[i])
        sizes[0] += count
        held += count
        taken += count
        if held <= full:
            return levels
        held, levels = _compact(buffer, scratch, sizes, compactions, capacities, levels, held)
        full = _total(capacities, 0, levels)


@kernel
def settle(
    buffer: np.ndarray,
    scratch: np.ndarray,
    sizes: np.ndarray,
    compactions: np.ndarray,
    capacities: np.ndarray,
    levels: int,
) -> int:
    """Compact a sketch to which another was added, until it is less than full; arguments and result as in `fill`."""
    held = _total(sizes, 0, levels)
    while held >= _total(capacities, 0, levels):
        held, levels = _compact(buffer, scratch, sizes, compactions, capacities, levels, held)
    return levels


@kernel
def _compact(
    buffer: np.ndarray,
    scratch: np.ndarray,
    sizes: np.ndarray,
    compactions: np.ndarray,
    capacities: np.ndarray,
    levels: int,
    held: int,
) -> tuple[int, int]:
    """Halve the lowest full level into the next one, which is made if there is none.

    Returns:
        How many items and how many levels there are then.
    """
    height = 0
    while sizes[height] < capacities[height]:
        height += 1
    levels = max(levels, height + 2)
    start = _total(sizes, height + 1, levels)
    size = sizes[height]
    half = size // 2
    end = start + 2 * half
    sort_keys(buffer[start:end], scratch)
    keep = (compactions[height] + 1) // 2 % 2  # 0, 1, 1, 0, 0, 1, 1, 0, …
    for i in range(half):
        scratch[i] = buffer[start + 2 * i + keep]
    copy_words(buffer, start, scratch, 0, half)
    copy_words(buffer, start + half, buffer, end, held - end)
    compactions[height] += 1
    sizes[height] = size - 2 * half
    sizes[height + 1] += half
    return held - half, levels


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
