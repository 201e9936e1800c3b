"""Moments and extrema of numbers, strictly left to right, as the container's engine does them.

Sum: plain double addition in row order. Standard deviation: Welford's update in the order of operations of Spark's
CentralMomentAgg (`d = x - avg; dn = d / n; avg += dn; m2 += d * (d - dn)`); see model-monitor-format, section 4.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel

COUNT, TOTAL, MEAN, M2, MINIMUM, MAXIMUM, NOT_FINITE = range(7)
"""Places in the running vector (float64). `MINIMUM` starts at +inf, `MAXIMUM` at -inf."""


def empty_moments() -> np.ndarray:
    """The running vector before any number."""
    return np.array([0.0, 0.0, 0.0, 0.0, np.inf, -np.inf, 0.0])


@kernel
def fold_moments(running: np.ndarray, values: np.ndarray) -> int:
    """Add `values` (float64) to `running`; NaN and infinities are counted and otherwise left out.

    Returns:
        How many of `values` were NaN or infinite.
    """
    n, total, mean, m2 = running[COUNT], running[TOTAL], running[MEAN], running[M2]
    low, high = running[MINIMUM], running[MAXIMUM]
    not_finite = 0
    for i in range(values.size):
        x = values[i]
        if not np.isfinite(x):
            not_finite += 1
            continue
        total += x
        n += 1.0
        delta = x - mean
        step = delta / n
        mean += step
        m2 += delta * (delta - step)
        if x < low:
            low = x
        if x > high:
            high = x
    running[COUNT], running[TOTAL], running[MEAN], running[M2] = n, total, mean, m2
    running[MINIMUM], running[MAXIMUM] = low, high
    running[NOT_FINITE] += not_finite
    return not_finite


@kernel
def sum_exactly(values: np.ndarray) -> tuple[int, int]:
    """The sum of int64 `values` as (high, low) with value high * 2^32 + low, so that no 64-bit overflow can occur.

    Exact for fewer than 2^31 values.
    """
    high = np.int64(0)
    low = np.int64(0)
    for i in range(values.size):
        high += values[i] >> 32
        low += values[i] & 0xFFFFFFFF
    return high, low
