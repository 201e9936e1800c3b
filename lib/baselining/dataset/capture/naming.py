"""The order of columns that have names: it is that of texts, and a trap where others match columns by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_HINT = (
    "Captured data is matched with a baseline by position, as in Model Monitor's container; names such as "
    "str(i).zfill(20) keep the order."
)
_DIGITS = re.compile(r"(\d+)", re.ASCII)


def order_notes(names: Sequence[str]) -> tuple[str, ...]:
    """What a person should know about the order of names: it is that of texts, where `_c10` comes before `_c2`."""
    trap = next(((a, b) for a, b in pairwise(names) if _by_number(a) > _by_number(b)), None)
    if trap is None:
        return ()
    note = f"Columns are in the order of their names as text: {trap[0]!r} stands before {trap[1]!r}. "
    return (note + _HINT,)


def notes_beside(names: Sequence[str], baseline: Sequence[str]) -> tuple[str, ...]:
    """What a person should know where columns have the names of a baseline's features, in another order."""
    if tuple(names) == tuple(baseline) or sorted(names) != sorted(baseline):
        return ()
    first = next(a for a, b in zip(names, baseline, strict=True) if a != b)
    note = f"The columns have the baseline's names in another order; {first!r} is the first that differs. "
    return (note + _HINT,)


def output_notes(columns: int, baseline: int) -> tuple[str, ...]:
    """What a person should know where captured data with its output has more columns than the baseline."""
    if columns <= baseline:
        return ()
    note = (
        f"With the captured output there are {columns:,} columns, and the baseline has {baseline:,}. If it was made "
        "without predictions, leave the output out: --captured-output none (dataset.captured_output)."
    )
    return (note,)


def _by_number(name: str) -> tuple[list[str], list[int]]:
    """Texts between numbers, then the numbers."""
    parts = _DIGITS.split(name)
    return parts[::2], [int(part) for part in parts[1::2]]
