"""Batches of rows as the baseline's data would give them, drawn from its states: sketches and counts of categories.

The baseline is itself a sample, so each batch is drawn from a resample of it. A sketch has some thousand items, each of
which stands for many numbers. Those that stand for many equal ones are drawn as they are; between the others, numbers
lie anywhere, in steps as fine as those of the items: the container's distance counts *different* numbers, of which a
batch must have as many as real ones have.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Chance = np.random.Generator

_FREQUENT = 0.002
"""From that share on, equal items of a sketch stand for one frequent number."""
_MOST_DECIMALS = 6


class Numbers:
    """The numbers that a sketch stands for."""

    def __init__(self, levels: Sequence[Sequence[float]], rows: int, *, whole: bool) -> None:
        """`rows`: how many there are; `whole`: are they whole numbers?"""
        items = np.array([item for level in levels for item in level], np.float64)
        weights = np.repeat(2.0 ** np.arange(len(levels)), [len(level) for level in levels])
        self._values, places = np.unique(items, return_inverse=True)
        counts = np.bincount(places, weights)
        self._shares = counts / counts.sum()
        self._rows = rows
        is_few = len(self._values) < len(items) / 4  # most items repeat: there are few different numbers
        self._is_frequent = (self._shares >= _FREQUENT) | is_few
        self._decimals = 0 if whole else _decimals_of(self._values)
        middles = (self._values[1:] + self._values[:-1]) / 2
        self._below = np.concatenate((self._values[:1], middles))
        self._above = np.concatenate((middles, self._values[-1:]))

    def draw(self, rows: int, chance: Chance) -> Doubles:
        """A batch of so many numbers, from a resample of the baseline."""
        shares = chance.multinomial(self._rows, self._shares) / self._rows
        counts = chance.multinomial(rows, shares)
        places = np.repeat(np.arange(len(counts)), counts)
        drawn = self._values[places]
        spread = ~self._is_frequent[places]
        low, high = self._below[places[spread]], self._above[places[spread]]
        between = low + (high - low) * chance.random(len(low))
        drawn[spread] = between if self._decimals is None else np.round(between, self._decimals)
        chance.shuffle(drawn)
        return drawn


def _decimals_of(values: Doubles) -> int | None:
    """How many decimals the numbers have; None if more than some."""
    for decimals in range(_MOST_DECIMALS):
        if np.allclose(values, np.round(values, decimals), rtol=0, atol=10.0 ** -(decimals + 3)):
            return decimals
    return None


class Categories:
    """Cells by category."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._rows = int(sum(counts))
        self._shares = np.array(counts, np.float64) / self._rows

    def draw(self, rows: int, chance: Chance) -> npt.NDArray[np.int64]:
        """How many of so many cells are of which category, from a resample of the baseline."""
        return chance.multinomial(rows, chance.multinomial(self._rows, self._shares) / self._rows)
