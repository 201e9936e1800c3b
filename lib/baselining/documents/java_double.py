"""Java's text for a double: `Double.toString`.

Decimal notation from 1e-3 up to but excluding 1e7, otherwise computerised scientific notation
(`1.4402689218907343E10`), always with at least one digit after the point
(https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/Double.html#toString(double)).
"""

from __future__ import annotations

import math


def double_text(value: float) -> str:
    """The text of `value`, which round-trips.

    Raises:
        ValueError: If it is NaN or infinite, which JSON cannot carry.
    """
    magnitude = abs(value)
    if 1e-3 <= magnitude < 1e7 or value == 0.0:
        return repr(value)  # Python's shortest digits, in the same notation in this range
    if not math.isfinite(value):
        raise ValueError("NaN and infinity have no place in a baseline document")
    digits, point = _split(repr(magnitude))
    if len(digits) == 1:  # Java has two digits at least, so the nearest two: 4.9E-324
        digits, point = _split(f"{magnitude:.1e}")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _split(text: str) -> tuple[str, int]:
    """Split Python's text of a number into significant digits and the place of the point before the first one."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole.lstrip("0")) or -(len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0") or "0", point + int(exponent or 0)
