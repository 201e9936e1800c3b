"""Rows that can be measured → what was measured of them, batch by batch."""

from __future__ import annotations

import numpy as np

from baselining.fold.model_quality.cells import Doubles, Labels, Mask, read_only
from baselining.fold.model_quality.scores import ScoresBuilder
from baselining.kernels.errors import fold_errors
from baselining.states.model_quality import confusion
from baselining.states.model_quality.confusion import Confusion
from baselining.states.model_quality.errors import Errors
from baselining.states.model_quality.rows import Performance

_MOST_CELLS = 2**20
"""Of a table of all pairs of labels; more pairs are sorted instead."""


class PerformanceBuilder:
    """Collects what was measured.

    Args:
        scores: Counts scores.
    """

    def __init__(self, scores: ScoresBuilder) -> None:
        self._count = 0
        self._confusion = Confusion()
        self._scores = scores
        self._vectors = Errors().vectors

    def add_classes(self, actual: Labels, predicted: Labels) -> None:
        """Add rows that have both."""
        self._count += actual.codes.size
        if not actual.codes.size or self._confusion.labels is None:
            return
        width = len(predicted.texts)
        together = actual.codes * width + predicted.codes
        if len(actual.texts) * width <= _MOST_CELLS:
            table = np.bincount(together)
            pairs = np.flatnonzero(table)
            counts = table[pairs]
        else:
            pairs, counts = np.unique(together, return_counts=True)
        found = {
            (actual.texts[pair // width], predicted.texts[pair % width]): count
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
        }
        labels = {label for pair in found for label in pair}
        if not labels.issubset(self._confusion.labels):
            in_order = _in_order(actual, predicted)
        else:
            in_order = self._confusion.labels
        batch = confusion.of_counts(tuple(label for label in in_order if label in labels), found)
        self._confusion = confusion.merge(self._confusion, batch)

    def add_scores(self, probabilities: Doubles, positive: Mask) -> None:
        """Add rows whose probability is from 0 to 1."""
        self._scores.add(probabilities, positive)

    def add_errors(self, actual: Doubles, predicted: Doubles) -> None:
        """Add rows that have two finite numbers."""
        self._count += actual.size
        fold_errors(self._vectors, read_only(actual), read_only(predicted))

    def performance(self) -> Performance:
        """What was measured so far."""
        return Performance(
            count=self._count,
            confusion=self._confusion,
            scores=self._scores.scores(),
            errors=Errors(vectors=self._vectors.copy()),
        )


def _in_order(actual: Labels, predicted: Labels) -> tuple[str, ...]:
    """Labels in the order in which rows have them, the actual one of a row first."""
    first: dict[str, int] = {}
    for labels, behind in ((actual, 0), (predicted, 1)):
        codes, rows = np.unique(labels.codes, return_index=True)
        for code, row in zip(codes.tolist(), rows.tolist(), strict=True):
            text = labels.texts[code]
            first[text] = min(2 * row + behind, first.get(text, 2 * row + behind))
    return tuple(sorted(first, key=first.__getitem__))
