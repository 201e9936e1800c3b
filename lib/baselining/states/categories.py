"""Exact counts of different texts, kept only while the column may still be one of few values.

Model Monitor gives a String column its categorical distribution iff the distinct *estimate* is at most 120 (Deequ's
`lowCardinalityHistogramThreshold`). The estimate never falls when cells are added, so counting can stop for good as
soon as it is above.
"""

from __future__ import annotations

from collections.abc import Mapping

from baselining.states.distinct import Registers, exceeds

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
