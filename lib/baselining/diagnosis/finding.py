"""One line of a diagnosis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Verdict(str, Enum):
    """What a finding means."""

    FINE = "ok"
    ODD = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, how it is, and what to do about it.

    Attributes:
        says: One line; never a secret.
        do: What to do, an imperative sentence; empty if there is nothing to do.
    """

    subject: str
    verdict: Verdict = Verdict.FINE
    says: str
    do: str = ""

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "verdict": self.verdict.value}

    def to_line(self) -> str:
        """For people."""
        line = f"{self.verdict.value:<5}  {self.subject}: {self.says}"
        return f"{line} → {self.do}" if self.do else line


def wrong(subject: str, says: str, do: str) -> Finding:
    """Something that no command gets past."""
    return Finding(subject=subject, verdict=Verdict.WRONG, says=says, do=do)


def odd(subject: str, says: str, do: str = "") -> Finding:
    """Something that works, but slower or not everywhere."""
    return Finding(subject=subject, verdict=Verdict.ODD, says=says, do=do)


def fine(subject: str, says: str) -> Finding:
    """Something as it should be."""
    return Finding(subject=subject, says=says)


def is_healthy(findings: Iterable[Finding]) -> bool:
    """Is nothing wrong?"""
    return all(finding.verdict is not Verdict.WRONG for finding in findings)
