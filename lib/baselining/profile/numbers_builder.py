"""Folding arrays of numbers into a `Numbers` state."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baselining.kernels import fold
from baselining.states.kll import Doubles, KllBuilder
from baselining.states.numbers import Numbers

Longs = npt.NDArray[np.int64]


class NumbersBuilder:
    """Numbers of one column, in row order."""

    def __init__(self, start: Numbers | None = None) -> None:
        start = start or Numbers.empty()
        self._running = fold.empty_moments()
        self._running[:] = (
            start.count,
            start.total,
            start.mean,
            start.m2,
            start.minimum,
            start.maximum,
            start.not_finite,
        )
        self._exact_total = start.exact_total
        self._sketch = KllBuilder(start.sketch)

    def add(self, values: Doubles) -> None:
        """Add doubles; NaN and infinities are counted and left out."""
        if fold.fold_moments(self._running, values):
            values = values[np.isfinite(values)]
        self._sketch.add(values)

    def add_to_exact_total(self, values: Longs) -> None:
        """Add integers to the exact sum (they are added as doubles by `add`)."""
        high, low = fold.sum_exactly(values)
        self._exact_total += (int(high) << 32) + int(low)

    def numbers(self) -> Numbers:
        """The state so far."""
        count, total, mean, m2, minimum, maximum, not_finite = self._running.tolist()
        return Numbers(
            count=int(count),
            not_finite=int(not_finite),
            total=total,
            exact_total=self._exact_total,
            mean=mean,
            m2=m2,
            minimum=minimum,
            maximum=maximum,
            sketch=self._sketch.sketch(),
        )
