"""What a check found: the values that violations, metrics and everything that is shown are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

Measure = Literal["LInfinity", "ChiSquared"]
Method = Literal["Robust", "Simple"]


class Check(str, Enum):
    """What is checked, by its name in `constraint_violations.json`.

    All but the last are the container's own. It writes `is_non_negative` and never checks it; `NON_NEGATIVE` is ours.
    """

    MISSING_COLUMNS = "missing_column_check"
    EXTRA_COLUMNS = "extra_column_check"
    DATA_TYPE = "data_type_check"
    COMPLETENESS = "completeness_check"
    CATEGORICAL_VALUES = "categorical_values_check"
    BASELINE_DRIFT = "baseline_drift_check"
    NON_NEGATIVE = "non_negative_check"


class Drift(str, Enum):
    """Which distance between two columns of numbers is measured.

    `CONTAINER` counts each different value once, as the container does; `EXACT` counts every value.
    """

    CONTAINER = "container"
    EXACT = "exact"


class Checks(str, Enum):
    """Which checks are made: those of the container, or `NON_NEGATIVE` too."""

    CONTAINER = "container"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far the current data of a feature is from the baseline's.

    Attributes:
        value: From 0 to 1; with `ChiSquared` and `Simple` the statistic, from 0 up.
        measure: `LInfinity` is the largest difference of two cumulated shares (numbers) or of two shares (categories).
        method: `Robust` subtracts what chance alone may bring; with `ChiSquared` it gives the p-value instead of the
            statistic.
        drift: How numbers were counted; of categories both count all cells.
        threshold: What the constraints say.
        baseline_size, current_size: How many values were counted on each side.
    """

    value: float
    measure: Measure
    method: Method
    drift: Drift
    threshold: float
    baseline_size: int
    current_size: int

    @property
    def is_p_value(self) -> bool:
        """Is the value a probability, so that small values mean drift?"""
        return self.measure == "ChiSquared" and self.method == "Robust"

    @property
    def is_drift(self) -> bool:
        """Is the feature further away than the threshold allows?"""
        return self.value < self.threshold if self.is_p_value else self.value > self.threshold

    @property
    def excess(self) -> float:
        """By how much the threshold is passed; negative if it is not."""
        return self.threshold - self.value if self.is_p_value else self.value - self.threshold

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "value": self.value,
            "threshold": self.threshold,
            "measure": self.measure,
            "method": self.method,
            "counting": self.drift.value,
            "is_p_value": self.is_p_value,
            "baseline_size": self.baseline_size,
            "current_size": self.current_size,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One constraint that the current data does not meet.

    Attributes:
        feature: Its name; `Missing columns` and `Extra columns` where it is the number of columns.
        check: What was checked.
        description: The sentence of the document.
        expected: The least share (0 to 1) that is enough, the number of columns, or the threshold of a distance; None
            where the constraint is no number.
        seen: What there is instead, in the same unit.
        distance: Of drift.
    """

    feature: str
    check: Check
    description: str
    expected: float | None = None
    seen: float | None = None
    distance: Distance | None = None

    @property
    def key(self) -> tuple[str, Check]:
        """What makes it the same violation in another hour."""
        return self.feature, self.check

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints; the first three members are those of the document."""
        return {
            "feature_name": self.feature,
            "constraint_check_type": self.check.value,
            "description": self.description,
            "expected": self.expected,
            "seen": self.seen,
            "distance": None if self.distance is None else self.distance.to_json(),
        }


_GRAVEST_FIRST = list(Check)


def most_important_first(violations: tuple[Violation, ...]) -> list[Violation]:
    """What a person should read first: columns, then types, then missing cells, then values, then drift.

    Within a check by how far it is from what was expected; equals stay in the order of columns.
    """
    return sorted(violations, key=lambda each: (_GRAVEST_FIRST.index(each.check), -_excess(each)))


def _excess(violation: Violation) -> float:
    if violation.distance is not None:
        return violation.distance.excess
    if violation.expected is None or violation.seen is None:
        return 0.0
    return abs(violation.expected - violation.seen)
