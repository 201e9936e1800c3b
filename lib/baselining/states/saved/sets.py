"""Sets of saved states that are merged as wholes, such as days or machines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from baselining.errors import DocumentError
from baselining.states.saved.index import Index, other_columns

_SHOWN = 3


def check_sets(sets: Sequence[tuple[str, Index]]) -> tuple[str, ...]:
    """Check that sets of states, each with the place it is at, can be merged.

    Returns:
        Sentences that a person should read.

    Raises:
        DocumentError: If they have other columns or another size of splits, or cover the same file.
    """
    first, index = sets[0]
    for place, other in sets[1:]:
        difference = other_columns(other, index.columns)
        if difference:
            raise DocumentError(
                f"The states at {first} and those at {place} are of other columns: from {place} to {first}, "
                f"{difference}."
            )
        if other.split_bytes != index.split_bytes:
            raise DocumentError(
                f"The states at {first} are of splits of {index.split_bytes:,} bytes, and those at {place} of "
                f"{other.split_bytes:,}: together they would be those of no run.",
                hint="Profile the older ones anew with this release.",
            )
    notes = []
    for (a, one), (b, two) in combinations(sets, 2):
        names = sorted(one.files.keys() & two.files.keys())
        same = [name for name in names if one.files[name].same_as(two.files[name])]
        if same:
            raise DocumentError(
                f"The states at {a} and those at {b} cover the same {len(same):,} files: {_listed(same)}.",
                hint="Their rows would count twice. Merge sets of different files.",
            )
        if names:
            notes.append(
                f"{a} and {b} both cover files named {_listed(names)}, of other content: all of their rows count."
            )
    return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
