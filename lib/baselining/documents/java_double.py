"""Java's text for a double: `Double.toString` of JDK 8 to 18, one of which the container runs.

Decimal notation from 1e-3 up to but excluding 1e7, otherwise computerised scientific notation
(`1.4402689218907343E10`), always with at least one digit after the point
(https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/Double.html#toString(double)).

Those JDKs do not always find the shortest digits that read back as the same double, which are Python's: 2e23 is
1.9999999999999998E23 (https://bugs.openjdk.org/browse/JDK-4511638, mended in JDK 19). Where the two can differ, the
digits come from `java_digits.py`. From 2^-60 up to 2^53 they cannot, but for powers of two and single digits below
1e-3:

* whole numbers below 2^53 have all their digits in both;
* no decimal of up to 17 digits lies exactly half way between two doubles there, so that it does not matter that Java
  refuses those and Python takes them;
* nothing overflows 64 bits there, where Java computes with as many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from baselining.documents.java_digits import digits_of

_rare_digits = lru_cache(maxsize=4096)(digits_of)


def double_text(value: float) -> str:
    """The text of `value`, which round-trips.

    Raises:
        ValueError: If it is NaN or infinite, which JSON cannot carry.
    """
    magnitude = abs(value)
    if 1e-3 <= magnitude < 1e7 or value == 0.0:
        return repr(value)  # in the same notation, too
    if not math.isfinite(value):
        raise ValueError("NaN and infinity have no place in a baseline document")
    sign = "-" if value < 0 else ""
    digits, point = _digits(magnitude)
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def doubles_text(values: Sequence[float]) -> str:
    """The texts of `values`, separated by `, `: what `double_text` gives, where nearly all are as Python writes them.

    Raises:
        ValueError: If one is NaN or infinite.
    """
    import numpy as np  # here, because the command line need not wait for it before it starts Spark

    magnitudes = np.abs(np.array(values, np.float64))
    differing = np.flatnonzero(~((magnitudes >= 1e-3) & (magnitudes < 1e7)) & (magnitudes != 0.0)).tolist()
    texts = repr(list(values))[1:-1]
    if not differing:
        return texts
    if 2 * len(differing) > len(values):
        return ", ".join(map(double_text, values))
    parts = texts.split(", ")
    for place in differing:
        parts[place] = double_text(values[place])
    return ", ".join(parts)


def _digits(magnitude: float) -> tuple[str, int]:
    """Java's digits, and where the point is: 0.DIGITS times 10 to that power."""
    if 2.0**-60 <= magnitude < 2.0**53:
        digits, point = _split(repr(magnitude))
        if magnitude >= 1.0 or (len(digits) > 1 and math.frexp(magnitude)[0] != 0.5):
            return digits, point
    return _rare_digits(magnitude)


def _split(text: str) -> tuple[str, int]:
    """Split Python's text of a number into significant digits and the place of the point before the first one."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole.lstrip("0")) or -(len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0") or "0", point + int(exponent or 0)
