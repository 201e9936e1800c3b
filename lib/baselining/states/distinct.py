"""How many different values: HyperLogLog++ with 512 registers, as Spark and Deequ count them.

Heule, Nunkesser, Hall, "HyperLogLog in Practice" (EDBT 2013). The bias table for p = 9 is the paper's appendix, as in
Spark's HyperLogLogPlusPlusHelper (Apache-2.0).
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

Registers = npt.NDArray[np.uint8]

M = 512
_ALPHA_M2 = 0.7213 / (1.0 + 1.079 / M) * M * M
_LINEAR_COUNTING_LIMIT = 400  # THRESHOLDS for p = 9
_NEIGHBOURS = 6


def empty() -> Registers:
    """Registers that saw nothing."""
    return np.zeros(M, np.uint8)


def merge(a: Registers, b: Registers) -> Registers:
    """Registers that saw both."""
    return np.maximum(a, b)


def estimate(registers: Registers) -> int:
    """The estimated number of different values, standard error 5 %; may exceed the number of rows."""
    zeros = M - int(np.count_nonzero(registers))
    if zeros:
        linear = M * math.log(M / zeros)
        if linear <= _LINEAR_COUNTING_LIMIT:
            return _round(linear)
    # Powers of two add up exactly here, so any order gives Spark's sum.
    raw = _ALPHA_M2 / float(np.sum(np.ldexp(1.0, -registers.astype(np.int64))))
    return _round(raw - _bias(raw) if raw < 5.0 * M else raw)


def exceeds(registers: Registers, limit: int) -> bool:
    """Is the estimate above `limit`? Once it is, more values never bring it back, for limits up to 252.

    Linear counting never falls; what follows it (above 400) starts no lower than 253.
    """
    return estimate(registers) > limit


def _round(value: float) -> int:
    return math.floor(value + 0.5)  # Java's Math.round


@cache
def _bias_table() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    table = json.loads(resources.files(__package__).joinpath("hll_p9_bias.json").read_text())
    return np.array(table["raw_estimate"]), np.array(table["bias"])


def _bias(raw: float) -> float:
    """The mean bias of the six table entries nearest to `raw`, nearest by square of the difference."""
    estimates, biases = _bias_table()
    low = max(int(np.searchsorted(estimates, raw)) - _NEIGHBOURS + 1, 0)
    high = min(low + _NEIGHBOURS, estimates.size)
    while high < estimates.size and (raw - estimates[high]) ** 2 < (raw - estimates[low]) ** 2:
        low += 1
        high += 1
    total = 0.0
    for bias in biases[low:high]:
        total += float(bias)
    return total / (high - low)
