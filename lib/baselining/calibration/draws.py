"""Batches of cells as the baseline's data would give them, drawn from its states: sketches and counts of categories.

The baseline is itself a sample, so batches are drawn from resamples of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from baselining.calibration.population import population_of

Doubles = npt.NDArray[np.float64]
Chance = np.random.Generator

_OF_A_RESAMPLE = 10
_MOST_DECIMALS = 6
_FINE = 2.0**-45
"""Of the range of numbers that have more decimals than that."""


class Numbers:
    """The numbers that a sketch stands for."""

    def __init__(self, levels: Sequence[Sequence[float]], rows: int, *, whole: bool) -> None:
        """`rows`: how many there are; `whole`: are they whole numbers?"""
        present = [np.array(level, np.float64) for level in levels]
        items = np.concatenate(present)
        self._decimals = 0 if whole else _decimals_of(items)
        if self._decimals is None:
            self._step = max(float(np.ptp(items)) * _FINE, np.finfo(np.float64).tiny)
        else:
            self._step = 10.0**-self._decimals
        self._population = population_of([np.rint(level / self._step) for level in present])
        self._rows = rows

    def batches(self, count: int, rows: int, chance: Chance) -> Iterator[Doubles]:
        """So many batches of so many numbers in random order; some of each resample of the baseline."""
        shares = self._population.shares
        for batch in range(count):
            if batch % _OF_A_RESAMPLE == 0:
                shares = chance.multinomial(self._rows, self._population.shares) / self._rows
            yield self._draw(rows, shares, chance)

    def _draw(self, rows: int, shares: Doubles, chance: Chance) -> Doubles:
        runs = np.repeat(np.arange(len(shares)), chance.multinomial(rows, shares))
        first, last = self._population.first[runs], self._population.last[runs]
        drawn: Doubles = (first + np.floor(chance.random(rows) * (last - first + 1))) * self._step
        chance.shuffle(drawn)
        return np.round(drawn, self._decimals) if self._decimals else drawn


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
