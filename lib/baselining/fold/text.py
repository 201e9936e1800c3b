"""Folding text cells into a column state: class counts, distinct registers, numbers, categories.

Texts that repeat are classified, hashed and read once: cells that come with a dictionary are counted by their codes,
others are given one for as long as the column may still be one of few values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from baselining.fold.arrays import numbers_in, places_in
from baselining.fold.moments import exact_sum
from baselining.fold.text_numbers import TextNumbers
from baselining.kernels import text as kernels
from baselining.states import categories, distinct
from baselining.states import words as words_of
from baselining.states.column import CellClasses, Column, Source

_WORTHWHILE = 2
"""A dictionary pays when texts occur at least that often."""

_LEAD_BYTE = 0xEF
"""How U+FFFD begins in UTF-8."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """What was read from some texts, one entry each."""

    kinds: npt.NDArray[np.uint8]
    numbers: npt.NDArray[np.float64]
    how: npt.NDArray[np.uint8]
    integers: npt.NDArray[np.int64]
    replaced: npt.NDArray[np.uint8]


class TextBuilder:
    """A column whose cells come as text."""

    def __init__(self) -> None:
        self._classes = np.zeros(5, np.int64)
        self._registers = distinct.empty()
        self._numbers: TextNumbers | None = TextNumbers()
        self._categories: dict[str, int] | None = {}
        self._replaced = 0
        self._words: dict[str, int] | None = {}

    def add(self, cells: pa.Array) -> None:
        """Add a `string` or `large_string` array, or one of codes into such a dictionary; null means missing."""
        if pa.types.is_dictionary(cells.type) and _WORTHWHILE * len(cells.dictionary) > len(cells):
            cells = cells.cast(cells.type.value_type)
        self._classes[kernels.MISSING] += cells.null_count
        cells = cells.drop_null()
        if not len(cells):
            return
        if self._categories is not None and not pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_encode()
        if pa.types.is_dictionary(cells.type):
            self._add_coded(cells.dictionary, numbers_in(cells.indices).astype(np.int32, copy=False))
        else:
            self._add_plain(cells)

    def column(self) -> Column:
        """The state so far."""
        return Column(
            source=Source.TEXT,
            classes=self._cell_classes(),
            registers=self._registers.copy(),
            numbers=self._numbers.numbers() if self._numbers else None,
            longs=self._numbers.longs() if self._numbers else None,
            categories=None if self._categories is None else dict(self._categories),
            replaced=self._replaced,
            words=None if self._words is None else dict(self._words),
        )

    def _cell_classes(self) -> CellClasses:
        return CellClasses.of(self._classes.tolist())

    def _add_plain(self, texts: pa.Array) -> None:
        read = self._read(texts)
        classes = np.bincount(read.kinds, minlength=5)
        self._classes += classes
        self._replaced += int(read.replaced.sum())
        if classes[kernels.STRING]:
            self._add_words(texts, read.kinds)
        self._add_numbers(read.numbers, read.how, read.integers)

    def _add_coded(self, dictionary: pa.Array, codes: npt.NDArray[np.int32]) -> None:
        """Add cells given as codes; texts of the dictionary that do not occur are none of the column's."""
        counts, order = np.zeros(len(dictionary), np.int64), np.empty(len(dictionary), np.int64)
        used = order[: kernels.tally(codes, counts, order)]
        texts, counts = dictionary.take(places_in(used)), counts[used]
        read = self._read(texts)
        self._classes += np.bincount(read.kinds, counts, minlength=5).astype(np.int64)
        self._replaced += int(read.replaced @ counts)
        self._add_words(texts, read.kinds, counts)
        self._add_categories(texts, counts)
        if self._numbers is not None and not self._cell_classes().is_text:
            place = np.empty(len(dictionary), np.int64)
            place[used] = np.arange(used.size)
            cells = place[codes]
            self._add_numbers(read.numbers[cells], read.how[cells], read.integers[cells])
        else:
            self._numbers = None

    def _read(self, texts: pa.Array) -> _Cells:
        offsets, data = text_buffers(texts)
        room = len(texts)
        read = _Cells(
            kinds=np.empty(room, np.uint8),
            numbers=np.empty(room),
            how=np.empty(room, np.uint8),
            integers=np.empty(room, np.int64),
            replaced=np.zeros(room, np.uint8),
        )
        kernels.scan_text(offsets, data, self._registers, read.kinds, read.numbers, read.how, read.integers)
        again = np.flatnonzero(np.isnan(read.numbers))
        if again.size:
            read.numbers[again] = _read_doubles(texts.take(places_in(again)))
        if (data[offsets[0] : offsets[-1]] == _LEAD_BYTE).any():
            kernels.mark_replaced(offsets, data, read.replaced)
        return read

    def _add_numbers(
        self,
        values: npt.NDArray[np.float64],
        how: npt.NDArray[np.uint8],
        integers: npt.NDArray[np.int64],
    ) -> None:
        if self._cell_classes().is_text:
            self._numbers = None
        if self._numbers is None:
            return
        is_number = how != kernels.NO_NUMBER
        if not is_number.all():
            values, how, integers = values[is_number], how[is_number], integers[is_number]
        self._numbers.add(values, how, exact_sum(integers))

    def _add_words(
        self, texts: pa.Array, kinds: npt.NDArray[np.uint8], counts: npt.NDArray[np.int64] | None = None
    ) -> None:
        """Count the String cells among `texts` unless there is another than a known word, which the first one tells.

        Args:
            counts: How often each text stands there; None if once.
        """
        if self._words is None:
            return
        places = np.flatnonzero(kinds == kernels.STRING)
        if not places.size:
            return
        if texts[int(places[0])].as_py() not in words_of.MISSING_VALUE_WORDS:
            self._words = None
            return
        words = texts.take(places_in(places))
        if counts is None:
            counted = pc.value_counts(words)
            words, times = counted.field("values"), counted.field("counts")
        else:
            times = places_in(counts[places])
        found = dict(zip(words.to_pylist(), times.to_pylist(), strict=True))
        self._words = (
            words_of.merge(self._words, found) if words_of.MISSING_VALUE_WORDS.issuperset(found) else None
        )

    def _add_categories(self, texts: pa.Array, counts: npt.NDArray[np.int64]) -> None:
        if self._categories is None:
            return
        if distinct.exceeds(self._registers, categories.MOST):
            self._categories = None
            return
        for text, count in zip(texts.to_pylist(), counts.tolist(), strict=True):
            self._categories[text] = self._categories.get(text, 0) + count


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
        return numbers_in(pc.cast(plain, pa.float64()))
    except pa.ArrowInvalid:
        return np.array([float(text) for text in plain.to_pylist()])
