"""What Deequ does not count in cells of text: those with U+FFFD, and words that mean a missing value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from pyspark.sql import types as T  # noqa: N812 - likewise

from baselining.profile import ColumnProfile
from baselining.states.words import MISSING_VALUE_WORDS

_REPLACEMENT = "\ufffd"
_TOGETHER = 200
"""Columns in one query: of thousands Spark's planner takes minutes."""


def with_text_cells(
    data: DataFrame, columns: Mapping[str, ColumnProfile], names: Mapping[str, str]
) -> dict[str, ColumnProfile]:
    """The profiles of all columns, with `replaced` and `words` of those of text; one more pass over the data, or few.

    Args:
        columns: By the names of the dataset.
        names: Those of `data`, by the names of the dataset.
    """
    texts = [field.name for field in data.schema.fields if isinstance(field.dataType, T.StringType)]
    replaced, words = _count(data, texts)
    found = dict(columns)
    for name, own in names.items():
        column = columns[name]
        if own not in replaced:
            continue
        only_words = column.classes.string and words[own] == column.classes.string
        counted = _count_words(data, own) if only_words else None if column.classes.string else {}
        found[name] = replace(column, replaced=replaced[own], words=counted)
    return found


def _count(data: DataFrame, texts: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """For each column, how many cells hold U+FFFD, and how many are known words."""
    replaced: dict[str, int] = {}
    words: dict[str, int] = {}
    for some in _groups(texts):
        marks = [_how_many(F.instr(F.col(name), _REPLACEMENT) > 0) for name in some]
        known = [_how_many(F.col(name).isin(sorted(MISSING_VALUE_WORDS))) for name in some]
        row = tuple(data.select(*marks, *known).head() or ())
        replaced |= dict(zip(some, row[: len(some)], strict=True))
        words |= dict(zip(some, row[len(some) :], strict=True))
    return replaced, words


def _count_words(data: DataFrame, name: str) -> dict[str, int]:
    column = F.col(name)
    known = data.where(column.isin(sorted(MISSING_VALUE_WORDS)))
    return {row[0]: row[1] for row in known.groupBy(column).count().collect()}


def _how_many(condition: Column) -> Column:
    return F.count(F.when(condition, 1))


def _groups(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _TOGETHER):
        yield names[start : start + _TOGETHER]
