"""A radix sort of two passes over the highest bits in which keys of doubles really differ.

Doubles of both signs leave a gap between their keys that no key lies in (all exponents down to zero, twice), and seldom
use more than a few exponents. Without that gap, counted from the least key on, 18 bits tell nearly all keys of
a block apart, and an insertion sort puts right what they do not.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import copy_words, leading_zeros
from baselining.kernels.jit import kernel

SIGN = np.uint64(1 << 63)
"""Set in the keys of positive doubles."""

_ZERO = np.uint64(0)
_ONE = np.uint64(1)
_LARGEST = ~_ZERO
_DIGIT = 9
_DIGITS = 1 << _DIGIT
_MASK = np.uint64(_DIGITS - 1)
STRIDE = 32
"""So many keys are looked at together."""
_MOVES_PER_KEY = 8
"""An insertion sort that moves more than that is given up for a radix sort over all bits."""


@kernel
def sort_by_digits(keys: np.ndarray, scratch: np.ndarray) -> None:
    """Sort `keys` (uint64, at least one) in place; `scratch` is at least as long."""
    least, last_negative, first_positive = _LARGEST, _ZERO, _LARGEST
    for i in range(keys.size):
        key = keys[i]
        least = min(least, key)
        last_negative = max(last_negative, key if key < SIGN else _ZERO)
        first_positive = min(first_positive, _LARGEST if key < SIGN else key)
    if least >= SIGN or first_positive == _LARGEST:
        last_negative, first_positive = _LARGEST - _ONE, _LARGEST  # of one sign: no gap
    gap = first_positive - last_negative - _ONE
    varying = _ZERO
    for i in range(keys.size):
        keys[i] -= least + (gap if keys[i] >= first_positive else _ZERO)
        varying |= keys[i] ^ keys[0]
    bits = 64 - np.int64(leading_zeros(varying | _ONE))
    _two_passes(keys, scratch, varying, max(bits - 2 * _DIGIT, 0))
    if not _insert(keys):
        for shift in range(0, 64, 2 * _DIGIT):
            _two_passes(keys, scratch, varying, shift)
    for i in range(keys.size):
        keys[i] += least + (gap if keys[i] > last_negative - least else _ZERO)


@kernel
def _two_passes(keys: np.ndarray, scratch: np.ndarray, varying: np.uint64, shift: int) -> None:
    """Sort stably by the two digits from bit `shift` on; a digit in which no bit varies is skipped."""
    by, then = np.uint64(shift), np.uint64(min(shift + _DIGIT, 63))
    if (varying >> by) & _MASK and (varying >> then) & _MASK:
        low, high = np.zeros(_DIGITS, np.int32), np.zeros(_DIGITS, np.int32)
        for i in range(keys.size):
            low[(keys[i] >> by) & _MASK] += 1
            high[(keys[i] >> then) & _MASK] += 1
        _scatter(keys, scratch, low, by)
        _scatter(scratch[: keys.size], keys, high, then)
        return
    if not (varying >> by) & _MASK:
        by = then
    if (varying >> by) & _MASK:
        counts = np.zeros(_DIGITS, np.int32)
        for i in range(keys.size):
            counts[(keys[i] >> by) & _MASK] += 1
        _scatter(keys, scratch, counts, by)
        copy_words(keys, 0, scratch, 0, keys.size)


@kernel
def _scatter(source: np.ndarray, target: np.ndarray, counts: np.ndarray, by: np.uint64) -> None:
    """One pass, by the digit at bit `by`; the counts of its values are turned into places."""
    start = 0
    for digit in range(_DIGITS):
        count = counts[digit]
        counts[digit] = start
        start += count
    for i in range(source.size):
        digit = (source[i] >> by) & _MASK
        target[counts[digit]] = source[i]
        counts[digit] += 1


@kernel
def count_falls(keys: np.ndarray, start: int, stop: int) -> int:
    """How many of the keys from `start` (1 at least) up to `stop` are less than the one before them."""
    here, before = keys[start:stop], keys[start - 1 : stop - 1]
    falls = 0
    for i in range(here.size):  # without a branch: several keys at a time
        falls += 1 if here[i] < before[i] else 0
    return falls


@kernel
def _insert(keys: np.ndarray) -> bool:
    """Insertion sort; False if it was given up."""
    moves = _MOVES_PER_KEY * keys.size
    for start in range(1, keys.size, STRIDE):
        stop = min(start + STRIDE, keys.size)
        if not count_falls(keys, start, stop):
            continue
        for i in range(start, stop):
            key = keys[i]
            at = i
            while at > 0 and keys[at - 1] > key:
                keys[at] = keys[at - 1]
                at -= 1
            keys[at] = key
            moves -= i - at
        if moves < 0:
            return False
    return True
