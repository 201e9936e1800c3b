"""Moments of the errors of a regression: of all rows, and of five samples of them.

Sums are Spark's (`SummarizerBuffer` of Spark 3.x, which its `RegressionMetrics` asks): left to right within a split,
labels other than 0 by Welford's method, states merged in its order of operations. Beside the sums stands what rounding
took from them, so that they are known to twice the precision, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from baselining.states.framing import Array, Arrays

COUNT, L1, L2, L1_LOST, L2_LOST, L4, LABELS, MEAN, M2 = range(9)
"""Places of a vector: rows; the sums of |error| and of its square, and what rounding took from them; the sum of its
fourth power; labels other than 0, their mean, and the sum of their squared differences from it."""
MOMENTS = 9
SAMPLES = 5
"""Behind the vector of all rows stand those of so many samples, of four fifths each."""

Vectors = npt.NDArray[np.float64]


def _nothing() -> Vectors:
    return np.zeros((1 + SAMPLES, MOMENTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Vectors of moments, that of all rows first."""

    vectors: Vectors = field(default_factory=_nothing)

    @property
    def count(self) -> int:
        """All rows."""
        return int(self.vectors[0, COUNT])


def merge(a: Errors, b: Errors) -> Errors:
    """The rows of both; `b`'s come after `a`'s."""
    x, y = a.vectors, b.vectors
    merged = x + y
    labels = merged[:, LABELS]
    there = labels != 0
    total = np.where(there, labels, 1.0)
    delta = y[:, MEAN] - x[:, MEAN]
    mean = x[:, MEAN] + delta * y[:, LABELS] / total
    m2 = x[:, M2] + (y[:, M2] + delta * delta * x[:, LABELS] * y[:, LABELS] / total)
    merged[:, MEAN] = np.where(there, mean, 0.0)
    merged[:, M2] = np.where(there, m2, 0.0)
    for place, lost in ((L1, L1_LOST), (L2, L2_LOST)):
        merged[:, lost] += _lost(x[:, place], y[:, place])
    merged = np.where(x[:, [COUNT]] == 0, y, np.where(y[:, [COUNT]] == 0, x, merged))
    return Errors(vectors=merged)


def _lost(a: Vectors, b: Vectors) -> Vectors:
    """What rounding takes from a + b (TwoSum)."""
    added = a + b
    part = added - a
    lost: Vectors = (a - (added - part)) + (b - part)
    return lost


def to_arrays(errors: Errors, arrays: list[Array]) -> None:
    """Add what it consists of to `arrays`."""
    arrays.append(errors.vectors)


def from_arrays(arrays: Arrays) -> Errors:
    """The state that `to_arrays` described.

    Raises:
        ValueError: If there is none.
    """
    vectors = arrays.take(np.dtype(np.float64), (1 + SAMPLES) * MOMENTS).reshape(1 + SAMPLES, MOMENTS)
    counts, labels = vectors[:, COUNT], vectors[:, LABELS]
    if (counts != np.floor(counts)).any() or not (counts >= 0).all() or (counts > counts[0]).any():
        raise ValueError("these are no numbers of rows")
    if not ((labels >= 0) & (labels <= counts)).all():
        raise ValueError("more labels than rows")
    if not (vectors[:, [L1, L2, L4, M2]] >= 0).all() or not np.isfinite(vectors[:, MEAN]).all():
        raise ValueError("sums of what cannot be below 0")
    return Errors(vectors=vectors)
