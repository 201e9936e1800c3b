"""What the judge of models says: where a new one is worse than the old thresholds, and that a person accepted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from baselining.documents.files import from_bytes
from baselining.documents.model_quality import QualityConstraints
from baselining.errors import DocumentError, WorseModelError
from baselining.judgement.acceptance import Acceptance
from baselining.model_quality.judge import Reason, judge
from baselining.model_quality.measure import Quality
from baselining.schedule.records.lease import who_is_at_work


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityVerdict:
    """What was found.

    Attributes:
        old: Where the old baseline is.
        reasons: In the order of the old constraints.
        acceptance: None if nobody accepted, or nothing had to be accepted.
    """

    old: str
    reasons: tuple[Reason, ...]
    acceptance: Acceptance | None = None

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """What refuses, accepted or not."""
        return tuple(reason for reason in self.reasons if reason.refuses)

    @property
    def outcome(self) -> str:
        """In one word."""
        if not self.refusals:
            return "passed"
        return "refused" if self.acceptance is None else "accepted"

    @property
    def summary(self) -> str:
        """One sentence for a list: how it ended, and who accepted what."""
        if self.acceptance is None:
            return f"{self.outcome}, {len(self.reasons):,} remarks"
        given, what = self.acceptance, ", ".join(each.metric or "old_baseline" for each in self.refusals)
        return f"accepted by {given.who} at {given.when} in spite of {what}: {given.reason}"

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a run's record holds."""
        return {
            "verdict": self.outcome,
            "old": self.old,
            "reasons": [each.to_json() for each in self.reasons],
            "acceptance": None if self.acceptance is None else asdict(self.acceptance),
        }

    def lines(self) -> list[str]:
        """For a person: what is worse, and who accepted it."""
        return self._lines({True: "refused  ", False: "note     "})

    def notes(self) -> list[str]:
        """The same, where each line is a note already."""
        return self._lines({True: "refused: ", False: ""})

    def _lines(self, before: Mapping[bool, str]) -> list[str]:
        said = [f"{before[each.refuses]}{each.sentence}" for each in self.reasons]
        if self.acceptance is not None:
            given = self.acceptance
            said.append(f"accepted by {given.who} at {given.when}: {given.reason}")
        return said


def hold_against(
    new: Quality, old: bytes | None, *, name: str, accept: str | None, now: datetime
) -> QualityVerdict:
    """Hold a model against old constraints.

    Args:
        old: Constraints of model quality, as they lie there; None if there is nothing that could be read.
        name: Where they lie, for messages.
        accept: Why a worse model is accepted; None: it is not.
        now: When that is, in UTC.

    Raises:
        WorseModelError: If it is worse, or cannot be compared, and that is not accepted.
    """
    found = QualityVerdict(old=name, reasons=_reasons(new, old, name))
    if not found.refusals:
        return found
    if accept is not None:
        when = now.isoformat(timespec="seconds")
        given = Acceptance(reason=accept, who=who_is_at_work(), when=when)
        return QualityVerdict(old=name, reasons=found.reasons, acceptance=given)
    raise WorseModelError(
        _refusal(found),
        hint="Find out why; or accept it: --accept REASON (model_quality.accept).",
        details={"lines": found.lines(), **found.to_json()},
    )


def _refusal(found: QualityVerdict) -> str:
    first, *others = found.refusals
    if first.metric is None:
        return f"The new model was not compared with what is at {found.old}. {first.sentence}"
    so_are = f" So are {', '.join(str(each.metric) for each in others)}." if others else ""
    return f"The new model is worse than the old baseline at {found.old} allows. {first.sentence}{so_are}"


def _reasons(new: Quality, old: bytes | None, name: str) -> tuple[Reason, ...]:
    if old is None:
        return (
            Reason(metric=None, sentence="The old baseline is not there, so it cannot be compared with."),
        )
    try:
        return judge(new, from_bytes(QualityConstraints, old, name=name))
    except DocumentError as problem:
        sentence = f"The old baseline cannot be compared with. {problem.message}"
        return (Reason(metric=None, sentence=sentence),)
