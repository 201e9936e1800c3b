"""Deequ's `QuantileNonSample`, one value at a time, as docs/format.md describes it."""

from __future__ import annotations

import math


def _ascending(values: list[float]) -> list[float]:
    """As Java compares doubles: -0.0 before 0.0."""
    return sorted(values, key=lambda value: (value, math.copysign(1.0, value)))


class Twin:
    """Levels of items; level i items stand for 2^i values."""

    def __init__(self) -> None:
        self.levels: list[list[float]] = [[]]
        self._compactions = [0]
        self._offsets = [0]

    @staticmethod
    def capacity(height: int) -> int:
        return 2 * (math.ceil(2048 * 0.64**height / 2) + 1)

    def add(self, value: float) -> None:
        self.levels[0].append(value)
        if self._stored() > self._room():
            self._compact()

    def merge(self, other: Twin) -> None:
        """Concatenate level by level, then compact while full."""
        while len(self.levels) < len(other.levels):
            self._open_level()
        for mine, theirs in zip(self.levels, other.levels, strict=False):
            mine.extend(theirs)
        while self._stored() >= self._room():
            self._compact()

    def _stored(self) -> int:
        return sum(map(len, self.levels))

    def _room(self) -> int:
        return sum(self.capacity(height) for height in range(len(self.levels)))

    def _open_level(self) -> None:
        self.levels.append([])
        self._compactions.append(0)
        self._offsets.append(0)

    def _compact(self) -> None:
        height = next(h for h, level in enumerate(self.levels) if len(level) >= self.capacity(h))
        if height + 1 == len(self.levels):
            self._open_level()
        if self._compactions[height] % 2:  # compactions are numbered from 0
            self._offsets[height] = 1 - self._offsets[height]
        self._compactions[height] += 1
        level = self.levels[height]
        odd = [level.pop()] if len(level) % 2 else []
        self.levels[height + 1].extend(_ascending(level)[self._offsets[height] :: 2])
        self.levels[height] = odd
