"""The columns of each Parquet file are held against the dataset's, so that none is lost without a word.

Spark takes the columns of one file for those of all: it drops what other files have beyond them, and takes for missing
what they lack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias

from baselining.errors import DatasetError

Lacking: TypeAlias = Mapping[str, str]
"""Columns that are not in every file, each with the first file, in order of name, that lacks it."""

_MOST_NAMED = 5


class LackingSink(Protocol):
    """Told about columns that a file lacks, maybe more than once."""

    def add(self, term: Lacking) -> None:
        """A file lacks columns."""


def merge_lacking(a: Lacking, b: Lacking) -> Lacking:
    """Both: associative and commutative, and the same again if one of them is told twice."""
    return {name: min(each[name] for each in (a, b) if name in each) for name in sorted({*a, *b})}


def extra_column(path: str, name: str) -> DatasetError:
    """The error for a file with a column that the dataset does not have."""
    return DatasetError(
        f"The file {path} has the column {name!r}, which the first file of the dataset does not have.",
        hint="Spark takes the columns of the first file, and would drop that one. Write all files with the same "
        "columns, or profile those of each kind by themselves.",
    )


def refuse_extra(path: str, names: Iterable[str], columns: frozenset[str]) -> None:
    """Refuse a file with a column that is none of the dataset's `columns`; upper and lower case differ.

    Raises:
        DatasetError: If there is one.
    """
    for name in names:
        if name not in columns:
            raise extra_column(path, name)


def notes_of_lacking(lacking: Lacking) -> tuple[str, ...]:
    """What a person should know about columns that are not in every file."""
    if not lacking:
        return ()
    names = ", ".join(map(repr, sorted(lacking)[:_MOST_NAMED]))
    more = f" and {len(lacking) - _MOST_NAMED:,} more" if len(lacking) > _MOST_NAMED else ""
    path = min(lacking.values())
    note = (
        f"Not every file has the column{'s' * (len(lacking) > 1)} {names}{more} (for instance {path} has not); "
        "the cells that are not there count as missing."
    )
    return (note,)
