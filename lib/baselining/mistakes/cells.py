"""Likely mistakes that show in the cells of columns: in their classes, known words, least and greatest number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baselining.mistakes.header import shown
from baselining.profile import ColumnProfile, is_fractional
from baselining.states.words import MISSING_VALUE_WORDS, known_words

_BOOLEANS = ({"True", "False"}, {"TRUE", "FALSE"})
_EXACT = 2**53
"""Below it a double holds every integer."""
_MOST = 5
"""Columns that get a sentence of their own."""


def missing_value_words(columns: Mapping[str, ColumnProfile]) -> Iterator[str]:
    """Columns of numbers but for words like NA, which stand for missing values elsewhere."""
    found = {name: words for name, column in columns.items() if (words := _only_words(column))}
    for name in list(found)[:_MOST]:
        yield _words_note(name, columns[name], found[name])
    if len(found) > _MOST:
        yield f"{len(found) - _MOST:,} more columns are numeric but for such words."


def _only_words(column: ColumnProfile) -> Mapping[str, int]:
    """The words that alone keep a column from being numeric; none if there is other text, or no number."""
    classes = column.classes
    words = known_words(column.categories or {}) if column.words is None else column.words
    numbers = classes.integral + classes.fractional
    is_it = numbers and not classes.boolean and classes.string and sum(words.values()) == classes.string
    return words if is_it else {}


def _words_note(name: str, column: ColumnProfile, words: Mapping[str, int]) -> str:
    kind = "Fractional" if is_fractional(column.classes) else "Integral"
    count = sum(words.values())
    total = column.classes.present + column.classes.missing
    listed = ", ".join(f"{word!r}" for word in sorted(words, key=lambda word: (-words[word], word)))
    return (
        f"{name!r} would be {kind} but for {count:,} of its {total:,} cells ({_percent(count, total)}), which are "
        f"{listed}. The container takes that for text, and the column for String: leave such cells empty."
    )


def _percent(count: int, total: int) -> str:
    share = 100 * count / total
    return f"{share:.1f} %" if share >= 0.1 else "less than 0.1 %"


def booleans_of_pandas(columns: Mapping[str, ColumnProfile]) -> Iterator[str]:
    """Columns of True and False, which are text to the container, as pandas (or R, Excel: TRUE) writes booleans."""
    found = [name for name, column in columns.items() if _are_booleans(column.categories)]
    if found:
        yield (
            f"The cells of {shown(found)} are True and False, as pandas writes booleans. To the container they are "
            "text, and the only words allowed: see that the endpoint has the same ones, not true and false or 1 and 0."
        )


def _are_booleans(categories: Mapping[str, int] | None) -> bool:
    texts = set(categories or ()) - MISSING_VALUE_WORDS
    return bool(texts) and any(texts <= words for words in _BOOLEANS)


def digits_lost(columns: Mapping[str, ColumnProfile]) -> Iterator[str]:
    """Columns of integers that doubles do not hold exactly."""
    found = [name for name, column in columns.items() if _is_beyond_doubles(column)]
    if found:
        yield (
            f"Integers of {shown(found)} are beyond 2^53: the statistics are doubles, which lose their last digits. "
            "Identifiers, or times in nanoseconds? Leave them out, or write identifiers as text and times in seconds."
        )


def _is_beyond_doubles(column: ColumnProfile) -> bool:
    numbers = column.numeric
    if numbers is None or is_fractional(column.classes):
        return False
    return max(-numbers.minimum, numbers.maximum) >= _EXACT  # the next integer is rounded to it
