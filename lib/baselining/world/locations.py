"""Which two files a monitoring job compares with: a baseline as SageMaker's API knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The locations of one baseline; as text, because the API also takes `https://` and we keep what we find.

    Attributes:
        constraints: Of `constraints.json` (or Clarify's `analysis.json`); None if monitoring runs without.
        statistics: Of `statistics.json`; None if there is none, as always outside data quality.
        digest: The content address, where it is known; not compared, because SageMaker does not know it.
    """

    constraints: str | None = None
    statistics: str | None = None
    digest: str = ""

    def same_files_as(self, other: Baseline) -> bool:
        """Do both name the same locations?"""
        return (self.constraints, self.statistics) == (other.constraints, other.statistics)

    def to_json(self) -> dict[str, str | None]:
        """As it is shown in plans and results."""
        return {"constraints": self.constraints, "statistics": self.statistics, "digest": self.digest or None}
