"""A verdict that refuses, as the error that ends the command."""

from __future__ import annotations

from baselining.differences.words import plural
from baselining.errors import UnfitBaselineError
from baselining.judgement.verdict import Verdict


def refuse_unfit(verdict: Verdict, where: str = "", *, so: str = "") -> None:
    """End if the verdict refuses.

    Args:
        where: Where the new baseline is.
        so: What follows from that, as the end of a sentence.

    Raises:
        UnfitBaselineError: With the first reason as its message, and all of them in its details.
    """
    if not verdict.is_refused:
        return
    first, *others = verdict.refusals
    more = f" {plural(len(others), 'other finding')} refuse{'s' * (len(others) == 1)} it." if others else ""
    raise UnfitBaselineError(
        f"The new baseline{where and f' in {where}'} does not meet the policy{so}. {first.sentence}{more}",
        hint="Look at the training set. If it is right, say why: --accept REASON (judge.accept); or change the policy.",
        details={
            "lines": verdict.lines(),
            **({"baseline": where} if where else {}),
            **verdict.to_json(),
        },
    )
