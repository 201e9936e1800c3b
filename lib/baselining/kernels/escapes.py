"""Texts of JSON and of captured records: escapes, undone in place, and moments."""

from __future__ import annotations

import numpy as np

from baselining.kernels.jit import loop, part

UNKNOWN = -(2**62)
"""A time that is not told."""

_LF, _CR, _TAB, _QUOTE, _BACKSLASH = 10, 13, 9, 34, 92
_COLON, _MINUS, _ZERO, _NINE = 58, 45, 48, 57
_DAY = 86_400


@loop
def _is_hex(byte: int) -> bool:
    return _ZERO <= byte <= _NINE or 65 <= byte <= 70 or 97 <= byte <= 102


@part
def past_escape(data: np.ndarray, at: int, size: int) -> int:
    """Behind the escape whose backslash is at `at`; `at` if it is none that JSON knows."""
    if at + 1 >= size:
        return at
    byte = data[at + 1]
    if byte == 117:
        if at + 6 > size:
            return at
        for digit in range(at + 2, at + 6):
            if not _is_hex(data[digit]):
                return at
        return at + 6
    if byte in (_QUOTE, _BACKSLASH, 47, 98, 102, 110, 114, 116):
        return at + 2
    return at


@loop
def _code_unit(data: np.ndarray, at: int) -> int:
    """The number that four hexadecimal digits at `at` name."""
    unit = 0
    for place in range(at, at + 4):
        byte = np.int64(data[place])
        if byte >= 97:
            unit = 16 * unit + byte - 87
        elif byte >= 65:
            unit = 16 * unit + byte - 55
        else:
            unit = 16 * unit + byte - _ZERO
    return unit


@loop
def _write_character(data: np.ndarray, to: int, character: int) -> int:
    """Write a character in UTF-8; behind it."""
    if character < 0x80:
        data[to] = character
        return to + 1
    if character < 0x800:
        data[to] = 0xC0 | character >> 6
        data[to + 1] = 0x80 | character & 0x3F
        return to + 2
    if character < 0x10000:
        data[to] = 0xE0 | character >> 12
        data[to + 1] = 0x80 | character >> 6 & 0x3F
        data[to + 2] = 0x80 | character & 0x3F
        return to + 3
    data[to] = 0xF0 | character >> 18
    data[to + 1] = 0x80 | character >> 12 & 0x3F
    data[to + 2] = 0x80 | character >> 6 & 0x3F
    data[to + 3] = 0x80 | character & 0x3F
    return to + 4


@loop
def _short_escape(byte: int) -> int:
    if byte == 110:
        return _LF
    if byte == 116:
        return _TAB
    if byte == 114:
        return _CR
    if byte == 98:
        return 8
    return 12 if byte == 102 else byte


@part
def unescape(data: np.ndarray, at: int, end: int) -> int:
    """Undo the escapes of a text in place; where it ends then, or -1 if half of a surrogate pair stands alone."""
    while at < end and data[at] != _BACKSLASH:
        at += 1
    to = at
    while at < end:
        if data[at] != _BACKSLASH:
            data[to] = data[at]
            to += 1
            at += 1
        elif data[at + 1] != 117:
            data[to] = _short_escape(data[at + 1])
            to += 1
            at += 2
        else:
            character = _code_unit(data, at + 2)
            at += 6
            if 0xD800 <= character < 0xE000:
                if character >= 0xDC00 or at + 6 > end or data[at] != _BACKSLASH or data[at + 1] != 117:
                    return -1
                low = _code_unit(data, at + 2)
                if not 0xDC00 <= low < 0xE000:
                    return -1
                character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00)
                at += 6
            to = _write_character(data, to, character)
    return to


@loop
def _digits(data: np.ndarray, at: int, count: int) -> int:
    number = 0
    for place in range(at, at + count):
        if not _ZERO <= data[place] <= _NINE:
            return -1
        number = 10 * number + data[place] - _ZERO
    return number


@loop
def _day_of(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date of the Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms")."""
    shifted = year - 1 if month <= 2 else year
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@loop
def _is_date(year: int, month: int, day: int) -> bool:
    if year < 1 or not 1 <= month <= 12 or day < 1:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 31
    if month in (4, 6, 9, 11):
        longest = 30
    elif month == 2:
        longest = 29 if leap else 28
    return day <= longest


@part
def seconds_of(data: np.ndarray, start: int, end: int) -> int:
    """The moment that a text such as `2024-03-07T19:14:56Z` names, UTC; parts of a second are dropped.

    Returns:
        Seconds since 1970; `UNKNOWN` if it is no such text.
    """
    if end - start < 20 or data[end - 1] != 90:
        return UNKNOWN
    if data[start + 4] != _MINUS or data[start + 7] != _MINUS or data[start + 10] != 84:
        return UNKNOWN
    if data[start + 13] != _COLON or data[start + 16] != _COLON:
        return UNKNOWN
    if end - start > 20:
        if data[start + 19] != 46 or end - start == 21:
            return UNKNOWN
        for place in range(start + 20, end - 1):
            if not _ZERO <= data[place] <= _NINE:
                return UNKNOWN
    year, month, day = _digits(data, start, 4), _digits(data, start + 5, 2), _digits(data, start + 8, 2)
    hour, minute, second = (
        _digits(data, start + 11, 2),
        _digits(data, start + 14, 2),
        _digits(data, start + 17, 2),
    )
    if not _is_date(year, month, day):
        return UNKNOWN
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return UNKNOWN
    return _day_of(year, month, day) * _DAY + hour * 3600 + minute * 60 + second
