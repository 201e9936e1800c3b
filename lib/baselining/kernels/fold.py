"""One pass over numbers: sums, moments, extrema and distinct registers together.

Numbers are taken in row order: the sum is added from left to right without compensation, and moments are Welford's, in
the order of operations of Spark's CentralMomentAgg (`d = x - avg; dn = d / n; avg += dn; m2 += d * (d - dn)`); see
docs/format.md. Each step waits for the division before it, so hashing in the same loop costs next to nothing.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import kernel
from baselining.kernels.registers import register
from baselining.kernels.xxhash import hash_int, hash_long

COUNT, TOTAL, MEAN, M2, MINIMUM, MAXIMUM, RESIDUAL, NOT_FINITE = range(8)
"""Places in the running vector (float64). `MINIMUM` starts at +inf, `MAXIMUM` at -inf.

`RESIDUAL` collects what rounding took from `TOTAL` (TwoSum: Knuth, The Art of Computer Programming 2, 4.2.2), so that
the sum of the two is the sum of the numbers to nearly twice the precision.
"""

_NAN64 = np.uint64(0x7FF8000000000000)
_NAN32 = np.uint64(0x7FC00000)
_NOTHING = np.uint64(0)


def empty_moments() -> np.ndarray:
    """The running vector before any number."""
    return np.array([0.0, 0.0, 0.0, 0.0, np.inf, -np.inf, 0.0, 0.0])


@kernel
def _step(
    x: float, n: float, total: float, mean: float, m2: float, low: float, high: float, residual: float
) -> tuple[float, float, float, float, float, float, float]:
    n += 1.0
    delta = x - mean
    step = delta / n
    low = x if x < low else low
    high = x if x > high else high
    added = total + x
    part = added - total
    residual += (total - (added - part)) + (x - part)
    return n, added, mean + step, m2 + delta * (delta - step), low, high, residual


@kernel
def fold_moments(running: np.ndarray, values: np.ndarray) -> int:
    """Add `values` (float64) to `running`; NaN and infinities are counted and otherwise left out.

    Returns:
        How many of `values` were NaN or infinite.
    """
    n, total, mean, m2, low, high, residual, _ = running
    not_finite = 0
    for i in range(values.size):
        x = values[i]
        if np.isfinite(x):
            n, total, mean, m2, low, high, residual = _step(x, n, total, mean, m2, low, high, residual)
        else:
            not_finite += 1
    running[:NOT_FINITE] = n, total, mean, m2, low, high, residual
    running[NOT_FINITE] += not_finite
    return not_finite


@kernel
def fold_doubles(running: np.ndarray, registers: np.ndarray, values: np.ndarray) -> int:
    """`fold_moments`, and the hashes of `values` into `registers`: one zero and one NaN (doubleToLongBits)."""
    n, total, mean, m2, low, high, residual, _ = running
    bits = values.view(np.uint64)
    not_finite = 0
    for i in range(values.size):
        x = values[i]
        word = bits[i] if x != 0.0 else _NOTHING
        register(registers, hash_long(word if x == x else _NAN64))
        if np.isfinite(x):
            n, total, mean, m2, low, high, residual = _step(x, n, total, mean, m2, low, high, residual)
        else:
            not_finite += 1
    running[:NOT_FINITE] = n, total, mean, m2, low, high, residual
    running[NOT_FINITE] += not_finite
    return not_finite


@kernel
def fold_floats(running: np.ndarray, registers: np.ndarray, values: np.ndarray, doubles: np.ndarray) -> int:
    """`fold_doubles` for float32 `values`, which are hashed as such (floatToIntBits); fills `doubles` with them."""
    n, total, mean, m2, low, high, residual, _ = running
    bits = values.view(np.uint32)
    not_finite = 0
    for i in range(values.size):
        x = np.float64(values[i])
        doubles[i] = x
        word = np.uint64(bits[i]) if x != 0.0 else _NOTHING
        register(registers, hash_int(word if x == x else _NAN32))
        if np.isfinite(x):
            n, total, mean, m2, low, high, residual = _step(x, n, total, mean, m2, low, high, residual)
        else:
            not_finite += 1
    running[:NOT_FINITE] = n, total, mean, m2, low, high, residual
    running[NOT_FINITE] += not_finite
    return not_finite


@kernel
def fold_longs(
    running: np.ndarray, registers: np.ndarray, values: np.ndarray, doubles: np.ndarray
) -> tuple[int, int]:
    """Add int64 `values` as doubles to `running`, and their hashes to `registers`; fills `doubles` with them.

    Returns:
        Their exact sum, as `sum_exactly`.
    """
    n, total, mean, m2, low, high, residual, _ = running
    upper = lower = np.int64(0)
    for i in range(values.size):
        value = values[i]
        register(registers, hash_long(np.uint64(value)))
        upper += value >> 32
        lower += value & 0xFFFFFFFF
        x = np.float64(value)
        doubles[i] = x
        n, total, mean, m2, low, high, residual = _step(x, n, total, mean, m2, low, high, residual)
    running[:NOT_FINITE] = n, total, mean, m2, low, high, residual
    return upper, lower


@kernel
def fold_ints(
    running: np.ndarray, registers: np.ndarray, values: np.ndarray, doubles: np.ndarray
) -> tuple[int, int]:
    """`fold_longs` for int32 `values`, which are hashed as such."""
    n, total, mean, m2, low, high, residual, _ = running
    sum_ = np.int64(0)
    for i in range(values.size):
        value = values[i]
        register(registers, hash_int(np.uint64(np.uint32(value))))
        sum_ += value
        x = np.float64(value)
        doubles[i] = x
        n, total, mean, m2, low, high, residual = _step(x, n, total, mean, m2, low, high, residual)
    running[:NOT_FINITE] = n, total, mean, m2, low, high, residual
    return sum_ >> 32, sum_ & 0xFFFFFFFF


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
