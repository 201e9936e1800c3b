"""Scores of rows → counts by score: the first ones sorted, those of a large split then counted in a table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baselining.fold.model_quality.cells import Doubles, Mask, read_only
from baselining.kernels.scores import count_scores
from baselining.states.model_quality import scores
from baselining.states.model_quality.scores import Scores

_PLACES_FOR_EACH = 4
_MOST_ROWS = 2**31
"""In a table, whose counts have 32 bits."""
_UPPER, _LOWER = np.uint64(32), np.uint64(2**32 - 1)


class ScoresBuilder:
    """Counts scores from 0 to 1.

    Args:
        most: How many distinct scores are told apart.
        at_once: So many are collected before they are sorted, or before there is a table.
        has_table: Is memory for a table worth it? It takes 64 bytes for each of `most`, a power of two.
    """

    def __init__(self, most: int, at_once: int, *, has_table: bool) -> None:
        self._most, self._at_once, self._has_table = most, at_once, has_table
        self._state = Scores()
        self._table: npt.NDArray[np.uint64] | None = None
        self._used = self._rows_in_table = 0
        self._waiting: list[tuple[Doubles, Mask]] = []
        self._rows_waiting = 0

    def add(self, probabilities: Doubles, positive: Mask) -> None:
        """Add rows."""
        probabilities = read_only(probabilities)
        counted = 0 if self._table is None else self._count(self._table, probabilities, positive)
        if counted < positive.size:
            self._waiting.append((probabilities[counted:], positive[counted:]))
            self._rows_waiting += positive.size - counted
            if self._rows_waiting >= self._at_once:
                self._sort()

    def scores(self) -> Scores:
        """What was counted so far."""
        self._sort()
        if self._table is None:
            return self._state
        return scores.merge(self._state, self._counted(self._table), self._most)

    def _sort(self) -> None:
        if not self._rows_waiting:
            return
        probabilities, positive = (np.concatenate(parts) for parts in zip(*self._waiting, strict=True))
        self._waiting, self._rows_waiting = [], 0
        self._state = scores.merge(
            self._state, scores.of_rows(probabilities, positive, self._most), self._most
        )
        if self._has_table and self._table is None:
            self._table = np.zeros((_PLACES_FOR_EACH * self._most, 2), np.uint64)

    def _count(self, table: npt.NDArray[np.uint64], probabilities: Doubles, positive: Mask) -> int:
        """Count rows in the table; returns how many."""
        done = 0
        while done < positive.size:
            if self._rows_in_table + positive.size > _MOST_ROWS:
                self._empty(table)
            # One key more than are told apart: then it is known how many bits have to be dropped.
            taken, self._used = count_scores(
                table, probabilities[done:], positive[done:], self._state.shift, self._used, self._most + 1
            )
            self._rows_in_table += taken
            done += taken
            if done < positive.size:
                is_crowded = self._used <= self._most
                self._empty(table)
                if is_crowded:
                    self._table, self._has_table = None, False
                    break
        return done

    def _counted(self, table: npt.NDArray[np.uint64]) -> Scores:
        there = np.flatnonzero(table[:, 1])
        keys = table[there, 0]
        order = np.argsort(keys)
        counts = table[there, 1][order]
        return scores.of_counts(
            keys[order],
            (counts >> _UPPER).astype(np.int64),
            (counts & _LOWER).astype(np.int64),
            self._state.shift,
            self._most,
        )

    def _empty(self, table: npt.NDArray[np.uint64]) -> None:
        self._state = scores.merge(self._state, self._counted(table), self._most)
        table[:] = 0
        self._used = self._rows_in_table = 0
