"""How often each class was predicted for each actual class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.states.framing import whole
from baselining.states.kll import MOST_VALUES

MOST_LABELS = 1000
"""More are no classes but numbers, or identifiers; a matrix of so many has a million cells."""

Pair = tuple[str, str]
"""An actual label and a predicted one, as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Counts by actual and predicted label.

    Attributes:
        labels: All of either column, in the order in which rows have them, the actual one of a row first; None once
            they were more than `MOST_LABELS`.
        counts: Above 0; empty once there were too many labels.
    """

    labels: tuple[str, ...] | None = ()
    counts: Mapping[Pair, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rows, while there are not too many labels."""
        return sum(self.counts.values())


def of_counts(labels: tuple[str, ...], counts: Mapping[Pair, int]) -> Confusion:
    """The state of these counts, or that of too many labels."""
    if len(labels) > MOST_LABELS:
        return Confusion(labels=None)
    return Confusion(labels=labels, counts=dict(counts))


def merge(a: Confusion, b: Confusion) -> Confusion:
    """The rows of both; `b`'s come after `a`'s."""
    if a.labels is None or b.labels is None:
        return Confusion(labels=None)
    counts = dict(a.counts)
    for pair, count in b.counts.items():
        counts[pair] = counts.get(pair, 0) + count
    return of_counts(tuple(dict.fromkeys([*a.labels, *b.labels])), counts)


def to_header(confusion: Confusion) -> dict[str, Any]:
    """What a header says of it."""
    places = {label: place for place, label in enumerate(confusion.labels or ())}
    counts = [[places[actual], places[guess], count] for (actual, guess), count in confusion.counts.items()]
    return {"labels": None if confusion.labels is None else list(confusion.labels), "counts": sorted(counts)}


def from_header(header: Any) -> Confusion:
    """The state that `to_header` described.

    Raises:
        ValueError, KeyError, TypeError: If there is none.
    """
    if header["labels"] is None:
        if header["counts"]:
            raise ValueError("counts of labels that are not known")
        return Confusion(labels=None)
    labels = tuple(header["labels"])
    if (
        len(set(labels)) != len(labels)
        or len(labels) > MOST_LABELS
        or not all(type(x) is str for x in labels)
    ):
        raise ValueError("these are no labels")
    counts = {}
    for actual, guess, count in header["counts"]:
        last = len(labels) - 1
        counts[labels[whole(actual, last)], labels[whole(guess, last)]] = whole(count, MOST_VALUES)
    if len(counts) != len(header["counts"]) or 0 in counts.values():
        raise ValueError("counts stand twice, or are 0")
    if {label for pair in counts for label in pair} != set(labels):
        raise ValueError("labels without rows")
    return Confusion(labels=labels, counts=counts)
