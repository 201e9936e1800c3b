"""Moments of errors, row by row, of all rows and of five samples of four fifths of them.

The order of operations is that of `SummarizerBuffer.add` of Spark 3.x (mllib/.../stat/Summarizer.scala), which adds up
left to right and leaves zeros out of means. A sample has a row or not by a hash of its two numbers and of how many rows
the split had before it, so that a second run over the same data takes the same samples.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_BITS = np.uint64(12)
_CHANCE_MASK = np.uint64(0xFFF)
_FOUR_FIFTHS = np.uint64(3277)
"""Of 4,096."""


@kernel
def _mixed(x: np.uint64) -> np.uint64:
    """SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014)."""
    x += _GOLDEN
    x = (x ^ (x >> np.uint64(30))) * _MIX1
    x = (x ^ (x >> np.uint64(27))) * _MIX2
    return x ^ (x >> np.uint64(31))


@kernel
def _add(vector: np.ndarray, error: float, label: float) -> None:
    """One row. Places are those of `states.model_quality.errors`."""
    vector[0] += 1.0
    magnitude = abs(error)
    added = vector[1] + magnitude
    part = added - vector[1]
    vector[3] += (vector[1] - (added - part)) + (magnitude - part)
    vector[1] = added
    square = error * error
    added = vector[2] + square
    part = added - vector[2]
    vector[4] += (vector[2] - (added - part)) + (square - part)
    vector[2] = added
    vector[5] += square * square
    if label != 0.0:
        delta = label - vector[7]
        vector[6] += 1.0
        vector[7] += delta / vector[6]
        vector[8] += (label - vector[7]) * delta


@kernel
def fold_errors(vectors: np.ndarray, actual: np.ndarray, predicted: np.ndarray) -> None:
    """Add rows to `vectors`: the first is of all, the others are of samples. All numbers are finite."""
    bits_of_actual, bits_of_predicted = actual.view(np.uint64), predicted.view(np.uint64)
    for i in range(actual.size):
        error = actual[i] - predicted[i]
        rows = np.uint64(np.int64(vectors[0, 0]))
        chance = _mixed(_mixed(_mixed(bits_of_actual[i]) ^ bits_of_predicted[i]) ^ rows)
        _add(vectors[0], error, actual[i])
        for sample in range(1, vectors.shape[0]):
            if chance & _CHANCE_MASK < _FOUR_FIFTHS:
                _add(vectors[sample], error, actual[i])
            chance >>= _BITS
