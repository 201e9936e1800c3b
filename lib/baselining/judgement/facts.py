"""What is known beside the two baselines: how the new one was made, and what trying it showed."""

from __future__ import annotations

from dataclasses import dataclass

from baselining.documents.constraints import Constraints
from baselining.judgement.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Each may be unknown; then what depends on it is not looked at.

    Attributes:
        trials: What the new baseline and the old one say of the same rows.
        no_traffic, no_hold_out: Why there is no trial on captured traffic, or on a hold-out, though it was wanted.
        old_problem: Why the old baseline cannot be compared with, though there is one.
        generated_before: What was generated when the old baseline was made, where that is recorded; by default it is
            what its statistics suggest.
        generated: What was generated for the new data, before edits were merged into it; by default what the new
            statistics suggest.
        edits_are_kept: Have edits of the old constraints been merged into the new ones already?
        short_rows: Rows with fewer cells than the header.
    """

    trials: tuple[Trial, ...] = ()
    no_traffic: str | None = None
    no_hold_out: str | None = None
    old_problem: str | None = None
    generated_before: Constraints | None = None
    generated: Constraints | None = None
    edits_are_kept: bool = False
    short_rows: int = 0
