"""The same evaluation for each hour: since when is what wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS
from baselining.documents.statistics import Statistics
from baselining.evaluation.current import Current
from baselining.evaluation.evaluate import Evaluation, How, evaluate
from baselining.evaluation.violation import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHour:
    """An evaluation per hour that has data, in order of time; hours without data say nothing."""

    hours: Mapping[datetime, Evaluation]

    def violated(self, feature: str, check: Check) -> list[datetime]:
        """The hours in which the feature does not meet this check."""
        key = (feature, check)
        return [
            hour for hour, each in self.hours.items() if any(key == found.key for found in each.violations)
        ]

    def since(self, feature: str, check: Check) -> datetime | None:
        """The hour from which on the feature never met this check again; None if it met it in the last hour."""
        start = None
        violated = set(self.violated(feature, check))
        for hour in reversed(list(self.hours)):
            if hour not in violated:
                break
            start = hour
        return start


def evaluate_by_hour(
    hours: Mapping[datetime, Current],
    baseline: Statistics | None,
    constraints: Constraints,
    how: How = How(),  # noqa: B008 - frozen
    *,
    name: str = CONSTRAINTS,
) -> ByHour:
    """Evaluate each hour by itself; arguments and errors as those of `evaluate`."""
    return ByHour(
        hours={hour: evaluate(hours[hour], baseline, constraints, how, name=name) for hour in sorted(hours)}
    )
