"""The chi-squared distribution, through the regularized incomplete gamma function.

Source: Press et al., "Numerical Recipes", section 6.2: a series below a + 1, a continued fraction (Lentz) above. Agrees
with Spark's to 1e-12 (tests/spark/test_distances.py).
"""

from __future__ import annotations

import math
from itertools import count

_PRECISION = 1e-16
_TINY = 1e-300


def upper_share(degrees: int, statistic: float) -> float:
    """The probability of a statistic of at least this size, for so many degrees of freedom (at least 1)."""
    if math.isinf(statistic):
        return 0.0
    if statistic <= 0:
        return 1.0
    a, x = degrees / 2, statistic / 2
    return 1.0 - _lower_by_series(a, x) if x < a + 1 else _upper_by_fraction(a, x)


def _scale(a: float, x: float) -> float:
    return math.exp(a * math.log(x) - x - math.lgamma(a))


def _lower_by_series(a: float, x: float) -> float:
    term = total = 1 / a
    for n in count(1):
        term *= x / (a + n)
        total += term
        if term < total * _PRECISION:
            break
    return total * _scale(a, x)


def _upper_by_fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    fraction = d
    for n in range(1, 10_000):
        step = -n * (n - a)
        b += 2
        d = 1 / _not_zero(step * d + b)
        c = _not_zero(b + step / c)
        factor = d * c
        fraction *= factor
        if abs(factor - 1) < _PRECISION:
            break
    return fraction * _scale(a, x)


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
