"""The KLL quantile sketch on Deequ's schedule.

The sketch is Karnin, Lang, Liberty, "Optimal Quantile Approximation in Streams" (FOCS 2016), without its coin: what a
compaction keeps depends on counts alone (Deequ's `QuantileNonSample` and `NonSampleCompactor`), so that the same
values in the same order always give the same sketch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from baselining.states.framing import Array, Arrays, whole

Doubles = npt.NDArray[np.float64]

K = 2048
C = 0.64
MOST_LEVELS = 48
MOST_VALUES = 2 ** (MOST_LEVELS + 1) - 1
"""Some 5 * 10^14 values. The least capacity of a level is 4, and level 47 is compacted into a 49th when it holds that
many: they would stand for 2^49 values."""


def capacity(height: int) -> int:
    """How many items level `height` holds before it may be compacted."""
    return 2 * (math.ceil(K * C**height / 2) + 1)


@cache
def total_capacity(levels: int) -> int:
    """How many items a sketch of that many levels holds."""
    return sum(capacity(height) for height in range(levels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kll:
    """A sketch: an item of level i stands for 2^i values, so the weights always add up to the values added.

    Attributes:
        levels: Items per level, lowest first, at least one level; level 0 in order of arrival.
        compactions: How often each level was compacted, which decides which half the next compaction keeps.
    """

    levels: tuple[Doubles, ...]
    compactions: tuple[int, ...]

    @classmethod
    def empty(cls) -> Kll:
        """The sketch of nothing."""
        return cls(levels=(np.empty(0),), compactions=(0,))

    @property
    def weight(self) -> int:
        """How many values were added."""
        return sum(level.size << height for height, level in enumerate(self.levels))


def to_header(sketch: Kll, arrays: list[Array]) -> dict[str, Any]:
    """What a header says of a sketch, whose levels are added to `arrays`."""
    arrays.extend(sketch.levels)
    return {
        "levels": [level.size for level in sketch.levels],
        "compactions": list(sketch.compactions),
    }


def from_header(header: dict[str, Any], arrays: Arrays) -> Kll:
    """The sketch that `to_header` described.

    Compiled loops take it for granted that no sketch holds more items than its levels may, nor stands for more values
    than it has levels for; so nothing else is let in.

    Raises:
        ValueError, KeyError, TypeError: If there is no such sketch.
    """
    sizes, compactions = header["levels"], header["compactions"]
    if not 0 < len(sizes) == len(compactions) <= MOST_LEVELS:
        raise ValueError("no sketch has such levels")
    ends = [*accumulate(map(whole, sizes), initial=0)]
    if ends[-1] > total_capacity(len(sizes)):
        raise ValueError("a sketch larger than any")
    items = arrays.take(np.dtype(np.float64), ends[-1])
    sketch = Kll(
        levels=tuple(items[start:end] for start, end in pairwise(ends)),
        compactions=tuple(whole(count, MOST_VALUES) for count in compactions),
    )
    if sketch.weight > MOST_VALUES:
        raise ValueError("a sketch of more values than any")
    return sketch


def weighted_items(sketch: Kll) -> tuple[Doubles, npt.NDArray[np.int64]]:
    """All items in ascending order, and beside each the weight of it and all before it."""
    items = np.concatenate(sketch.levels)
    weights = np.concatenate([np.full(level.size, 1 << h, np.int64) for h, level in enumerate(sketch.levels)])
    order = np.argsort(items, kind="stable")
    return items[order], np.cumsum(weights[order])


def bucket_counts(sketch: Kll, bounds: Doubles) -> npt.NDArray[np.int64]:
    """Weights between neighbouring `bounds` (ascending): `[lower, upper)`, the last one `[lower, upper]`."""
    ends = np.append(bounds[:-1], math.nextafter(bounds[-1], math.inf))  # all half-open
    reached = np.zeros(ends.size + 1, np.int64)  # weight by how many of them an item reaches
    for height, level in enumerate(sketch.levels):
        reached += np.bincount(np.searchsorted(ends, level, side="right"), minlength=ends.size + 1) << height
    below = np.cumsum(reached[:-1])
    counts: npt.NDArray[np.int64] = np.diff(below)
    return counts
