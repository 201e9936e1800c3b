"""Sums that wrapped around: Deequ, hence the container, adds up an Integral column in 64 bits, and says nothing.

Times in nanoseconds are beyond that from the sixth on. Such a baseline is what the container writes, not damaged.
"""

from __future__ import annotations

import math
from typing import Any

from baselining.baselines.verify.finding import Finding, note

_LONG = 2.0**63
_WORD = 2.0**64
_ROUNDING = 2.0**-52


def is_wrapped(found: float, true: float, tolerance: float) -> bool:
    """Is `found` what 64 bits leave of the sum `true`, which is known but for `tolerance`, and not that sum itself?"""
    if not math.isfinite(true) or abs(found) > _LONG:
        return False
    turns = round((true - found) / _WORD)
    return turns != 0 and abs(true - found - turns * _WORD) <= tolerance


def noted(place: str) -> Finding:
    """What to say of it."""
    return note(
        f"{place}.sum",
        "it wrapped around: Deequ adds up whole numbers in 64 bits, which are too few here; so the mean is not theirs",
    )


def unwrap(found: dict[str, Any], computed: dict[str, Any]) -> bool:
    """If the sum found is what 64 bits leave of the computed one, put it and its mean in place of the computed ones.

    Args:
        found, computed: Members of a feature's `numerical_statistics`; the second is changed.
    """
    ours, theirs, mean = found.get("sum"), computed.get("sum"), computed.get("mean")
    if ours is None or theirs is None or not mean:
        return False
    if not is_wrapped(ours, theirs, _ROUNDING * (abs(theirs) + _LONG)):
        return False
    count = round(theirs / mean)
    computed.update(sum=ours, mean=ours / count)
    return True
