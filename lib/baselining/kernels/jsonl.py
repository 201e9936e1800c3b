"""One pass over the bytes of JSON Lines: are they plain, so that every reader of JSON finds the same values in them?

Plain means: a flat object, or nothing, on each line; line ends of one byte; no escapes; numbers as in RFC 8259, of
which integers fit 64 bits for sure, and others a double. An integer -0 is left out: Jackson reads 0, others -0.0.
"""

from __future__ import annotations

import numpy as np  # noqa: TC002 - loaded anyway

from baselining.kernels.jit import kernel

PLAIN, SHAPE, TEXT, NUMBER = range(4)
"""The first thing found that is not plain."""

REASONS = {
    SHAPE: "not every line is one flat object",
    TEXT: "it has escapes or control characters",
    NUMBER: "it has numbers that readers may read differently",
}
"""That in words."""

_LF, _TAB, _SPACE, _QUOTE, _BACKSLASH = 10, 9, 32, 34, 92
_COMMA, _COLON, _OPEN, _CLOSE = 44, 58, 123, 125
_MINUS, _PLUS, _POINT, _ZERO, _NINE = 45, 43, 46, 48, 57
_INTEGER_DIGITS, _DIGITS, _EXPONENT_DIGITS = 18, 30, 2


@kernel
def _past_blanks(data: np.ndarray, at: int) -> int:
    while at < data.size and data[at] in (_SPACE, _TAB):
        at += 1
    return at


@kernel
def _past_text(data: np.ndarray, at: int) -> tuple[int, int]:
    """Behind a text whose opening quote is at `at`."""
    at += 1
    while at < data.size and data[at] != _QUOTE:
        if data[at] < _SPACE or data[at] == _BACKSLASH:
            return at, TEXT
        at += 1
    return (at + 1, PLAIN) if at < data.size else (at, TEXT)


@kernel
def _past_digits(data: np.ndarray, at: int) -> int:
    while at < data.size and _ZERO <= data[at] <= _NINE:
        at += 1
    return at


@kernel
def _past_number(data: np.ndarray, at: int) -> tuple[int, int]:
    size = data.size
    negative = data[at] == _MINUS
    start = at + 1 if negative else at
    at = _past_digits(data, start)
    whole = at - start
    if not whole or (data[start] == _ZERO and whole > 1):
        return at, NUMBER
    is_integer = True
    if at < size and data[at] == _POINT:
        is_integer = False
        end = _past_digits(data, at + 1)
        if end == at + 1:
            return at, NUMBER
        at = end
    if at - start > _DIGITS:
        return at, NUMBER
    if at < size and data[at] in (69, 101):
        is_integer = False
        at += 1
        if at < size and data[at] in (_PLUS, _MINUS):
            at += 1
        end = _past_digits(data, at)
        if end == at or end - at > _EXPONENT_DIGITS:
            return at, NUMBER
        at = end
    if is_integer and (whole > _INTEGER_DIGITS or (negative and data[start] == _ZERO)):
        return at, NUMBER
    return at, PLAIN


@kernel
def _past_word(data: np.ndarray, at: int) -> tuple[int, int]:
    """Behind `true`, `false` or `null`."""
    for word in (b"true", b"false", b"null"):
        end = at + len(word)
        if end <= data.size:
            same = True
            for i in range(len(word)):
                same = same and data[at + i] == word[i]
            if same:
                return end, PLAIN
    return at, SHAPE


@kernel
def _past_pair(data: np.ndarray, at: int) -> tuple[int, int]:
    """Behind a name, its value, and blanks."""
    if at == data.size or data[at] != _QUOTE:
        return at, SHAPE
    at, found = _past_text(data, at)
    if found != PLAIN:
        return at, found
    at = _past_blanks(data, at)
    if at == data.size or data[at] != _COLON:
        return at, SHAPE
    at = _past_blanks(data, at + 1)
    if at == data.size:
        return at, SHAPE
    if data[at] == _QUOTE:
        at, found = _past_text(data, at)
    elif data[at] == _MINUS or _ZERO <= data[at] <= _NINE:
        at, found = _past_number(data, at)
    else:
        at, found = _past_word(data, at)
    return _past_blanks(data, at), found


@kernel
def scan_jsonl(data: np.ndarray) -> tuple[int, int]:
    """Scan whole lines; the last one may lack its line end.

    Args:
        data: uint8.

    Returns:
        (rows, `PLAIN` or what was found).
    """
    size = data.size
    rows = 0
    at = 0
    while True:
        at = _past_blanks(data, at)
        if at < size and data[at] == _OPEN:
            at = _past_blanks(data, at + 1)
            if at < size and data[at] == _CLOSE:
                at += 1
            else:
                while True:
                    at, found = _past_pair(data, at)
                    if found != PLAIN:
                        return rows, found
                    if at == size or data[at] not in (_COMMA, _CLOSE):
                        return rows, SHAPE
                    at += 1
                    if data[at - 1] == _CLOSE:
                        break
                    at = _past_blanks(data, at)
            at = _past_blanks(data, at)
            rows += 1
        if at == size:
            return rows, PLAIN
        if data[at] != _LF:
            return rows, SHAPE
        at += 1
