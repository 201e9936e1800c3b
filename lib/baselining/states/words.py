"""Words that stand for a missing value, or for no finite number, in files that other programs wrote.

The container takes them for text. They are counted in columns of text, so that it can be said why a column of numbers
became one of text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baselining.states.framing import whole

_WORDS = """
NA N/A n/a na <NA> #N/A NaN nan NAN -nan NaT null NULL Null None none NONE nil \\N ? - -- . .. *
missing Missing unknown Unknown inf -inf Inf -Inf Infinity -Infinity
"""
MISSING_VALUE_WORDS = frozenset([*_WORDS.split(), " "])
"""What pandas, R, SQL, Hive, SAS, Weka and people write; no other text is ever shown."""


def known_words(counts: Mapping[str, int]) -> dict[str, int]:
    """Such words among counted texts."""
    return {text: count for text, count in counts.items() if text in MISSING_VALUE_WORDS}


def merge(a: Mapping[str, int] | None, b: Mapping[str, int] | None) -> dict[str, int] | None:
    """The counts of both; None where either has none."""
    if a is None or b is None:
        return None
    return {word: a.get(word, 0) + b.get(word, 0) for word in sorted({*a, *b})}


def from_header(pairs: Any, cells: int) -> dict[str, int] | None:
    """The counts that a header holds, if it does, of `cells` String cells.

    Raises:
        ValueError: If other text is there, or not all cells are counted.
    """
    if pairs is None:
        return None
    counts = {word: whole(count, cells) for word, count in pairs}
    if not MISSING_VALUE_WORDS.issuperset(counts) or sum(counts.values()) != cells:
        raise ValueError("these are no counts of words")
    return counts
