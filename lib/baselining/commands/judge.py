"""`baselining judge`: may a new baseline go live?"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baselining.commands.accepting import accepted, telling_all_reasons
from baselining.commands.options import AsJson
from baselining.commands.stored import read_generated, read_live, read_stored
from baselining.config import AwsSection
from baselining.edge.console import show, show_json, warn
from baselining.errors import ConfigError
from baselining.world.yaml_file import read_text

if TYPE_CHECKING:
    from baselining.documents.constraints import Constraints
    from baselining.documents.pair import Documents
    from baselining.judgement.policy import Policy
    from baselining.judgement.verdict import Verdict


def judge(
    new: Annotated[
        str,
        typer.Argument(metavar="NEW_DIR", help="The new baseline, whoever computed it; local or s3://."),
    ],
    aws: AwsSection,
    against: Annotated[
        str | None, typer.Option(metavar="OLD_DIR", help="The baseline to compare with; local or s3://.")
    ] = None,
    schedule: Annotated[
        str | None, typer.Option(metavar="NAME", help="Compare with what this monitoring schedule uses.")
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A YAML file of rules and thresholds; without one, the defaults hold."
        ),
    ] = None,
    accept: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Why it may go live all the same; told with who and when."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold a new baseline against a policy: rows, columns, missing cells, drift, edits by hand, personal data.

    Exit code 3 if it does not meet it, unless somebody accepts that. Nothing is published or changed.

    Example: baselining judge baseline/ --against old/

    Example: baselining judge baseline/ --schedule my-schedule --accept "new airports since May"
    """
    if against is not None and schedule is not None:
        raise ConfigError(
            "--against and --schedule both name an old baseline, and only one can be compared with."
        )
    asked = _policy(policy)
    reason = None if accept is None else accepted(accept)
    documents = read_stored(new, aws)[0]
    old = _old(against, schedule, aws)
    generated = None if schedule is None or old is None else read_generated(schedule, aws)
    if old is None:
        warn("no old baseline is known, so only what the new one says of itself was judged")
    _report(_judged(documents, old, asked, reason, generated), new, reason, as_json=as_json)


def _policy(file: str | None) -> Policy:
    from baselining.judgement.policy import Policy, parse_policy

    return Policy() if file is None else parse_policy(read_text(Path(file), what="policy file"), name=file)


def _old(against: str | None, schedule: str | None, aws: AwsSection) -> Documents | None:
    if schedule is not None:
        return read_live(schedule, aws)
    return None if against is None else read_stored(against, aws)[0]


def _judged(
    new: Documents,
    old: Documents | None,
    policy: Policy,
    reason: str | None,
    generated: Constraints | None,
) -> Verdict:
    from baselining.going_live.accepting import acceptance
    from baselining.judgement.facts import Facts
    from baselining.judgement.judge import (
        judge as hold_against,
    )  # with numpy, which other commands load later

    given = acceptance(reason, datetime.now(timezone.utc))
    return hold_against(new, old, policy, given, Facts(generated_before=generated))


def _report(verdict: Verdict, new: str, accept: str | None, *, as_json: bool) -> None:
    from baselining.judgement.refusal import refuse_unfit

    if accept is not None and verdict.acceptance is None:
        warn("nothing had to be accepted, so the reason is not part of the verdict")
    with telling_all_reasons(as_json=as_json):
        refuse_unfit(verdict, new)
    if as_json:
        show_json({"baseline": new, **verdict.to_json()})
    else:
        show([*verdict.lines(), f"{verdict.outcome}  the baseline in {new} may go live"])
