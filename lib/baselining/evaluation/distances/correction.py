"""What Deequ subtracts from a distance because samples differ by chance."""

from __future__ import annotations

import math

C_ALPHA = 1.8
"""For alpha = 0.003 (Knuth, TAOCP volume 2, section 3.3.1, equation 15); a constant of Deequ's."""


def robust(distance: float, n: int, m: int) -> float:
    """The distance less what two samples of `n` and `m` values may differ by chance; never below 0.

    The order of operations is Deequ's (`selectMetrics`), down to the last bit.
    """
    one, other = float(n), float(m)
    return max(0.0, distance - C_ALPHA * math.sqrt((one + other) / (one * other)))
