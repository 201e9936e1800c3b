"""The numbers of a column whose cells come as text."""

from __future__ import annotations

import numpy as np  # noqa: TC002 - loaded anyway
import numpy.typing as npt  # noqa: TC002 - likewise

from baselining.fold.moments import MomentsBuilder
from baselining.kernels.text import BEYOND_64_BITS, MINUS_ZERO
from baselining.states.kll import Doubles
from baselining.states.numbers import Numbers


class TextNumbers:
    """As doubles, and as longs once that makes a difference (`Column.longs`)."""

    def __init__(self) -> None:
        self._numbers = MomentsBuilder()
        self._longs: MomentsBuilder | None = None

    def add(self, values: Doubles, how: npt.NDArray[np.uint8] | None, total: int) -> None:
        """Add numbers in row order.

        Args:
            how: Each was read (`kernels.text`); None if all are `EXACT`.
            total: The sum of those among them that are integers of 64 bits.
        """
        within = None if how is None else how != BEYOND_64_BITS
        if self._longs is None and how is not None and not (within & (how != MINUS_ZERO)).all():
            self._longs = MomentsBuilder(self._numbers.numbers())
        if self._longs is not None:
            self._longs.add((values if within is None else values[within]) + 0.0)  # -0 as a long is 0
            self._longs.add_to_exact_total(total)
        self._numbers.add(values)
        self._numbers.add_to_exact_total(total)

    def numbers(self) -> Numbers:
        """The state of the doubles so far."""
        return self._numbers.numbers()

    def longs(self) -> Numbers | None:
        """The state of the longs so far, if there are other ones than doubles."""
        return self._longs.numbers() if self._longs else None
