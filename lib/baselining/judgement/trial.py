"""Data held against the new baseline and the old one, before the switch: which violations each would have raised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from baselining.differences.words import plural
from baselining.documents.statistics import FeatureStatistics, Statistics
from baselining.evaluation.distances.correction import robust
from baselining.evaluation.evaluate import Evaluation
from baselining.evaluation.violation import Check, Distance, Violation
from baselining.judgement.cells import present_and_missing

_SIGMAS = 4.0
_DEFAULT_THRESHOLD = 0.1
_UNSEEN = 10.0
"""So many cells may be expected where none is seen: that is as improbable (4.5e-5) as those deviations."""
_SHARES = {Check.COMPLETENESS, Check.DATA_TYPE, Check.CATEGORICAL_VALUES}

Data = Literal["traffic", "hold_out"]
WORDS: Mapping[Data, str] = {"traffic": "the captured traffic", "hold_out": "the hold-out"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A violation that a baseline would raise.

    Attributes:
        expected, seen: As `Violation` has them.
        by_chance: Does a sample of this size explain it, if it is of the same data as the baseline?
    """

    feature: str
    check: str
    expected: float | None
    seen: float | None
    by_chance: bool

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same alarm of another baseline."""
        return self.feature, self.check

    def to_json(self, baselines: str) -> dict[str, Any]:
        """What `--json` prints; `baselines`: which raise it, `new`, `old` or `both`."""
        return {
            "feature": self.feature,
            "check": self.check,
            "expected": self.expected,
            "seen": self.seen,
            "by_chance": self.by_chance,
            "baselines": baselines,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the two baselines say of the same rows.

    Attributes:
        data: Which rows: captured traffic, or the hold-out of the new training set.
        rows: How many.
        new: Alarms of the new baseline.
        old: Those of the old one; None where there is none to hold them against.
        notes: What was not checked, and why.
    """

    data: Data
    rows: int
    new: tuple[Alarm, ...]
    old: tuple[Alarm, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def appear(self) -> tuple[Alarm, ...]:
        """What the new baseline alone raises."""
        before = {each.key for each in self.old or ()}
        return tuple(each for each in self.new if each.key not in before)

    @property
    def disappear(self) -> tuple[Alarm, ...]:
        """What the old baseline alone raises."""
        now = {each.key for each in self.new}
        return tuple(each for each in self.old or () if each.key not in now)

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a run's record can hold."""
        appear, gone = set(self.appear), self.disappear
        return {
            "data": self.data,
            "rows": self.rows,
            "violations_new": len(self.new),
            "violations_old": None if self.old is None else len(self.old),
            "violations": [
                *(each.to_json("new" if each in appear else "both") for each in self.new),
                *(each.to_json("old") for each in gone),
            ],
            "notes": list(self.notes),
        }

    def lines(self) -> list[str]:
        """For a person: a line of counts, and one for each feature whose alarms differ."""
        old = "" if self.old is None else f", the old one {len(self.old):,}"
        raised = f"the new baseline raises {plural(len(self.new), 'violation')}{old}"
        said = [f"{WORDS[self.data]} ({plural(self.rows, 'row')}): {raised}"]
        said += [f"  appears     {each.feature}: {each.check}" for each in self.appear]
        said += [f"  disappears  {each.feature}: {each.check}" for each in self.disappear]
        return said


def alarms_of(
    evaluation: Evaluation,
    rows: Mapping[str, FeatureStatistics],
    baseline: Statistics | None,
    *,
    is_part: bool = False,
) -> tuple[Alarm, ...]:
    """The violations of an evaluation as alarms.

    Args:
        evaluation: Of the rows.
        rows: Their features.
        baseline: Statistics of the baseline.
        is_part: Are these rows a part of those that the new baseline was made of?
    """
    before = {} if baseline is None else {each.name: each for each in baseline.features}
    return tuple(
        Alarm(
            feature=each.feature,
            check=each.check.value,
            expected=each.expected,
            seen=each.seen,
            by_chance=_is_chance(each, rows.get(each.feature), before.get(each.feature), is_part=is_part),
        )
        for each in evaluation.violations
    )


def _is_chance(
    violation: Violation,
    now: FeatureStatistics | None,
    before: FeatureStatistics | None,
    *,
    is_part: bool,
) -> bool:
    """Is the share below the least one, or the distance, no more than chance explains?"""
    if violation.distance is not None:
        return _is_chance_distance(violation.distance, is_part=is_part)
    expected, seen = violation.expected, violation.seen
    if violation.check not in _SHARES or expected is None or seen is None or now is None or before is None:
        return False
    n, m = sum(present_and_missing(now)), sum(present_and_missing(before))
    if not n or not m:
        return False
    spread = math.sqrt(max(expected * (1 - expected), 0.0) * (1 / n + 1 / m))
    unseen = (_UNSEEN + _singletons(before)) / m
    return expected - seen <= max(_SIGMAS * spread, unseen + _SIGMAS * math.sqrt(unseen / n))


def _is_chance_distance(distance: Distance, *, is_part: bool) -> bool:
    """Is it no drift? `Robust` has subtracted what chance explains.

    `Simple`, as where calibrated, alarms now and then: that is no drift of rows that are a part of the baseline's, nor
    where the container's defaults find none.
    """
    if distance.method != "Simple" or distance.measure != "LInfinity":
        return False
    sizes = distance.current_size, distance.baseline_size
    return is_part or (all(sizes) and robust(distance.value, *sizes) <= _DEFAULT_THRESHOLD)


def _singletons(feature: FeatureStatistics) -> int:
    """Known values of one cell; as many cells, about, of as many others are of values not seen yet (Good, 1953)."""
    texts = feature.string_statistics
    listed = texts.distribution.categorical if texts is not None and texts.distribution is not None else None
    return 0 if listed is None else sum(bucket.count == 1 for bucket in listed.buckets)
