"""Likely mistakes that show in the names of columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from baselining.dataset.names import is_number
from baselining.profile import ColumnProfile

_SEPARATORS = {";": "semicolons (;)", "\t": "tabs", "|": "bars (|)"}
_MOSTLY = 0.9
"""The share of cells that hold a separator where it is one: some rows may be cut off or quoted."""


def names_that_are_numbers(names: Sequence[str]) -> Iterator[str]:
    """A first line that looks like a row: all its cells are numbers, or most are and some have a fraction.

    Whole numbers that count from 0 are the names that pandas gives to columns without names.
    """
    numbers = [name for name in names if is_number(name)]
    has_fraction = any("." in name for name in numbers)
    most = 2 * len(numbers) >= len(names) and has_fraction
    are_counted = list(names) == [str(number) for number in range(len(names))]
    if (len(numbers) == len(names) or most) and not are_counted:
        which = "All" if len(numbers) == len(names) else f"{len(numbers):,} of"
        yield (
            f"{which} {len(names):,} column names are numbers. Is the first line a row of data, as in the files of "
            "SageMaker's own algorithms? Then say --no-header (dataset.header: false)."
        )


def unnamed(columns: Mapping[str, ColumnProfile]) -> Iterator[str]:
    """Columns whose cell in the first line is empty: Spark, and so the container, numbers them (`_c7`)."""
    names = list(columns)
    last = len(names) - 1
    found = [place for place, name in enumerate(names) if name == f"_c{place}"]
    if last in found and last > 0:
        empty = not columns[names[last]].classes.present
        yield (
            f"The last column has no name, so that it is called {names[last]!r}"
            + (", and no values. Do lines end with a comma? Leave it out." if empty else ". Give it one.")
        )
    if 0 in found:
        yield (
            "The first column has no name, so that it is called '_c0'. Is it the index of a pandas DataFrame? "
            "Leave it out: to_csv(index=False)."
        )
    if between := [names[place] for place in found if 0 < place < last]:
        yield f"{len(between):,} columns have no name, so that they are called {shown(between)}."


def index_of_pandas(names: Sequence[str]) -> Iterator[str]:
    """A column that only the index of a DataFrame makes, whatever the format."""
    found = [name for name in names if name.startswith("Unnamed: ") or name == "__index_level_0__"]
    if found:
        yield (
            f"The index of a pandas DataFrame was probably written as a column ({shown(found)}). "
            "Leave it out: index=False."
        )


def other_separator(
    columns: Mapping[str, ColumnProfile], first_cells: Callable[[], Sequence[str]], *, header: bool
) -> Iterator[str]:
    """One column whose name and cells hold what other files are separated by.

    Args:
        first_cells: Fetches some of its cells, for where the profile does not know them all.
    """
    if len(columns) != 1:
        return
    ((name, column),) = columns.items()
    wanted = {mark: words for mark, words in _SEPARATORS.items() if mark in name or not header}
    if not wanted:
        return
    cells = column.categories if column.categories is not None else Counter(first_cells())
    for separator, words in wanted.items():
        holding = sum(count for text, count in cells.items() if separator in text)
        if holding and holding >= _MOSTLY * sum(cells.values()):
            yield (
                f"There is one column only, and its {'name and ' if header else ''}cells hold {words}. Spark, and so "
                "the container, takes commas alone for separators: write the files with commas."
            )
            return


def why_rows_are_longer(names: Sequence[str]) -> str:
    """What to do where rows have more cells than the header."""
    if len(names) == 1 and (words := [words for mark, words in _SEPARATORS.items() if mark in names[0]]):
        return f"The header holds {words[0]}, and Spark takes commas alone for separators: write the files with commas."
    return (
        "Quote cells that hold a comma, and put a backslash before a quote within one: Spark, and so the container, "
        "takes the doubled quote of other writers for the cell's end (pandas: doublequote=False, escapechar='\\\\')."
    )


def shown(names: Sequence[str], most: int = 5) -> str:
    """Some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(map(repr, names[:most])) + (f" and {more:,} more" if more > 0 else "")
