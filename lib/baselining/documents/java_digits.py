"""The digits that `Double.toString` of JDK 8 to 18 finds for a double.

It is Steele and White's free-format printing ("How to Print Floating-Point Numbers Accurately", PLDI 1990) as OpenJDK
has it in `jdk.internal.math.FloatingDecimal.BinaryToASCIIBuffer.dtoa`, with what sets that apart from the shortest
digits: the estimate of the decimal exponent, strict comparisons in 64 bits that may wrap around, the halved gap below
powers of two on both sides, at least two digits in scientific notation, and whole numbers printed with nearly all
their digits. Written anew from its behaviour, and compared with a JVM in tests/spark/test_java_double.py.
"""

from __future__ import annotations

import math
import struct

_FRACTION_BITS = 52
_BIAS = 1023
_LONG_BITS = 64


def digits_of(magnitude: float) -> tuple[str, int]:
    """The digits of a positive finite double, and where the point is: 0.DIGITS times 10 to that power."""
    exponent, fraction, significant_bits = _unpacked(magnitude)
    trailing_zeros = (fraction & -fraction).bit_length() - 1
    fraction_bits = _FRACTION_BITS + 1 - trailing_zeros
    if exponent <= 62 and fraction_bits - exponent - 1 <= 0:
        return _digits_of_whole(int(magnitude), exponent - significant_bits - 1)
    return _digits_of_scaled(exponent, fraction >> trailing_zeros, fraction_bits, significant_bits)


def _unpacked(magnitude: float) -> tuple[int, int, int]:
    """Binary exponent, fraction with its first bit at place 52, and how many bits of it are significant."""
    bits = int.from_bytes(struct.pack(">d", magnitude), "big")
    exponent, fraction = bits >> _FRACTION_BITS, bits & ((1 << _FRACTION_BITS) - 1)
    if exponent:
        return exponent - _BIAS, fraction | 1 << _FRACTION_BITS, _FRACTION_BITS + 1
    significant_bits = fraction.bit_length()
    shift = _FRACTION_BITS + 1 - significant_bits
    return 1 - shift - _BIAS, fraction << shift, significant_bits


def _digits_of_whole(number: int, spare_bits: int) -> tuple[str, int]:
    """All digits but those that `spare_bits` bits below the last significant one cannot tell apart."""
    dropped = math.floor(spare_bits * math.log10(2)) if spare_bits > 1 else 0
    number, rest = divmod(number, 10**dropped)
    if dropped and rest >= 10**dropped // 2:
        number += 1
    text = str(number)
    return text.rstrip("0"), len(text) + dropped


def _digits_of_scaled(
    exponent: int, fraction: int, fraction_bits: int, significant_bits: int
) -> tuple[str, int]:
    """Digit by digit of value = b / s, until what is left is below the half gap to the next double, m / s."""
    ten = _estimated_exponent(exponent, fraction, fraction_bits)
    b, s, m, fits = _scaled(exponent, fraction, fraction_bits, significant_bits, ten)
    tens = 10 * s
    digit, b = divmod(b, s)
    b, m = 10 * b, 10 * m
    low, high = _ends(b, m, tens, fits)
    digits = []
    if digit == 0 and not high:
        ten -= 1
    else:
        digits.append(digit)
    if ten < -3 or ten >= 8:  # scientific notation needs a second digit
        low = high = False
    while not (low or high):
        digit, b = divmod(b, s)
        b, m = 10 * b, 10 * m
        low, high = _ends(b, m, tens, fits)
        digits.append(digit)
    if high and (not low or 2 * b > tens or (2 * b == tens and digits[-1] % 2)):
        ten += _round_up(digits)
    return "".join(map(str, digits)), ten + 1


def _ends(b: int, m: int, tens: int, fits: bool) -> tuple[bool, bool]:
    """May the digits end here as they are, and may they end here rounded up?"""
    if not fits:
        return b < m, b + m >= tens
    if m >= 1 << _LONG_BITS - 1:
        return True, True
    return b < m, _wrapped(b + m) > tens


def _wrapped(number: int) -> int:
    return number - (1 << _LONG_BITS) if number >> _LONG_BITS - 1 else number


def _scaled(
    exponent: int, fraction: int, fraction_bits: int, significant_bits: int, ten: int
) -> tuple[int, int, int, bool]:
    """The value as b / s, the half gap as m / s, and whether Java computes with 64 bits."""
    tiny_bits = max(0, fraction_bits - exponent - 1)
    b5, s5 = max(0, -ten), max(0, ten)
    b2, s2 = b5 + tiny_bits + exponent, s5 + tiny_bits
    m2 = b2 - significant_bits
    b2 -= fraction_bits - 1
    common = min(b2, s2)
    b2, s2, m2 = b2 - common, s2 - common, m2 - common
    if fraction_bits == 1:  # the gap below a power of two is half of that above; taken for both
        m2 -= 1
    if m2 < 0:
        b2, s2, m2 = b2 - m2, s2 - m2, 0
    fits = fraction_bits + b2 + _bits_of_five(b5) < _LONG_BITS and s2 + 1 + _bits_of_five(s5 + 1) < _LONG_BITS
    return (fraction * 5**b5) << b2, 5**s5 << s2, 5**b5 << m2, fits


def _bits_of_five(power: int) -> int:
    """The bits that Java reckons with for a power of five."""
    if power == 0:
        return 0
    return (5**power).bit_length() if power < 27 else 3 * power


def _estimated_exponent(exponent: int, fraction: int, fraction_bits: int) -> int:
    """The decimal exponent of the first digit, or one more: a Taylor series of the logarithm about 1.5."""
    mantissa = fraction / (1 << (fraction_bits - 1))
    return math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981)


def _round_up(digits: list[int]) -> int:
    """Add one to the last digit; 1 if that made a new first digit, else 0."""
    at = len(digits) - 1
    while at > 0 and digits[at] == 9:
        digits[at] = 0
        at -= 1
    if digits[at] == 9:
        digits[at] = 1
        return 1
    digits[at] += 1
    return 0
