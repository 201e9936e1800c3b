"""Folding typed numbers (Parquet, Delta, JSON) into a column state."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from baselining.kernels.registers import register_ints, register_longs, register_unscaled
from baselining.profile.numbers_builder import NumbersBuilder
from baselining.states import distinct
from baselining.states.column import CellClasses, Column, Source

_LONG_DIGITS = 18
"""Decimals of up to that many digits are hashed by Spark as longs (`Decimal.MAX_LONG_DIGITS`)."""


class NumberBuilder:
    """A column of int8 … int64, float32, float64 or decimal128."""

    def __init__(self, arrow_type: pa.DataType) -> None:
        self._type = arrow_type
        self._source = Source.INTEGRAL if pa.types.is_integer(arrow_type) else Source.FRACTIONAL
        self._missing = 0
        self._present = 0
        self._registers = distinct.empty()
        self._numbers = NumbersBuilder()

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
            self._add_integers(np.asarray(cells))
        else:
            self._add_floats(np.asarray(cells))

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

    def _add_integers(self, values: npt.NDArray[np.signedinteger]) -> None:
        if values.dtype.itemsize == 8:
            register_longs(self._registers, values.view(np.uint64))
        else:  # Spark hashes byte and short as int
            register_ints(self._registers, values.astype(np.int32).view(np.uint32))
        self._numbers.add_to_exact_total(values.astype(np.int64, copy=False))
        self._numbers.add(values.astype(np.float64))

    def _add_floats(self, values: npt.NDArray[np.floating]) -> None:
        # As Spark's hash of a double: one zero and one NaN (doubleToLongBits).
        canonical = values + values.dtype.type(0.0)
        canonical[np.isnan(values)] = np.nan
        if values.dtype.itemsize == 8:
            register_longs(self._registers, canonical.view(np.uint64))
        else:
            register_ints(self._registers, canonical.view(np.uint32))
        self._numbers.add(values.astype(np.float64, copy=False))

    def _add_decimals(self, cells: pa.Array) -> None:
        words = np.frombuffer(cells.buffers()[1], np.uint8).reshape(-1, 16)[
            cells.offset : cells.offset + len(cells)
        ]
        if self._type.precision <= _LONG_DIGITS:
            unscaled = np.ascontiguousarray(words[:, :8]).view(np.int64).ravel()
            register_longs(self._registers, unscaled.view(np.uint64))
        else:
            register_unscaled(self._registers, words)
        # By way of their text: Arrow's own cast multiplies by an inexact power of ten (0.3: 0.30000000000000004).
        self._numbers.add(np.asarray(pc.cast(pc.cast(cells, pa.string()), pa.float64())))
