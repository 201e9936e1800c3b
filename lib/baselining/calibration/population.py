"""What numbers a sketch stands for, those that it does not hold among them.

A sketch has some thousand items, each of which stands for many numbers. The container's distance counts *different*
numbers, of which a batch must have as many as a real one has: neither those of the items alone, nor all that lie
between. Times of a timetable are few lumps, delays are dense, and numbers of flights are in between. So there are
several readings of a sketch: each number as often as its items say, or even shares between items, over wider and wider
runs. How much of each is right, the sketch itself says: its levels stand for different rows, so each level is predicted
from the others, and the readings are mixed as they predict best (maximum likelihood, by expectation-maximization); for
each eighth of the items: a timetable is dense by day and sparse by night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_WIDTHS = (0, 2, 4, 16)
"""How much a run of numbers holds in each reading, in items of the highest level; what holds more alone is a lump."""
_STRETCHES = 8
_ROUNDS = 100
_NOTHING = 0.002


@dataclass(frozen=True, slots=True)
class Runs:
    """Whole numbers from `first` to `last`, which have that share of all together, each the same."""

    first: Doubles
    last: Doubles
    shares: Doubles


def population_of(levels: Sequence[Doubles]) -> Runs:
    """The numbers of a sketch, by runs that overlap.

    Args:
        levels: Whole numbers; an item of level i stands for 2^i of them. There is at least one.
    """
    parts = _parts(levels)
    borders = np.quantile(
        np.concatenate([part.items for part in parts]), np.arange(1, _STRETCHES) / _STRETCHES
    )
    weights = _weights(parts, borders)
    mixed = [
        Runs(runs.first, runs.last, runs.shares * by_stretch[_stretch(runs.first, borders)])
        for width, by_stretch in zip(_WIDTHS, weights, strict=True)
        for runs in _reading(parts, width)
    ]
    shares = np.concatenate([runs.shares for runs in mixed])
    is_there = shares > 0
    return Runs(
        first=np.concatenate([runs.first for runs in mixed])[is_there],
        last=np.concatenate([runs.last for runs in mixed])[is_there],
        shares=shares[is_there] / shares.sum(),
    )


def _stretch(numbers: Doubles, borders: Doubles) -> npt.NDArray[np.intp]:
    return np.searchsorted(borders, numbers, side="right")


@dataclass(frozen=True, slots=True)
class _Part:
    """Items that stand for rows of their own."""

    items: Doubles
    weight: float


def _parts(levels: Sequence[Doubles]) -> list[_Part]:
    """The levels that have items; of a single one, two halves."""
    found = [_Part(level, 2.0**height) for height, level in enumerate(levels) if len(level)]
    if len(found) > 1:
        return found
    items = np.random.default_rng(0).permutation(found[0].items)
    halves = items[::2], items[1::2]
    return [_Part(half, found[0].weight) for half in halves if len(half)]


def _item(parts: list[_Part]) -> float:
    """The share of an item of the highest level."""
    return parts[-1].weight / sum(part.weight * len(part.items) for part in parts)


def _weights(parts: list[_Part], borders: Doubles) -> Doubles:
    """How much of each reading is right, by stretch."""
    predicted, numbers = [np.empty((len(_WIDTHS), 0))], [np.empty(0)]
    for held_out in parts[:-1]:
        others = [part for part in parts if part is not held_out]
        found = [_probabilities(_reading(others, width), held_out.items) for width in _WIDTHS]
        predicted.append(np.array(found))
        numbers.append(held_out.items)
    likely, stretches = np.concatenate(predicted, axis=1), _stretch(np.concatenate(numbers), borders)
    return np.transpose([_most_likely(likely[:, stretches == each]) for each in range(_STRETCHES)])


def _most_likely(predicted: Doubles) -> Doubles:
    """The weights of readings that make what they predicted most likely; even where none predicted anything."""
    weights = np.full(len(predicted), 1 / len(predicted))
    likely = predicted[:, predicted.sum(axis=0) > 0]
    for _ in range(_ROUNDS if likely.size else 0):
        belongs = weights[:, None] * likely
        weights = (belongs / belongs.sum(axis=0)).mean(axis=1)
    kept: Doubles = np.where(weights < _NOTHING, 0.0, weights)
    kept /= kept.sum()
    return kept


def _reading(parts: list[_Part], width: int) -> tuple[Runs, Runs]:
    """Lumps, and what lies between them."""
    weights = np.repeat([part.weight for part in parts], [len(part.items) for part in parts])
    numbers, places = np.unique(np.concatenate([part.items for part in parts]), return_inverse=True)
    shares = np.bincount(places, weights) / weights.sum()
    least = width * _item(parts)
    is_lump = shares >= least
    lumps = Runs(numbers[is_lump], numbers[is_lump], shares[is_lump])
    return lumps, _between(numbers[~is_lump], shares[~is_lump], least)


def _between(numbers: Doubles, shares: Doubles, least: float) -> Runs:
    """Runs that each hold about as much as that, end to end."""
    if not len(numbers):
        return Runs(numbers, numbers, shares)
    so_far = np.cumsum(shares)
    count = max(int(so_far[-1] / least), 1)
    borders = np.searchsorted(so_far, np.arange(1, count) * (so_far[-1] / count))
    ends = np.unique(np.append(borders, len(numbers) - 1))
    return Runs(
        first=np.append(numbers[:1], numbers[ends[:-1]] + 1),
        last=numbers[ends],
        shares=np.diff(so_far[ends], prepend=0.0),
    )


def _probabilities(reading: tuple[Runs, Runs], numbers: Doubles) -> Doubles:
    """Of each number."""
    found = np.zeros(len(numbers))
    for runs in reading:
        if len(runs.first):
            at = np.maximum(np.searchsorted(runs.first, numbers, side="right") - 1, 0)
            is_in = (runs.first[at] <= numbers) & (numbers <= runs.last[at])
            found += np.where(is_in, runs.shares[at] / (runs.last[at] - runs.first[at] + 1), 0.0)
    return found
