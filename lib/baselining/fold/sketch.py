"""A KLL sketch being filled, and two being merged, by a compiled loop (its plain twin is one of the tests)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from baselining.errors import DocumentError
from baselining.kernels import sketch as kernels
from baselining.states.kll import MOST_LEVELS, MOST_VALUES, Doubles, Kll, capacity

_Keys: TypeAlias = npt.NDArray[np.uint64]
_Item = TypeVar("_Item", np.uint64, np.float64)
_NO_KEYS = np.empty(0, np.uint64)
_CAPACITIES = np.array([capacity(height) for height in range(MOST_LEVELS)], np.int64)
_ROOM = int(_CAPACITIES.sum()) + 1
"""Items that no sketch exceeds."""

_scratch = np.empty(2 * _ROOM, np.uint64)
"""Shared by all builders of a process, which work one after another; two sketches fit."""


def merge(a: Kll, b: Kll) -> Kll:
    """The sketch of both; `b`'s values come after `a`'s. `Kll.empty()` is the identity.

    Raises:
        DocumentError: If they stand for more values together than any sketch does, as only forged ones can.
    """
    if not a.weight:
        return b
    if not b.weight:
        return a
    if a.weight + b.weight > MOST_VALUES:
        raise DocumentError("Saved states stand for more values than any dataset has.")
    builder = SketchBuilder(a)
    builder.absorb(b)
    return builder.sketch()


class SketchBuilder:
    """Numbers of one column, in row order."""

    def __init__(self, start: Kll | None = None) -> None:
        start = start or Kll.empty()
        self._levels = len(start.levels)
        self._sizes = np.zeros(MOST_LEVELS, np.int64)
        self._compactions = np.zeros(MOST_LEVELS, np.int64)
        self._sizes[: self._levels] = [level.size for level in start.levels]
        self._compactions[: self._levels] = start.compactions
        # Few values need no room for many: a wide dataset has thousands of these.
        self._buffer = _keys_of(start)

    def add(self, values: Doubles) -> None:
        """Add `values` in order. They must not contain NaN, and are not kept as a view of a reused buffer."""
        bits: _Keys = values.view(np.uint64)
        self._reserve(int(self._sizes.sum()) + bits.size)
        self._levels = kernels.fill(
            self._buffer, _scratch, self._sizes, self._compactions, _CAPACITIES, self._levels, bits
        )

    def absorb(self, other: Kll) -> None:
        """Add another sketch: its levels after ours, then compact while full."""
        sizes = [level.size for level in other.levels]
        ours = _by_level(self._buffer, self._sizes[: self._levels].tolist())
        theirs = _by_level(_keys_of(other), sizes)
        mixed = [part for parts in zip_longest(theirs, ours, fillvalue=_NO_KEYS) for part in parts]
        self._buffer = np.concatenate(mixed[::-1])
        self._sizes[: len(sizes)] += sizes
        self._levels = kernels.settle(
            self._buffer,
            _scratch,
            self._sizes,
            self._compactions,
            _CAPACITIES,
            max(self._levels, len(sizes)),
        )

    def sketch(self) -> Kll:
        """The sketch so far."""
        sizes = self._sizes[: self._levels].tolist()
        items = kernels.from_keys(self._buffer[: sum(sizes)]).view(np.float64)
        levels = tuple(_by_level(items, sizes))
        return Kll(levels=levels, compactions=tuple(self._compactions[: self._levels].tolist()))

    def _reserve(self, items: int) -> None:
        """Make room for `items`, or for as many as a sketch can hold."""
        room = min(items, _ROOM)
        if self._buffer.size < room:
            bigger = np.empty(min(max(room, 2 * self._buffer.size), _ROOM), np.uint64)
            bigger[: self._buffer.size] = self._buffer
            self._buffer = bigger


def _keys_of(sketch: Kll) -> _Keys:
    """All items, the highest level first."""
    return kernels.to_keys(np.concatenate(sketch.levels[::-1]).view(np.uint64))


def _by_level(items: npt.NDArray[_Item], sizes: Sequence[int]) -> list[npt.NDArray[_Item]]:
    """Views of the levels, lowest first, of items that lie highest level first."""
    levels = []
    end = sum(sizes)
    for size in sizes:
        levels.append(items[end - size : end])
        end -= size
    return levels
