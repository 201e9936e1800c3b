"""The HyperLogLog++ estimate of Spark's HyperLogLogPlusPlusHelper in plain Python, for p = 9."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources


@cache
def table() -> list[tuple[float, float]]:
    """Raw estimates and their biases."""
    text = resources.files("baselining.states").joinpath("hll_p9_bias.json").read_text()
    columns = json.loads(text)
    return list(zip(columns["raw_estimate"], columns["bias"], strict=True))


def estimate(registers: list[int]) -> int:
    empty = registers.count(0)
    linear = 512 * math.log(512 / empty) if empty else math.inf
    if linear <= 400:
        return math.floor(linear + 0.5)
    raw = 0.7213 / (1 + 1.079 / 512) * 512 * 512 / math.fsum(2.0**-register for register in registers)
    if raw < 5 * 512:
        nearest = sorted(table(), key=lambda entry: (raw - entry[0]) ** 2)[:6]
        raw -= math.fsum(bias for _, bias in nearest) / 6
    return math.floor(raw + 0.5)
