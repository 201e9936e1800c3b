"""Exact counts of different texts, kept only while the column may still be one of few values.

Model Monitor gives a String column its categorical distribution iff the distinct *estimate* is at most 120 (Deequ's
`lowCardinalityHistogramThreshold`). The estimate never falls when cells are added, so counting can stop for good as
soon as it is above.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baselining.states.distinct import Registers, exceeds
from baselining.states.framing import whole

MOST = 120


def merge(
    a: Mapping[str, int] | None, b: Mapping[str, int] | None, registers: Registers
) -> dict[str, int] | None:
    """The counts of both, or None if either gave up or `registers` (of both) now say there are too many."""
    if a is None or b is None or exceeds(registers, MOST):
        return None
    merged = dict(a)
    for text, count in b.items():
        merged[text] = merged.get(text, 0) + count
    return merged


def from_header(pairs: Any, present: int) -> dict[str, int] | None:
    """The counts of all `present` cells by text, as a header lists them; None if it has none.

    Raises:
        ValueError, TypeError: If they are not.
    """
    if pairs is None:
        return None
    counts = {_text(text): whole(count) for text, count in pairs}
    if len(counts) < len(pairs) or sum(counts.values()) != present:
        raise ValueError("the categories are not those of the cells")
    return counts


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value
