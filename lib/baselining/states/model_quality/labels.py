"""Labels as they are written, and when two spellings mean one class: `1`, `1.0` and `"1"` do."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_TRUTH = {"true": 1.0, "false": 0.0}


def number_of(text: str) -> float | None:
    """The finite number that a label is; None if it is text."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text) + 0.0  # -0 and 0 are one class
    return number if math.isfinite(number) else None


def truth_of(text: str) -> float | None:
    """As `number_of`, with true as 1 and false as 0, as a binary label may be written."""
    return _TRUTH.get(text.lower(), number_of(text))


def are_one(a: str, b: str) -> bool:
    """Do two labels mean one class?"""
    return a == b or (number_of(a) is not None and number_of(a) == number_of(b))


@lru_cache(maxsize=1024)  # asked of the same few labels in every batch
def is_positive(text: str, positive: str | None) -> bool:
    """Is this the positive class of a binary problem: the label `positive`, or, where none is named, 1 or true?"""
    return truth_of(text) == 1.0 if positive is None else are_one(text, positive)
