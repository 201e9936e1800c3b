"""A decimal number, as a mantissa and a power of ten, to the nearest double.

The method is Eisel and Lemire's (Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice and Experience
51, 2021; sections 5 and 6): multiply the mantissa by 128 bits of the power of five, and round. Where those bits cannot
tell between two doubles, it says so, and the caller reads the text in another way.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import double_of_bits, leading_zeros, product_high
from baselining.kernels.jit import inlined, kernel

MOST_DIGITS = 19
"""So many always fit 64 bits."""

_LEAST_POWER, _MOST_POWER = -342, 308
"""Of ten. Below, every 64-bit mantissa gives less than half of the least double; above, every one is infinite."""


def _power_of_five(power: int) -> int:
    """The leading 128 bits of 5^power: cut off, or, where the power is negative, rounded up."""
    if power >= 0:
        five: int = 5**power
        length = five.bit_length()
        return five << (128 - length) if length <= 128 else five >> (length - 128)
    five = 5**-power
    length = five.bit_length()
    quotient = (1 << (length + 127)) // five + 1
    return quotient >> (quotient.bit_length() - 128)


_FIVES = [_power_of_five(power) for power in range(_LEAST_POWER, _MOST_POWER + 1)]
_UPPER = np.array([five >> 64 for five in _FIVES], np.uint64)
_LOWER = np.array([five & (2**64 - 1) for five in _FIVES], np.uint64)

_ONE = np.uint64(1)
_ALL = np.uint64(2**64 - 1)
_NINE_BITS = np.uint64(0x1FF)
"""Of the upper product, those behind a mantissa of 53 bits, one to round with, and one that may be a leading zero."""
_HIDDEN = np.uint64(1 << 52)
_MOST_EXPONENT = 0x7FF


@inlined
def nearest_double(mantissa: int, power: int) -> tuple[float, bool]:
    """The double nearest to mantissa x 10^power, halfway cases to the even one, as Java and Python round.

    Args:
        mantissa: uint64.
        power: Any int64. What is too large becomes infinite, what is too small 0.

    Returns:
        (the double, is it certain). If it is not, the double means nothing.
    """
    if mantissa == 0 or power < _LEAST_POWER:
        return 0.0, True
    if power > _MOST_POWER:
        return np.inf, True
    zeros = leading_zeros(mantissa)
    normal = mantissa << zeros
    five = power - _LEAST_POWER
    high, low = product_high(normal, _UPPER[five]), normal * _UPPER[five]
    if (
        high & _NINE_BITS == _NINE_BITS
    ):  # a carry from the lower 64 bits of the power could reach what is kept
        carry = product_high(normal, _LOWER[five])
        low += carry
        if low < carry:
            high += _ONE
    if low == _ALL and not -27 <= power <= 55:  # the power is not exact: the next bit could be anything
        return 0.0, False
    upper = high >> np.uint64(63)
    shift = upper + np.uint64(9)
    kept = high >> shift  # 54 bits: a mantissa and one bit to round with
    # floor(power * log2(10)) for all powers here (section 5 of the paper).
    exponent = ((217706 * power) >> 16) + 63 + np.int64(upper) - np.int64(zeros) + 1023
    if exponent <= 0:
        return _subnormal(kept, 1 - exponent), True
    # Exactly halfway (only few powers can be): to even, so down if what is kept is odd by the rounding bit alone.
    if low <= _ONE and -4 <= power <= 23 and kept & np.uint64(3) == _ONE and kept << shift == high:
        kept -= _ONE
    kept = (kept + (kept & _ONE)) >> _ONE
    if kept == _HIDDEN << _ONE:
        kept = _HIDDEN
        exponent += 1
    if exponent >= _MOST_EXPONENT:
        return np.inf, True
    return double_of_bits((kept - _HIDDEN) | (np.uint64(exponent) << np.uint64(52))), True


@kernel
def nearest_of_digits(mantissa: int, significant: int, power: int) -> float:
    """The double nearest to a number of so many digits times 10^power.

    Args:
        mantissa: Its first `MOST_DIGITS` digits (uint64), or all.
        significant: How many digits it has, without zeros before them.
        power: Any int64.

    Returns:
        NaN if what is known of the digits does not decide.
    """
    power += max(significant - MOST_DIGITS, 0)
    number, certain = nearest_double(mantissa, power)
    if (
        significant > MOST_DIGITS
    ):  # it is between this mantissa and the next: certain if one double is nearest to both
        above, above_certain = nearest_double(mantissa + _ONE, power)
        certain = certain and above_certain and number == above
    return number if certain else np.nan


@inlined
def _subnormal(kept: int, places: int) -> float:
    """What is left of 54 bits, moved right by so many places and rounded; never halfway, by section 9 of the paper."""
    if places >= 64:
        return 0.0
    moved = kept >> np.uint64(places)
    return double_of_bits((moved + (moved & _ONE)) >> _ONE)
