"""What a monitoring run has to say, for programs; docs/evaluate.schema.json describes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from baselining.evaluation.evaluate import Evaluation, How
from baselining.evaluation.hours import ByHour
from baselining.evaluation.violation import Violation, most_important_first
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.monitoring_run.run import Observation

_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that is known at the end of a run.

    Attributes:
        files: Where the files of the run are.
        by_hour: The same data hour by hour, if that was asked for.
        metrics: How many metrics were written or sent.
    """

    observation: Observation
    baseline: BaselineFiles
    how: How
    evaluation: Evaluation
    files: Sequence[str] = ()
    by_hour: ByHour | None = None
    metrics: int = 0
    more_notes: Sequence[str] = field(default=())

    @property
    def exit_message(self) -> str:
        """What SageMaker shows of the container's run; its words, plural always."""
        found = len(self.evaluation.violations)
        if not found:
            return "Completed: Job completed successfully with no violations."
        return f"CompletedWithViolations: Job completed successfully with {found} violations."

    @property
    def violations(self) -> list[Violation]:
        """The most important first."""
        return most_important_first(self.evaluation.violations)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know beside the violations."""
        return (
            *self.observation.computation.notes,
            *self.observation.notes,
            *self.evaluation.notes,
            *self.more_notes,
        )

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        computation = self.observation.computation
        return {
            "outcome": "violations" if self.evaluation.violations else "no_violations",
            "exit_message": self.exit_message,
            "dataset": computation.facts,
            "baseline": {"constraints": self.baseline.name, "statistics": self.baseline.statistics_name},
            "drift": self.how.drift.value,
            "checks": self.how.checks.value,
            "violations": [self._violation(each) for each in self.violations],
            "distances": {name: each.to_json() for name, each in self.evaluation.distances.items()},
            "hours": None if self.by_hour is None else self._hours(self.by_hour),
            "notes": list(self.notes),
            "seconds": round(computation.seconds, 3),
            "work": computation.throughput.to_json(),
            "files": list(self.files),
            "metrics": self.metrics,
        }

    def _violation(self, violation: Violation) -> dict[str, Any]:
        since = None if self.by_hour is None else self.by_hour.since(*violation.key)
        return {**violation.to_json(), "since": None if since is None else since.strftime(_TIME)}

    @staticmethod
    def _hours(by_hour: ByHour) -> list[dict[str, Any]]:
        return [
            {
                "hour": hour.strftime(_TIME),
                "violations": [
                    {"feature_name": each.feature, "constraint_check_type": each.check.value}
                    for each in evaluation.violations
                ],
            }
            for hour, evaluation in by_hour.hours.items()
        ]
