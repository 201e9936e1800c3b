"""What differs between two baselines, as values: facts of one feature, and of both as a whole.

Nothing here holds a value of the data: means and deviations are of whole columns, of domains only counts are kept. A
value that stands in both domains has not changed, and one that stands in one of them alone may be a name or an
address; so a list of values would tell a person little, and could tell a log too much.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from baselining.evaluation.violation import Distance

NOTEWORTHY = 0.01
"""A feature of less weight, of which nothing else changed, is only counted for a person."""

_MOVED, _SPREAD = 0.4, 0.24
"""The distance of a normal distribution from itself, moved by one standard deviation, or stretched by e; for small
changes. It makes a change of a mean or a deviation comparable with a distance."""


class Change(str, Enum):
    """What happened to a feature, the gravest first: a model or a monitoring job fails on the first three."""

    REMOVED = "removed"
    ADDED = "added"
    RETYPED = "retyped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Shift:
    """A number in the old baseline and in the new one."""

    before: float
    after: float

    @property
    def percent(self) -> float | None:
        """The change in percent of the old number; None if that was 0, or the quotient is beyond a double."""
        if not self.before:
            return None
        percent = (self.after / abs(self.before) - math.copysign(1, self.before)) * 100
        return percent if math.isfinite(percent) else None

    def to_json(self) -> dict[str, float | None]:
        """What `--json` prints."""
        return {"before": self.before, "after": self.after, "percent": self.percent}


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainChange:
    """How many values the constraints list: before and after (None: no list), which of them are new, and are gone."""

    before: int | None
    after: int | None
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting of the constraints: a threshold, a switch, a method. None where it is not set."""

    setting: str
    before: float | str | bool | None
    after: float | str | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distances:
    """How far the new data is from the old, as a monitoring run with the old constraints would measure it.

    Attributes:
        container: As the container counts.
        exact: Every value counts. For categories both are the same.
    """

    container: Distance
    exact: Distance


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureDifference:
    """One feature in both baselines; of one that was added or removed, only name, change and types are known.

    Attributes:
        types: Before and after; None where it is not there.
        missing: Shares of missing cells, from 0 to 1.
        mean, std_dev: None where one side has no numbers.
        distances: None where one side has no distribution, or they are of different kinds.
        domain: None where neither side lists values, or both list the same.
        settings: What the constraints ask otherwise of this feature than before.
    """

    name: str
    change: Change
    types: tuple[str | None, str | None]
    missing: Shift | None = None
    mean: Shift | None = None
    std_dev: Shift | None = None
    distances: Distances | None = None
    domain: DomainChange | None = None
    settings: tuple[SettingChange, ...] = ()

    @property
    def weight(self) -> float:
        """How much the data changed, from 0 to 1: the largest of what is measured, in units of a distance."""
        return max(self._weights(), default=0.0)

    @property
    def is_noteworthy(self) -> bool:
        """Should a person read of it?"""
        is_otherwise = self.change is not Change.CHANGED or self.domain is not None or bool(self.settings)
        return is_otherwise or self.weight >= NOTEWORTHY

    def _weights(self) -> Iterator[float]:
        if self.distances is not None:
            yield _weight(self.distances.exact)
        if self.missing is not None:
            yield abs(self.missing.after - self.missing.before)
        if self.domain is not None:
            most = max(self.domain.before or 0, self.domain.after or 0, 1)
            yield min(1.0, (self.domain.added + self.domain.removed) / most)
        if self.mean is not None and self.std_dev is not None:
            yield from _of_moments(self.mean, self.std_dev)

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        found: dict[str, Any] = {
            "name": self.name,
            "change": self.change.value,
            "type": {"before": self.types[0], "after": self.types[1]},
            "weight": self.weight,
        }
        for member in ("missing", "mean", "std_dev"):
            shift: Shift | None = getattr(self, member)
            found[member] = None if shift is None else shift.to_json()
        both = self.distances
        found["distances"] = both and {
            "container": both.container.to_json(),
            "exact": both.exact.to_json(),
        }
        found["domain"] = None if self.domain is None else asdict(self.domain)
        found["settings"] = [asdict(each) for each in self.settings]
        return found


def _weight(distance: Distance) -> float:
    """A distance as it is; a test of chi-squared has no size, so only its verdict counts."""
    return distance.value if distance.measure == "LInfinity" else float(distance.is_drift)


def _of_moments(mean: Shift, std_dev: Shift) -> Iterator[float]:
    moved = abs(mean.after - mean.before)
    if not std_dev.before:
        yield float(moved > 0 or std_dev.after > 0)
        return
    yield min(1.0, _MOVED * moved / std_dev.before)
    yield (
        min(1.0, _SPREAD * abs(math.log(std_dev.after) - math.log(std_dev.before))) if std_dev.after else 1.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All that changed.

    Attributes:
        rows: How many the training sets have.
        is_reordered: Do the features that both have stand in another order? Captured traffic without names is matched
            by position.
        settings: What the constraints ask otherwise of all features.
        features: Of each feature of either, the most important one first.
    """

    rows: Shift
    is_reordered: bool = False
    settings: tuple[SettingChange, ...] = ()
    features: tuple[FeatureDifference, ...] = field(default=())

    def named(self, change: Change) -> list[str]:
        """The features to which this happened."""
        return [each.name for each in self.features if each.change is change]

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a manifest can hold."""
        return {
            "rows": self.rows.to_json(),
            "is_reordered": self.is_reordered,
            "settings": [asdict(each) for each in self.settings],
            "features": [each.to_json() for each in self.features],
        }
