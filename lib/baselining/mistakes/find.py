"""All likely mistakes of a dataset, from its profile and the names of its columns; no data is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from baselining.mistakes.cells import booleans_of_pandas, digits_lost, missing_value_words
from baselining.mistakes.header import index_of_pandas, names_that_are_numbers, other_separator, unnamed
from baselining.profile import DatasetProfile


def likely_mistakes(
    profile: DatasetProfile,
    *,
    is_csv: bool = False,
    header: bool = False,
    first_cells: Callable[[], Sequence[str]] = tuple,
) -> tuple[str, ...]:
    """A sentence for each mistake that the data probably has. Column names and counts are shown, values never.

    Args:
        profile: Of the dataset.
        is_csv: Was it read as CSV? Some mistakes are possible there only.
        header: Are the names of columns the cells of the files' first line?
        first_cells: Fetches some cells of a CSV file's only column; looked at, not shown.
    """
    names = list(profile.columns)
    found: list[str] = []
    if is_csv:
        if header:
            found += [*names_that_are_numbers(names), *unnamed(profile.columns)]
        found += other_separator(profile.columns, first_cells, header=header)
    found += index_of_pandas(names)
    found += missing_value_words(profile.columns)
    found += booleans_of_pandas(profile.columns)
    found += digits_lost(profile.columns)
    return tuple(found)
