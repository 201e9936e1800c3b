"""`baselining diff`: what changed from one baseline to another."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.options import AsJson
from baselining.commands.stored import read_stored
from baselining.config import AwsSection
from baselining.edge.console import show, show_json


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A baseline's folder; local or s3://.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another one's.")],
    aws: AwsSection,
    as_json: AsJson = False,
) -> None:
    """Say what changed from one baseline to another, most important first: features, means, distances, settings.

    Values of the data are never shown: of known values only how many are new, and how many are gone.

    Example: baselining diff old/ baseline/

    Example: baselining diff s3://bucket/monitoring/baselines/0123…/ baseline/ --json
    """
    from baselining.differences.compare import compare  # with numpy, which other commands load later
    from baselining.differences.sentences import sentences

    found = compare(read_stored(old, aws)[0], read_stored(new, aws)[0])
    if as_json:
        show_json({"old": old, "new": new, **found.to_json(), "sentences": sentences(found)})
    else:
        show(sentences(found))
