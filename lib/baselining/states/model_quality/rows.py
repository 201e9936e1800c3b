"""What is known of rows of predictions and ground truth: what was measured, what could not be, and of which slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.errors import DocumentError
from baselining.states.framing import Array, Arrays, pack, unpack, whole
from baselining.states.kll import MOST_VALUES
from baselining.states.model_quality import confusion, errors, scores
from baselining.states.model_quality.confusion import Confusion
from baselining.states.model_quality.errors import Errors
from baselining.states.model_quality.scores import MOST, MOST_OF_SLICE, UNLIMITED, Scores

TAG = b"BLMQ"
VERSION = 1
MOST_SLICES = 200
"""Values of a slice column; a column with more is none to slice by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Of rows with a prediction and its ground truth.

    Attributes:
        count: How many.
        confusion: Of a classification; empty otherwise.
        scores: Of a binary one with probabilities; empty otherwise.
        errors: Of a regression; empty otherwise.
    """

    count: int = 0
    confusion: Confusion = field(default_factory=Confusion)
    scores: Scores = field(default_factory=Scores)
    errors: Errors = field(default_factory=Errors)


Slices = Mapping[str, Performance] | None
"""By the value of a column; None where it has too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of predictions.

    Attributes:
        rows: All.
        problems: How many rows have what keeps them from being measured, by the name of it (see fold/model_quality.py).
        performance: Of those that have nothing of the kind.
        slices: The same by the values of columns.
    """

    rows: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    performance: Performance = field(default_factory=Performance)
    slices: Mapping[str, Slices] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowStates:
    """The `Kind` of such rows.

    Attributes:
        exact: Are all distinct scores told apart, whatever memory that takes?
    """

    exact: bool = False
    tag = TAG
    version = VERSION

    @property
    def most(self) -> int:
        """How many distinct scores are told apart."""
        return UNLIMITED if self.exact else MOST

    @property
    def most_of_slice(self) -> int:
        """The same within a slice."""
        return UNLIMITED if self.exact else MOST_OF_SLICE

    def empty(self) -> Rows:
        """No rows."""
        return Rows()

    def merge(self, a: Rows, b: Rows) -> Rows:
        """The rows of both; `b`'s come after `a`'s.

        Raises:
            DocumentError: If they are not sliced by the same columns.
        """
        if not a.rows or not b.rows:
            return a if a.rows else b
        if a.slices.keys() != b.slices.keys():
            raise DocumentError("Saved states of one dataset have different slices.")
        return Rows(
            rows=a.rows + b.rows,
            problems=_added(a.problems, b.problems),
            performance=_merge(a.performance, b.performance, self.most),
            slices={
                column: self._merge_slices(a.slices[column], b.slices[column]) for column in sorted(a.slices)
            },
        )

    def to_bytes(self, state: Rows) -> bytes:
        """The state encoded; equal for equal states."""
        arrays: list[Array] = []
        header = {
            "rows": state.rows,
            "problems": dict(sorted(state.problems.items())),
            "performance": _to_header(state.performance, arrays),
            "slices": [
                [
                    column,
                    None
                    if parts is None
                    else [[value, _to_header(each, arrays)] for value, each in sorted(parts.items())],
                ]
                for column, parts in sorted(state.slices.items())
            ],
        }
        return pack(TAG, VERSION, header, arrays)

    def from_bytes(self, raw: bytes) -> Rows:
        """The state that `to_bytes` encoded.

        Raises:
            DocumentError: If the bytes are damaged, of another kind, or of another version.
        """
        return unpack(raw, TAG, VERSION, self._from_header)

    def _merge_slices(self, a: Slices, b: Slices) -> Slices:
        if a is None or b is None:
            return None
        empty = Performance()
        parts = {
            value: _merge(a.get(value, empty), b.get(value, empty), self.most_of_slice)
            for value in sorted({*a, *b})
        }
        return limited(parts)

    def _from_header(self, header: dict[str, Any], arrays: Arrays) -> Rows:
        rows = whole(header["rows"], MOST_VALUES)
        problems = {str(name): whole(count, rows) for name, count in header["problems"].items()}
        performance = _from_header(header["performance"], arrays, self.most)
        slices = {}
        for column, parts in header["slices"]:
            slices[str(column)] = None if parts is None else self._parts_from(parts, arrays)
        whole(performance.count, rows)
        return Rows(rows=rows, problems=problems, performance=performance, slices=slices)

    def _parts_from(self, parts: Any, arrays: Arrays) -> Slices:
        if len(parts) > MOST_SLICES:
            raise ValueError("too many slices")
        return {str(value): _from_header(each, arrays, self.most_of_slice) for value, each in parts}


def limited(parts: Mapping[str, Performance]) -> Slices:
    """The slices of a column, or None if they are too many."""
    return dict(parts) if len(parts) <= MOST_SLICES else None


def _added(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    return {name: a.get(name, 0) + b.get(name, 0) for name in sorted({*a, *b})}


def _merge(a: Performance, b: Performance, most: int) -> Performance:
    return Performance(
        count=a.count + b.count,
        confusion=confusion.merge(a.confusion, b.confusion),
        scores=scores.merge(a.scores, b.scores, most),
        errors=errors.merge(a.errors, b.errors),
    )


def _to_header(performance: Performance, arrays: list[Array]) -> dict[str, Any]:
    errors.to_arrays(performance.errors, arrays)
    return {
        "count": performance.count,
        "confusion": confusion.to_header(performance.confusion),
        "scores": scores.to_header(performance.scores, arrays),
    }


def _from_header(header: Any, arrays: Arrays, most: int) -> Performance:
    found = errors.from_arrays(arrays)
    performance = Performance(
        count=whole(header["count"], MOST_VALUES),
        confusion=confusion.from_header(header["confusion"]),
        scores=scores.from_header(header["scores"], arrays, most),
        errors=found,
    )
    # What is measured is measured of all rows; what is not, of none.
    for count in (performance.confusion.total, performance.scores.total, performance.errors.count):
        if count not in (0, performance.count):
            raise ValueError("counts of other rows")
    return performance
