"""What the judge says: reasons, each a sentence and the numbers in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from baselining.differences.difference import Differences
from baselining.differences.sentences import sentences
from baselining.judgement.acceptance import Acceptance
from baselining.judgement.policy import Policy
from baselining.judgement.trial import Trial
from baselining.personal_data.look import Suspicion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What speaks against the new baseline.

    Attributes:
        rule: The key of the policy.
        feature: Which one; None of the training set as a whole.
        sentence: For a person; never a value of a cell.
        found, limit: What there is, and what the policy allows; None where the rule is no number.
        refuses: Or is it only told?
    """

    rule: str
    feature: str | None
    sentence: str
    found: float | None = None
    limit: float | None = None
    refuses: bool = True

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a manifest can hold."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the judge found, and everything that was looked at.

    Attributes:
        reasons: Those that refuse come first.
        policy: What was asked.
        differences: From the old baseline; None where there is none.
        personal_data: What known values look like.
        acceptance: None if nobody accepted, or nothing had to be accepted.
        trials: What trying both baselines showed.
    """

    reasons: tuple[Reason, ...]
    policy: Policy
    differences: Differences | None = None
    personal_data: tuple[Suspicion, ...] = ()
    acceptance: Acceptance | None = None
    trials: tuple[Trial, ...] = ()

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """What refuses, accepted or not."""
        return tuple(reason for reason in self.reasons if reason.refuses)

    @property
    def is_refused(self) -> bool:
        """May it not go live?"""
        return bool(self.refusals) and self.acceptance is None

    @property
    def outcome(self) -> str:
        """In one word."""
        if not self.refusals:
            return "passed"
        return "refused" if self.is_refused else "accepted"

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a manifest can hold."""
        differences = self.differences
        return {
            "verdict": self.outcome,
            "reasons": [each.to_json() for each in self.reasons],
            "acceptance": None if self.acceptance is None else asdict(self.acceptance),
            "policy": self.policy.model_dump(),
            "personal_data": [each.to_json() for each in self.personal_data],
            "trials": [each.to_json() for each in self.trials],
            "differences": None
            if differences is None
            else {**differences.to_json(), "sentences": sentences(differences)},
        }

    @property
    def summary(self) -> str:
        """One sentence for a list: how it ended, and who accepted what."""
        if self.acceptance is None:
            return f"{self.outcome}, {len(self.reasons):,} remarks"
        given, rules = self.acceptance, ", ".join(dict.fromkeys(each.rule for each in self.refusals))
        return f"accepted by {given.who} at {given.when} in spite of {rules}: {given.reason}"

    def lines(self) -> list[str]:
        """For a person: what trying it showed, the reasons, and who accepted them."""
        return self._lines({True: "refused  ", False: "note     "})

    def notes(self) -> list[str]:
        """The same, where each line is a note already."""
        return self._lines({True: "refused: ", False: ""})

    def _lines(self, before: Mapping[bool, str]) -> list[str]:
        said = [line for trial in self.trials for line in trial.lines()]
        said += [f"{before[each.refuses]}{each.sentence}" for each in self.reasons]
        return said if self.acceptance is None else [*said, str(self.acceptance)]
