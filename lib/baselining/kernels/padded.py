"""Hashing and reading cells of data with 24 bytes or more behind it, which may be loaded, whatever they are.

Cells of one column are of many lengths. A branch on it that the processor guesses wrong costs as much as ten digits, so
that what a length decides is computed both ways here, where that is cheaper.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import byte_at, trailing_zeros, word_at
from baselining.kernels.decimals import MOST_DIGITS, nearest_double
from baselining.kernels.jit import inlined
from baselining.kernels.text import FRACTIONAL, INTEGRAL, MISSING

_DOT, _MINUS, _ZERO = 46, 45, 48

_NIBBLES = np.uint64(0xF0F0F0F0F0F0F0F0)
_ZEROS = np.uint64(0x3030303030303030)
_SIXES = np.uint64(0x0606060606060606)
_PAIRS = np.uint64(0x000000FF000000FF)
_HUNDREDS = np.uint64(100 + (1_000_000 << 32))
_ONES = np.uint64(1 + (10_000 << 32))
_POWERS = np.array([10**power for power in range(9)], np.uint64)


@inlined
def _no_digits(word: int) -> int:
    """Which of eight bytes are no digits: for each byte some bits, 0 for digits."""
    return ((word & _NIBBLES) ^ _ZEROS) | (((word + _SIXES) & _NIBBLES) ^ _ZEROS)


@inlined
def _eight_digits(word: int) -> int:
    """Their number, the first digit in the lowest byte (Lemire, "Quickly parsing eight digits", 2018)."""
    word -= _ZEROS
    word = word * np.uint64(10) + (word >> np.uint64(8))
    return ((word & _PAIRS) * _HUNDREDS + ((word >> np.uint64(16)) & _PAIRS) * _ONES) >> np.uint64(32)


@inlined
def _first(word: int, count: int) -> int:
    """The first `count` of eight bytes, 0 to 8, behind as many characters 0 as are missing."""
    half = np.uint64(32 - 4 * count)  # a shift by 64 would be none
    return ((word << half) << half) | ((_ZEROS >> np.uint64(4 * count)) >> np.uint64(4 * count))


@inlined
def common_number(start: int, end: int) -> tuple[int, float, int]:
    """`parse_cell` for numbers as most are: a minus at most, up to 19 digits, 8 before the point, no exponent.

    Returns:
        (class, number, the same as an integer if it is one); `MISSING` for other cells.
    """
    negative = byte_at(start) == _MINUS
    whole = start + negative
    length = end - whole
    word = word_at(whole)
    others = _no_digits(word)
    count = min(trailing_zeros(others) >> 3 if others else 8, length)
    if count == 0:
        return MISSING, 0.0, 0
    mantissa = _eight_digits(_first(word, count))
    if count == length:
        if negative and not mantissa:
            return MISSING, 0.0, 0
        integer = np.int64(mantissa)
        integer = -integer if negative else integer
        return INTEGRAL, float(integer), integer
    at = whole + count
    if byte_at(at) != _DOT:
        return MISSING, 0.0, 0
    at += 1
    places = end - at
    if places == 0 or count + places > MOST_DIGITS:
        return MISSING, 0.0, 0
    first = min(places, 8)
    word = _first(word_at(at), first)
    others = _no_digits(word)
    mantissa = mantissa * _POWERS[first] + _eight_digits(word)
    if places > 8:
        second = min(places - 8, 8)
        word = _first(word_at(at + 8), second)
        others |= _no_digits(word)
        mantissa = mantissa * _POWERS[second] + _eight_digits(word)
        for place in range(at + 16, end):  # two at most
            digit = np.uint64(byte_at(place) - _ZERO)
            others |= np.uint64(digit > 9)
            mantissa = mantissa * np.uint64(10) + digit
    if others:
        return MISSING, 0.0, 0
    number, _ = nearest_double(mantissa, -places)  # certain for so few digits
    return FRACTIONAL, number * (1.0 - 2.0 * negative), 0  # no branch on a sign that nobody can guess
