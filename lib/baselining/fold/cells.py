"""Folding the cells of CSV into column states, from where they stand in the bytes of a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baselining.fold.text_numbers import TextNumbers
from baselining.kernels import cells as kernels
from baselining.kernels.text import STRING
from baselining.states import categories, distinct
from baselining.states import words as words_of
from baselining.states.column import CellClasses, Column, Source

_FIRST_TEXTS, _FIRST_BYTES = 16, 512
"""Room at first: a wide dataset has thousands of columns."""
_PADDING = 8
_NOT_GIVEN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Some rows of CSV.

    Attributes:
        data: Bytes, of the encoding UTF-8, with some more behind them.
        starts, ends: Rows x columns: where each cell is in `data`.
        is_ascii: Has `data` no other characters?
    """

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    is_ascii: bool


class CellsBuilder:
    """A column of text; an empty cell is missing. The state is that of `TextBuilder`.

    Texts are counted while the column may have categories, or only words that mean a missing value.
    """

    def __init__(self, room: int) -> None:
        """`room`: for numbers between two folds; at least as many as rows are added at once."""
        self._classes = np.zeros(5, np.int64)
        self._registers = distinct.empty()
        self._state = np.zeros(kernels.STATE, np.int64)
        self._values = np.empty(room)
        self._how = np.empty(room, np.uint8)
        self._numbers: TextNumbers | None = TextNumbers()
        self._counted = kernels.ALL_TEXTS
        self._room_for_texts(_FIRST_TEXTS, _FIRST_BYTES)

    def add(self, cells: Cells, column: int) -> None:
        """Add the cells of one of the columns."""
        rows = len(cells.starts)
        if self._state[kernels.FILLED] + rows > self._values.size:
            self._fold_numbers()
        row, why, given = 0, kernels.FULL, _NOT_GIVEN
        texts = self._state[kernels.ENTRIES]
        while why != kernels.DONE:
            row, why = kernels.read_cells(
                cells.data,
                cells.starts,
                cells.ends,
                column,
                row,
                rows,
                self._counted,
                cells.is_ascii,
                self._numbers is not None,
                given,
                self._classes,
                self._registers,
                self._state,
                self._values,
                self._how,
                self._slots,
                self._entries,
                self._texts,
            )
            given = _NOT_GIVEN
            if why == kernels.UNCERTAIN:
                given = float(bytes(cells.data[cells.starts[row, column] : cells.ends[row, column]]))
            elif why == kernels.FULL:
                self._make_room(int(cells.ends[row, column] - cells.starts[row, column]))
        if self._numbers is not None and self._cell_classes().is_text:
            self._numbers = None
            self._state[: kernels.ODD + 1] = 0
        is_new = self._state[kernels.ENTRIES] > texts
        if is_new and self._counted == kernels.STRING_TEXTS and self._words() is None:
            self._count_no_texts()

    def column(self) -> Column:
        """The state so far."""
        self._fold_numbers()
        return Column(
            source=Source.TEXT,
            classes=self._cell_classes(),
            registers=self._registers.copy(),
            numbers=self._numbers.numbers() if self._numbers else None,
            longs=self._numbers.longs() if self._numbers else None,
            categories=self._categories(),
            replaced=self._replaced(),
            words=self._words(),
        )

    def _cell_classes(self) -> CellClasses:
        return CellClasses.of(self._classes.tolist())

    def _fold_numbers(self) -> None:
        count, high, low, odd = self._state[: kernels.ODD + 1].tolist()
        self._state[: kernels.ODD + 1] = 0
        if self._numbers is not None and count:
            self._numbers.add(self._values[:count], self._how[:count] if odd else None, (high << 32) + low)

    def _room_for_texts(self, texts: int, size: int) -> None:
        self._slots = np.full(2 * texts, -1, np.int64)
        self._entries = np.zeros((texts, kernels.ENTRY), np.int64)
        self._texts = np.empty(size + _PADDING, np.uint8)

    def _make_room(self, size: int) -> None:
        """Count fewer texts from now on, or have room for one more, of so many bytes."""
        words = self._words()
        if self._counted == kernels.ALL_TEXTS and not distinct.exceeds(self._registers, categories.MOST):
            self._keep(self._used(), size)
        elif words is None:
            self._count_no_texts()
        elif self._counted == kernels.ALL_TEXTS:
            self._counted = kernels.STRING_TEXTS
            self._keep(self._used()[self._used()[:, kernels.KIND] == STRING], 0)
        else:
            self._keep(self._used(), size)

    def _count_no_texts(self) -> None:
        self._counted = kernels.NO_TEXTS
        self._state[kernels.REPLACED] = self._replaced()
        self._keep(self._used()[:0], 0)

    def _keep(self, entries: npt.NDArray[np.int64], size: int) -> None:
        """Keep these texts, and have room for twice as many or more, and for one of so many bytes."""
        texts = [self._texts[start:end] for start, end in entries[:, [kernels.START, kernels.END]].tolist()]
        ends = np.cumsum([0, *(text.size for text in texts)])
        room = max(_FIRST_TEXTS, 1 << (2 * len(texts)).bit_length())
        self._room_for_texts(room, max(_FIRST_BYTES, 2 * (int(ends[-1]) + size)))
        self._entries[: len(texts)] = entries
        self._entries[: len(texts), kernels.START], self._entries[: len(texts), kernels.END] = (
            ends[:-1],
            ends[1:],
        )
        self._texts[: ends[-1]] = np.concatenate([*texts, np.empty(0, np.uint8)])
        self._state[kernels.ENTRIES], self._state[kernels.TEXT_BYTES] = len(texts), ends[-1]
        last = self._slots.size - 1
        for entry, word in enumerate(entries[:, kernels.HASH].tolist()):
            place = word & last
            while self._slots[place] >= 0:
                place = (place + 1) & last
            self._slots[place] = entry

    def _used(self) -> npt.NDArray[np.int64]:
        return self._entries[: self._state[kernels.ENTRIES]]

    def _counts(self, entries: npt.NDArray[np.int64]) -> dict[str, int]:
        """Counted texts."""
        places = entries[:, [kernels.START, kernels.END, kernels.COUNT]].tolist()
        return {bytes(self._texts[start:end]).decode(): count for start, end, count in places}

    def _categories(self) -> dict[str, int] | None:
        if self._counted != kernels.ALL_TEXTS or distinct.exceeds(self._registers, categories.MOST):
            return None
        return self._counts(self._used())

    def _words(self) -> dict[str, int] | None:
        if self._counted == kernels.NO_TEXTS:
            return None
        counts = self._counts(self._used()[self._used()[:, kernels.KIND] == STRING])
        return words_of.merge({}, counts) if words_of.MISSING_VALUE_WORDS.issuperset(counts) else None

    def _replaced(self) -> int:
        used = self._used()
        return int(self._state[kernels.REPLACED] + used[:, kernels.HAS_REPLACED] @ used[:, kernels.COUNT])
