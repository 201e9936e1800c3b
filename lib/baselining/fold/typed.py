"""Folding typed numbers (Parquet, Delta, JSON) into a column state."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from baselining.fold.arrays import numbers_in
from baselining.fold.moments import MomentsBuilder
from baselining.kernels.registers import register_longs, register_unscaled
from baselining.states import distinct
from baselining.states.column import CellClasses, Column, Source
from baselining.states.kll import Doubles

_LONG_DIGITS = 18
"""Decimals of up to that many digits are hashed by Spark as longs (`Decimal.MAX_LONG_DIGITS`)."""

_EXACT_DIGITS = 15
"""Integers and powers of ten of up to that many digits are exact in a double."""


class TypedBuilder:
    """A column of int8 … int64, float32, float64 or decimal128."""

    def __init__(self, arrow_type: pa.DataType) -> None:
        self._type = arrow_type
        self._source = Source.INTEGRAL if pa.types.is_integer(arrow_type) else Source.FRACTIONAL
        self._missing = 0
        self._present = 0
        self._registers = distinct.empty()
        self._numbers = MomentsBuilder()

    def add(self, cells: pa.Array) -> None:
        """Add an array of the type given at the start, null meaning missing."""
        self._missing += cells.null_count
        cells = cells.drop_null()
        self._present += len(cells)
        if not len(cells):
            return
        if pa.types.is_decimal(self._type):
            self._add_decimals(cells)
        elif self._source is Source.INTEGRAL:
            self._numbers.add_integers(numbers_in(cells), self._registers)
        elif self._type == pa.float64():
            self._numbers.add_doubles(numbers_in(cells), self._registers)
        else:
            self._numbers.add_floats(numbers_in(cells), self._registers)

    def column(self) -> Column:
        """The state so far."""
        integral = self._source is Source.INTEGRAL
        classes = CellClasses(
            missing=self._missing,
            integral=self._present if integral else 0,
            fractional=0 if integral else self._present,
        )
        return Column(
            source=self._source,
            classes=classes,
            registers=self._registers.copy(),
            numbers=self._numbers.numbers(),
            longs=None,
            categories=None,
            replaced=0,
        )

    def _add_decimals(self, cells: pa.Array) -> None:
        words = np.frombuffer(cells.buffers()[1], np.uint8).reshape(-1, 16)[
            cells.offset : cells.offset + len(cells)
        ]
        if self._type.precision <= _LONG_DIGITS:
            unscaled = np.ascontiguousarray(words[:, :8]).view(np.int64).ravel()
            register_longs(self._registers, unscaled.view(np.uint64))
        else:
            register_unscaled(self._registers, words)
        self._numbers.add(self._doubles_of(cells, words))

    def _doubles_of(self, cells: pa.Array, words: npt.NDArray[np.uint8]) -> Doubles:
        """The doubles nearest to decimals."""
        unscaled = np.ascontiguousarray(words[:, :8]).view(np.int64).ravel()
        if self._type.precision <= _EXACT_DIGITS and 0 <= self._type.scale <= _EXACT_DIGITS:
            # Both operands are exact in a double, so that the division rounds correctly.
            doubles: Doubles = unscaled / 10.0**self._type.scale
            return doubles
        # By way of their text: Arrow's own cast multiplies by an inexact power of ten (0.3: 0.30000000000000004).
        return numbers_in(pc.cast(pc.cast(cells, pa.string()), pa.float64()))
