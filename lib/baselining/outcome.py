"""What a run of the line found, plans, and did, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.personal_data.treat import Treatment
from baselining.publication.manifest import Fact
from baselining.publication.plan import PublicationPlan
from baselining.publication.read import Publication
from baselining.publication.run_record import RunFact
from baselining.schedule.operations import Confirmed
from baselining.schedule.plan import SwitchPlan, Unchanged
from baselining.schedule.switch.run import Switched
from baselining.spark.profiled import Profiled, Throughput
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """What is known of a baseline's computation beside its two documents.

    Attributes:
        facts: What a manifest says about them.
        run: What a run's record says beside them.
        seconds: How long profiling took, Spark's start included.
        one_split: Was the dataset one file, read as one split?
        throughput: How much that was in what time, and who read it.
        profiled: All that profiling found; None for model quality, which has no profile.
        findings: What was found before it may go live: edits by hand, the verdict. For the run's record.
        why: One sentence of that, for the schedule's history.
        treatment: How values were kept from being published in clear.
    """

    facts: dict[str, Fact]
    run: dict[str, RunFact]
    item_count: int
    feature_count: int
    notes: tuple[str, ...]
    seconds: float
    one_split: bool
    throughput: Throughput
    profiled: Profiled | None = None
    findings: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    treatment: Treatment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a run would change, as data."""

    computation: Computation
    publication: PublicationPlan
    switch: SwitchPlan | Unchanged | None
    credentials: str

    def to_json(self) -> dict[str, Any]:
        """What `--plan` prints."""
        return {
            "credentials": self.credentials,
            "dataset": self.computation.facts,
            "reading": self.computation.throughput.reading,
            **self.computation.findings,
            "publish": self.publication.to_json(),
            "switch": None if self.switch is None else self.switch.to_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did."""

    computation: Computation
    publication: Publication
    record: S3Uri
    switch: Switched | Unchanged | None
    confirmed: Confirmed | None = None

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "dataset": self.computation.facts,
            "seconds": round(self.computation.seconds, 3),
            "notes": list(self.computation.notes),
            "work": self.computation.throughput.to_json(),
            **self.computation.findings,
            "publication": self.publication.to_json(),
            "run_record": str(self.record),
            "switch": None if self.switch is None else self.switch.to_json(),
            "confirmed": None if self.confirmed is None else self.confirmed.to_json(),
        }
