"""Folding text cells into a column state: class counts, distinct registers, numbers, categories."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from baselining.kernels import text as kernels
from baselining.profile.numbers_builder import NumbersBuilder
from baselining.states import categories, distinct
from baselining.states.column import CellClasses, Column, Source


class TextBuilder:
    """A column whose cells come as text."""

    def __init__(self) -> None:
        self._classes = np.zeros(5, np.int64)
        self._registers = distinct.empty()
        self._numbers: NumbersBuilder | None = NumbersBuilder()
        self._longs: NumbersBuilder | None = None
        self._categories: dict[str, int] | None = {}
        self._replaced = 0

    def add(self, cells: pa.Array) -> None:
        """Add a `string` or `large_string` array, null meaning missing."""
        self._classes[kernels.MISSING] += cells.null_count
        cells = cells.drop_null()
        if not len(cells):
            return
        offsets, data = text_buffers(cells)
        room = len(cells)
        values, how = np.empty(room), np.empty(room, np.uint8)
        at, integers = np.empty(room, np.int64), np.empty(room, np.int64)
        found = kernels.scan_text(offsets, data, self._classes, self._registers, values, how, at, integers)
        self._replaced += kernels.count_replaced(offsets, data)
        self._add_numbers(cells, values[:found], how[:found], at[:found], integers[:found])
        self._add_categories(cells)

    def column(self) -> Column:
        """The state so far."""
        return Column(
            source=Source.TEXT,
            classes=self._cell_classes(),
            registers=self._registers.copy(),
            numbers=self._numbers.numbers() if self._numbers else None,
            longs=self._longs.numbers() if self._longs else None,
            categories=None if self._categories is None else dict(self._categories),
            replaced=self._replaced,
        )

    def _cell_classes(self) -> CellClasses:
        missing, fractional, integral, boolean, string = self._classes.tolist()
        return CellClasses(
            missing=missing, fractional=fractional, integral=integral, boolean=boolean, string=string
        )

    def _add_numbers(
        self,
        cells: pa.Array,
        values: npt.NDArray[np.float64],
        how: npt.NDArray[np.uint8],
        at: npt.NDArray[np.int64],
        integers: npt.NDArray[np.int64],
    ) -> None:
        if self._cell_classes().is_text:
            self._numbers = self._longs = None
        if self._numbers is None:
            return
        again = np.flatnonzero(how != kernels.EXACT)
        if again.size:
            values[again] = _read_doubles(cells.take(pa.array(at[again])))
        within = how != kernels.BEYOND_64_BITS
        if self._longs is None and not (within & (how != kernels.MINUS_ZERO)).all():
            self._longs = NumbersBuilder(self._numbers.numbers())
        if self._longs is not None:
            self._longs.add(values[within] + 0.0)  # -0 as a long is 0
            self._longs.add_to_exact_total(integers)
        self._numbers.add(values)
        self._numbers.add_to_exact_total(integers)

    def _add_categories(self, cells: pa.Array) -> None:
        if self._categories is None:
            return
        if distinct.exceeds(self._registers, categories.MOST):
            self._categories = None
            return
        for pair in pc.value_counts(cells).to_pylist():
            text = pair["values"]
            self._categories[text] = self._categories.get(text, 0) + pair["counts"]


def text_buffers(cells: pa.Array) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8]]:
    """The offsets (n + 1 of them) and the bytes of a string array without nulls, as views."""
    width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
    _, offsets, data = cells.buffers()
    ends = np.frombuffer(offsets, width, len(cells) + 1, cells.offset * np.dtype(width).itemsize)
    return ends, np.frombuffer(data or b"", np.uint8)


def _read_doubles(cells: pa.Array) -> npt.NDArray[np.float64]:
    """Numbers of class Fractional or Integral as correctly rounded doubles; beyond the range they are infinite."""
    plain = pc.utf8_ltrim(cells, " +")
    try:
        return np.asarray(pc.cast(plain, pa.float64()))
    except pa.ArrowInvalid:
        return np.array([float(text) for text in plain.to_pylist()])
