"""Folding arrays of numbers into a `Numbers` state."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baselining.fold.sketch import SketchBuilder
from baselining.kernels import fold
from baselining.states.distinct import Registers
from baselining.states.kll import Doubles
from baselining.states.numbers import Numbers

Longs = npt.NDArray[np.int64]

_scratch: Doubles = np.empty(0)
"""Shared by all builders of a process, which work one after another."""


class MomentsBuilder:
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
            start.residual,
            start.not_finite,
        )
        self._exact_total = start.exact_total
        self._parts = start.parts
        self._sketch = SketchBuilder(start.sketch)

    def add(self, values: Doubles) -> None:
        """Add doubles; NaN and infinities are counted and left out."""
        self._sketch.add(_finite(values, fold.fold_moments(self._running, values)))

    def add_doubles(self, values: Doubles, registers: Registers) -> None:
        """`add`, and hash them as doubles."""
        self._sketch.add(_finite(values, fold.fold_doubles(self._running, registers, values)))

    def add_floats(self, values: npt.NDArray[np.float32], registers: Registers) -> None:
        """`add`, and hash them as floats."""
        doubles = _scratch_of(values.size)
        self._sketch.add(_finite(doubles, fold.fold_floats(self._running, registers, values, doubles)))

    def add_integers(self, values: npt.NDArray[np.signedinteger], registers: Registers) -> None:
        """Add integers as doubles and to the exact sum; hash int64 as long, others as int, as Spark does."""
        doubles = _scratch_of(values.size)
        if values.dtype.itemsize == 8:
            high, low = fold.fold_longs(self._running, registers, values, doubles)
        else:
            high, low = fold.fold_ints(self._running, registers, values.astype(np.int32, copy=False), doubles)
        self._exact_total += (int(high) << 32) + int(low)
        self._sketch.add(doubles)

    def add_to_exact_total(self, total: int) -> None:
        """Add the sum of integers to the exact sum (they are added as doubles by `add`)."""
        self._exact_total += total

    def numbers(self) -> Numbers:
        """The state so far."""
        count, total, mean, m2, minimum, maximum, residual, not_finite = self._running.tolist()
        return Numbers(
            count=int(count),
            not_finite=int(not_finite),
            total=total,
            residual=residual,
            parts=max(self._parts, 1) if count else 0,
            exact_total=self._exact_total,
            mean=mean,
            m2=m2,
            minimum=minimum,
            maximum=maximum,
            sketch=self._sketch.sketch(),
        )


def exact_sum(values: Longs) -> int:
    """The sum of fewer than 2^31 integers."""
    high, low = fold.sum_exactly(values)
    return (int(high) << 32) + int(low)


def _scratch_of(size: int) -> Doubles:
    """Room for the doubles of one array, which the system would else clear anew each time."""
    global _scratch
    if _scratch.size < size:
        _scratch = np.empty(size)
    return _scratch[:size]


def _finite(values: Doubles, not_finite: int) -> Doubles:
    return values[np.isfinite(values)] if not_finite else values
