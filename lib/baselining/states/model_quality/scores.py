"""How many positive and negative rows have each score: all that curves, auc and au_prc depend on.

A score from 0 to 1 becomes a whole number, its *key*, which sorts as scores do and stands for exactly one of them: the
bits of the double below one half, and above it those of the distance to 1, counted down. So both ends, where confident
models score, are resolved to the same share of their distance from 0 and from 1.

If there are more distinct scores than `most`, the last bits of all keys are dropped, as few as do, so that neighbouring
scores share a bin. How many depends on the set of scores alone, not on the order in which states merge: the merged
state of any parts is, to the bit, the state of all rows. What that can change is known from the counts (`auc_bound`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from baselining.states.framing import Array, Arrays, whole
from baselining.states.kll import MOST_VALUES

MOST = 2**18
"""Distinct scores that are told apart; so many take 6 MB."""
MOST_OF_SLICE = 2**14
UNLIMITED = 2**62

_HALF = np.uint64(np.float64(0.5).view(np.uint64))
_TOP = np.uint64(2) * _HALF
_KEY_BITS = 63

Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]


def _no_keys() -> Keys:
    return np.empty(0, np.uint64)


def _no_counts() -> Counts:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Counts by score.

    Attributes:
        keys: Ascending, without their last `shift` bits.
        positives, negatives: Rows of each key, at least one together.
        shift: How many bits were dropped; 0: each key is one score.
    """

    keys: Keys = field(default_factory=_no_keys)
    positives: Counts = field(default_factory=_no_counts)
    negatives: Counts = field(default_factory=_no_counts)
    shift: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return int(self.positives.sum() + self.negatives.sum())


def keys_of(scores: npt.NDArray[np.float64]) -> Keys:
    """The keys of scores from 0 to 1."""
    low = (scores + 0.0).view(np.uint64)  # -0.0 is 0.0
    high = _TOP - (1.0 - scores).view(np.uint64)
    return np.where(scores <= 0.5, low, high)


def scores_of(keys: Keys, shift: int) -> npt.NDArray[np.float64]:
    """The scores that keys stand for: the lowest of each bin."""
    full = keys << np.uint64(shift)
    low = np.minimum(full, _HALF).view(np.float64)
    high = 1.0 - (_TOP - np.maximum(full, _HALF)).view(np.float64)
    scores: npt.NDArray[np.float64] = np.where(full <= _HALF, low, high)
    return scores


def of_rows(scores: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_], most: int) -> Scores:
    """The state of these rows; scores are from 0 to 1."""
    marked = np.sort((keys_of(scores) << np.uint64(1)) | positive)
    keys = marked >> np.uint64(1)
    if not keys.size:
        return Scores()
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    rows = np.diff(np.append(starts, keys.size))
    positives = np.add.reduceat((marked & np.uint64(1)).astype(np.int64), starts)
    return of_counts(keys[starts], positives, rows - positives, 0, most)


def of_counts(keys: Keys, positives: Counts, negatives: Counts, shift: int, most: int) -> Scores:
    """The state of these counts, with as few bits dropped as leave `most` bins.

    Args:
        keys: They ascend, and differ.
        shift: How many bits they lack already.
    """
    if keys.size > most:
        lengths = _bit_lengths(keys[1:] ^ keys[:-1])
        # Neighbours stay apart while the highest bit in which they differ is there.
        apart = np.cumsum(np.bincount(lengths, minlength=_KEY_BITS + 2)[::-1])[::-1]
        drop = int(np.argmax(apart[1:] + 1 <= most))
        keys, positives, negatives = _summed(keys >> np.uint64(drop), positives, negatives)
        shift += drop
    return Scores(keys=keys, positives=positives, negatives=negatives, shift=shift)


def merge(a: Scores, b: Scores, most: int) -> Scores:
    """The rows of both, with at most `most` bins."""
    shift = max(a.shift, b.shift)
    keys = np.concatenate([each.keys >> np.uint64(shift - each.shift) for each in (a, b)])
    order = np.argsort(keys, kind="stable")
    positives = np.concatenate([a.positives, b.positives])[order]
    negatives = np.concatenate([a.negatives, b.negatives])[order]
    return of_counts(*_summed(keys[order], positives, negatives), shift, most)


def auc_bound(scores: Scores) -> float:
    """By how much bins can change auc, at most: half of all pairs of a positive and a negative that share one.

    0 where each bin is one score. The area counts such a pair as one half; in truth it is between 0 and 1.
    """
    if not scores.shift:
        return 0.0
    positives, negatives = scores.positives.astype(np.float64), scores.negatives.astype(np.float64)
    pairs = positives.sum() * negatives.sum()
    return float(positives @ negatives / pairs / 2) if pairs else 0.0


def to_header(scores: Scores, arrays: list[Array]) -> dict[str, Any]:
    """What a header says of it; its arrays are added to `arrays`."""
    arrays += [scores.keys, scores.positives, scores.negatives]
    return {"bins": len(scores.keys), "shift": scores.shift}


def from_header(header: Any, arrays: Arrays, most: int) -> Scores:
    """The state that `to_header` described.

    Raises:
        ValueError, KeyError, TypeError: If there is none.
    """
    bins, shift = whole(header["bins"], most), whole(header["shift"], _KEY_BITS)
    keys = arrays.take(np.dtype(np.uint64), bins)
    positives, negatives = (arrays.take(np.dtype(np.int64), bins) for _ in range(2))
    if bins:
        if (keys[1:] <= keys[:-1]).any() or keys[-1] > _TOP >> np.uint64(shift):
            raise ValueError("keys that are no scores")
        if min(positives.min(), negatives.min()) < 0 or (positives | negatives).min() == 0:
            raise ValueError("bins without rows")
        whole(sum(map(int, (positives.max(), negatives.max()))) * bins, MOST_VALUES * bins)
    return Scores(keys=keys, positives=positives, negatives=negatives, shift=shift)


def _summed(keys: Keys, positives: Counts, negatives: Counts) -> tuple[Keys, Counts, Counts]:
    """Equal keys, which stand side by side, as one."""
    if not keys.size:
        return keys, positives, negatives
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[starts], np.add.reduceat(positives, starts), np.add.reduceat(negatives, starts)


def _bit_lengths(values: Keys) -> npt.NDArray[np.int32]:
    """How many bits each has, the highest included.

    It is the exponent of the double; the bit below the highest one is cleared first, so that nothing is rounded up.
    """
    lengths: npt.NDArray[np.int32] = np.frexp((values & ~(values >> np.uint64(1))).astype(np.float64))[1]
    return lengths
