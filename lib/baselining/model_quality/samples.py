"""Five samples of four fifths of the rows, drawn from counts: the same rows give the same samples.

A sample of rows has of each count so many as chance leaves: a binomial number. NumPy's legacy generator draws them,
whose stream is frozen (https://numpy.org/neps/nep-0019-rng-policy.html), from a seed that is a digest of the counts.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from baselining.states.model_quality.errors import SAMPLES

SHARE = 0.8
LEAST_ROWS = 200
"""The container gives no deviation below."""


def samples_of(counts: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[Any]]:
    """The samples, each of the shape of `counts`."""
    digest = hashlib.sha256(np.ascontiguousarray(counts, np.int64).tobytes()).digest()
    random = np.random.RandomState(int.from_bytes(digest[:4], "little"))
    for _ in range(SAMPLES):
        yield random.binomial(counts, SHARE)


def deviation(values: Sequence[float | None]) -> float | None:
    """The deviation of a sample (n - 1); None if a value is not defined."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) or len(known) < 2:
        return None
    mean = math.fsum(value / len(known) for value in known)
    away = [value - mean for value in known]
    largest = max(map(abs, away))  # squares of large errors' squares are beyond a double
    if not largest:
        return 0.0
    return largest * math.sqrt(math.fsum((each / largest) ** 2 for each in away) / (len(known) - 1))
