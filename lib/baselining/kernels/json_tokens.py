"""Texts, numbers and words of plain JSON: where each ends, and what it says.

Plain texts have no escapes and no control characters. Plain numbers are as in RFC 8259, of at most 30 characters and
three digits of exponent; integers of at most 18 digits, so that they fit 64 bits, and none is -0: Jackson reads 0,
others -0.0.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import load_word, trailing_zeros
from baselining.kernels.decimals import MOST_DIGITS, nearest_double, nearest_of_digits
from baselining.kernels.jit import loop

PLAIN, SHAPE, TEXT, NUMBER = range(4)
"""The first thing found that is not plain."""

_INTEGER_DIGITS, _DIGITS, _EXPONENT_DIGITS = 18, 30, 3

_SPACE, _QUOTE, _BACKSLASH = 32, 34, 92
_MINUS, _PLUS, _POINT, _ZERO, _NINE = 45, 43, 46, 48, 57

_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_QUOTES, _BACKSLASHES, _SPACES = (_ONES * np.uint64(byte) for byte in (_QUOTE, _BACKSLASH, _SPACE))
_ZEROS = _ONES * np.uint64(_ZERO)
_SEVENS, _BEYOND_NINE = _ONES * np.uint64(0x7F), _ONES * np.uint64(0x80 - 10)
_PAIRS = np.uint64(0x000000FF000000FF)
_UPPER, _LOWER = np.uint64(1_000_000 << 32 | 100), np.uint64(10_000 << 32 | 1)
_TENS = np.array([10**power for power in range(9)], np.uint64)
_TEN = np.uint64(10)
_EIGHT, _SIXTEEN, _HALF = (np.uint64(bits) for bits in (8, 16, 32))


@loop
def past_text(data: np.ndarray, at: int) -> tuple[int, int]:
    """The closing quote of a text that begins at `at`, behind its opening quote.

    Eight bytes at a time: a byte is 0 if subtracting 1 borrows from its highest bit (Warren, Hacker's Delight, 6-1);
    the lowest mark is always right.

    Returns:
        (where, `PLAIN` or `TEXT`).
    """
    while at + 8 <= data.size:
        word = load_word(data, at)
        quotes, backslashes = word ^ _QUOTES, word ^ _BACKSLASHES
        marks = (
            ((quotes - _ONES) & ~quotes) | ((backslashes - _ONES) & ~backslashes) | ((word - _SPACES) & ~word)
        ) & _HIGHS
        if marks:
            at += trailing_zeros(marks) >> 3
            return at, (PLAIN if data[at] == _QUOTE else TEXT)
        at += 8
    while at < data.size and data[at] != _QUOTE:
        if data[at] < _SPACE or data[at] == _BACKSLASH:
            return at, TEXT
        at += 1
    return at, (PLAIN if at < data.size else TEXT)


@loop
def _past_digits(data: np.ndarray, at: int, mantissa: int) -> tuple[int, int]:
    """Behind digits, and the `mantissa` (uint64) with them; it wraps around beyond 64 bits.

    Up to eight at a time (Lemire, "Number Parsing at a Gigabyte per Second", section 4): those that are fewer are moved
    behind zeros.
    """
    while at + 8 <= data.size:
        word = load_word(data, at) ^ _ZEROS
        marks = (((word & _SEVENS) + _BEYOND_NINE) | word) & _HIGHS
        digits = trailing_zeros(marks) >> 3 if marks else 8
        if not digits:
            return at, mantissa
        word <<= np.uint64(64 - 8 * digits)
        word = word * _TEN + (word >> _EIGHT)
        eight = ((word & _PAIRS) * _UPPER + ((word >> _SIXTEEN) & _PAIRS) * _LOWER) >> _HALF
        mantissa = mantissa * _TENS[digits] + eight
        at += digits
        if marks:
            return at, mantissa
    while at < data.size and _ZERO <= data[at] <= _NINE:
        mantissa = mantissa * _TEN + np.uint64(data[at] - _ZERO)
        at += 1
    return at, mantissa


@loop
def _past_exponent(data: np.ndarray, at: int) -> tuple[int, int, bool]:
    """Behind an exponent that begins at `at`, its value, and whether it is plain."""
    negative = at < data.size and data[at] == _MINUS
    if at < data.size and data[at] in (_PLUS, _MINUS):
        at += 1
    end, digits = _past_digits(data, at, np.uint64(0))
    exponent = -np.int64(digits) if negative else np.int64(digits)
    return end, exponent, 0 < end - at <= _EXPONENT_DIGITS


@loop
def _nearest(data: np.ndarray, start: int, end: int, mantissa: int, power: int) -> tuple[float, bool]:
    """The double nearest to the digits of `data[start:end]` times a power of ten, and whether that is certain.

    Args:
        mantissa: The digits as a number, if there are no more than fit.
    """
    if end - start <= MOST_DIGITS:
        return nearest_double(mantissa, power)
    mantissa = np.uint64(0)
    significant = 0
    for at in range(start, end):
        if data[at] == _POINT or (not significant and data[at] == _ZERO):
            continue
        significant += 1
        if significant <= MOST_DIGITS:
            mantissa = mantissa * _TEN + np.uint64(data[at] - _ZERO)
    number = nearest_of_digits(mantissa, significant, power)
    return number, not np.isnan(number)


@loop
def past_number(data: np.ndarray, at: int) -> tuple[int, int, bool, int, float, bool]:
    """Behind a number that begins at `at`, and the number.

    Returns:
        (where, `PLAIN` or `NUMBER`, is it an integer, that, else the nearest double, is that certain).
    """
    negative = data[at] == _MINUS
    start = at + 1 if negative else at
    at, mantissa = _past_digits(data, start, np.uint64(0))
    whole = at - start
    plain = whole > 0 and (whole == 1 or data[start] != _ZERO)
    is_integer = True
    fraction = 0
    if at < data.size and data[at] == _POINT:
        is_integer = False
        point = at + 1
        at, mantissa = _past_digits(data, point, mantissa)
        fraction = at - point
        plain = plain and fraction > 0
    end = at
    plain = plain and end - start <= _DIGITS
    power = -fraction
    if at < data.size and data[at] in (69, 101):
        is_integer = False
        at, exponent, exponent_plain = _past_exponent(data, at + 1)
        power += exponent
        plain = plain and exponent_plain
    if is_integer:
        plain = plain and whole <= _INTEGER_DIGITS and not (negative and data[start] == _ZERO)
        integer = -np.int64(mantissa) if negative else np.int64(mantissa)
        return at, (PLAIN if plain else NUMBER), True, integer, 0.0, True
    if not plain:
        return at, NUMBER, False, 0, 0.0, True
    number, certain = _nearest(data, start, end, mantissa, power)
    return at, PLAIN, False, 0, (-number if negative else number), certain


@loop
def past_word(data: np.ndarray, at: int, word: bytes) -> int:
    """Behind `word` if that is what stands at `at`, else `at`."""
    if at + len(word) > data.size:
        return at
    for i in range(len(word)):
        if data[at + i] != word[i]:
            return at
    return at + len(word)
