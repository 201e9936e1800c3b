"""Batches of rows → the state of a split: which can be measured, what was measured of them, and of their slices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa  # noqa: TC002 - loaded anyway

from baselining.fold.model_quality.cells import Doubles, Labels, Mask, labels_of, numbers_of
from baselining.fold.model_quality.performance import PerformanceBuilder
from baselining.fold.model_quality.scores import ScoresBuilder
from baselining.states.model_quality.labels import is_positive
from baselining.states.model_quality.question import Problem, Question, Trouble
from baselining.states.model_quality.rows import MOST_SLICES, Rows, RowStates, limited

_SCORES_AT_ONCE, _SCORES_OF_SLICE_AT_ONCE = 2**20, 2**14


class RowsBuilder:
    """The state of one split.

    Args:
        question: What to measure.
        kind: Of the states.
    """

    def __init__(self, question: Question, kind: RowStates) -> None:
        self._question, self._kind = question, kind
        self._rows = 0
        self._problems: Counter[str] = Counter()
        self._whole = PerformanceBuilder(ScoresBuilder(kind.most, _SCORES_AT_ONCE, has_table=not kind.exact))
        self._slices: dict[str, dict[str, PerformanceBuilder] | None] = {name: {} for name in question.slices}

    def add(self, batch: pa.RecordBatch) -> None:
        """Add rows with the columns of the question, and possibly others."""
        self._rows += batch.num_rows
        cells = {name: batch.column(batch.schema.get_field_index(name)) for name in self._question.columns}
        measured = _Batch(self._question, cells, batch.num_rows)
        self._problems.update(measured.problems)
        rows = measured.rows
        measured.add_to(self._whole, rows)
        for name in self._question.slices:
            self._add_slices(name, labels_of(cells[name]), rows, measured)

    def rows(self) -> Rows:
        """The state so far."""
        if not self._rows:
            return Rows()
        slices = {
            name: None if parts is None else limited({v: parts[v].performance() for v in sorted(parts)})
            for name, parts in sorted(self._slices.items())
        }
        return Rows(
            rows=self._rows,
            problems=dict(sorted(self._problems.items())),
            performance=self._whole.performance(),
            slices=slices,
        )

    def _add_slices(self, name: str, values: Labels, rows: Mask, measured: _Batch) -> None:
        parts = self._slices[name]
        if parts is None:
            return
        codes = np.unique(values.codes[rows]).tolist()
        texts = {code: values.texts[code] if code >= 0 else "" for code in codes}
        if len({*parts, *texts.values()}) > MOST_SLICES:
            self._slices[name] = None
            return
        for code in codes:
            part = parts.get(texts[code])
            if part is None:
                part = parts[texts[code]] = PerformanceBuilder(
                    ScoresBuilder(self._kind.most_of_slice, _SCORES_OF_SLICE_AT_ONCE, has_table=False)
                )
            measured.add_to(part, rows & (values.codes == code))


class _Batch:
    """Some rows, taken apart.

    Attributes:
        rows: Those that can be measured.
        problems: How many cannot, and why.
    """

    def __init__(self, question: Question, cells: dict[str, pa.Array], size: int) -> None:
        self._question = question
        self._troubles: list[tuple[Trouble, Mask]] = []
        self._scores: Doubles | None = None
        self._read_probabilities([cells[name] for name in question.probabilities])
        predicted = None if question.inference is None else cells[question.inference]
        if question.problem.is_classification:
            self._read_classes(cells[question.ground_truth], predicted)
        else:
            assert predicted is not None  # noqa: S101 - a regression has predictions
            self._read_numbers(cells[question.ground_truth], predicted)
        self.rows = np.ones(size, np.bool_)
        self.problems: dict[str, int] = {}
        for trouble in Trouble:
            for mask in (mask for kind, mask in self._troubles if kind is trouble and mask.any()):
                count = int(np.count_nonzero(mask & self.rows))
                if count:
                    self.problems[trouble.name] = self.problems.get(trouble.name, 0) + count
                    self.rows &= ~mask

    def add_to(self, builder: PerformanceBuilder, mask: Mask) -> None:
        """Add some of the rows that can be measured."""
        rows = slice(None) if mask.all() else mask  # nothing is copied that need not be
        if not self._question.problem.is_classification:
            builder.add_errors(self._numbers[0][rows], self._numbers[1][rows])
            return
        builder.add_classes(self._labels[0].where(rows), self._labels[1].where(rows))
        if self._question.has_scores and self._scores is not None:
            builder.add_scores(self._scores[rows], self._positive[rows])

    def _read_probabilities(self, columns: Sequence[pa.Array]) -> None:
        for column in columns:
            values, missing = numbers_of(column)
            self._troubles += [
                (Trouble.NO_PROBABILITY, missing),
                (Trouble.PROBABILITY_IS_NO_NUMBER, np.isnan(values)),
                (Trouble.PROBABILITY_OUTSIDE, (values < 0.0) | (values > 1.0)),
            ]
            self._scores = values

    def _read_classes(self, truth: pa.Array, predicted: pa.Array | None) -> None:
        actual = labels_of(truth)
        guess = self._by_threshold() if predicted is None else labels_of(predicted)
        for labels, missing, no_label in (
            (actual, Trouble.NO_TRUTH, Trouble.TRUTH_IS_NO_NUMBER),
            (guess, Trouble.NO_PREDICTION, Trouble.PREDICTION_IS_NO_NUMBER),
        ):
            self._troubles += [
                (missing, labels.missing),
                (no_label, labels.each([text.lower() == "nan" for text in labels.texts])),
            ]
        self._labels = (actual, guess)
        if self._question.problem is Problem.BINARY:
            self._positive = actual.each(
                [is_positive(text, self._question.positive) for text in actual.texts]
            )

    def _by_threshold(self) -> Labels:
        """Positive above the threshold, as in Spark's `LogisticRegressionModel.setThreshold`."""
        assert self._scores is not None  # noqa: S101 - a threshold is one of probabilities
        assert self._question.threshold is not None  # noqa: S101 - instead of predictions
        positive = self._question.positive
        texts = ("0", "1") if positive is None else (f"not {positive}", positive)
        return Labels((self._scores > self._question.threshold).astype(np.int64), texts)

    def _read_numbers(self, truth: pa.Array, predicted: pa.Array) -> None:
        numbers = []
        for cells, missing_one, no_number in (
            (truth, Trouble.NO_TRUTH, Trouble.TRUTH_IS_NO_NUMBER),
            (predicted, Trouble.NO_PREDICTION, Trouble.PREDICTION_IS_NO_NUMBER),
        ):
            values, missing = numbers_of(cells)
            self._troubles += [(missing_one, missing), (no_number, ~np.isfinite(values))]
            numbers.append(values)
        self._numbers = tuple(numbers)
