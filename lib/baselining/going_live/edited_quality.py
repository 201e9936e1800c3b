"""Generated thresholds of a model → those that go live: with what people changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baselining.documents.model_quality import CONSTRAINTS_OF, QualityConstraints
from baselining.documents.quality_pair import QualityDocuments
from baselining.edits.edit import ABSENT, Conflict, Edit
from baselining.edits.order import merged_order
from baselining.edits.tree import Found, Value, merged, same
from baselining.errors import ConfigError
from baselining.model_quality.documents import constraints_from
from baselining.model_quality.slack import Slack


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedQuality:
    """Thresholds as they go live.

    Attributes:
        edits, conflicts: What people changed in the live ones; where the new model suggests otherwise.
    """

    constraints: QualityConstraints
    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a run's record holds."""
        return {
            "kept": [each.to_json() for each in self.edits],
            "conflicts": [each.to_json() for each in self.conflicts],
        }

    def lines(self) -> list[str]:
        """For a person."""
        conflicts = {conflict.edit for conflict in self.conflicts}
        return [
            *(f"kept, edited by hand: {edit}" for edit in self.edits if edit not in conflicts),
            *(f"edited by hand: {conflict}" for conflict in self.conflicts),
        ]


def merge_edits(
    live: QualityDocuments, recorded: QualityConstraints | None, new: QualityConstraints, slack: Slack
) -> EditedQuality:
    """Carry edits of the live thresholds over to the new ones.

    Args:
        live: What is live, with statistics unless `recorded` is there.
        recorded: What was generated when that was made, if it was recorded.
        new: What is generated for the new model.
        slack: What the new thresholds have; live ones that have the same are no edits.
    """
    if live.problem != new.problem:
        return EditedQuality(constraints=new)
    before = recorded or _generated(live, slack)
    member = CONSTRAINTS_OF[live.problem]
    one, two, three = before.tree(), live.constraints.tree(), new.tree()
    found = Found()
    thresholds = _merged(one[member], two[member], three[member], found)
    rest = merged({**one, member: {}}, {**two, member: {}}, {**three, member: {}}, (), found)
    return EditedQuality(
        constraints=QualityConstraints.model_validate({**rest, member: thresholds}),
        edits=tuple(found.edits),
        conflicts=tuple(found.conflicts),
    )


def _generated(live: QualityDocuments, slack: Slack) -> QualityConstraints:
    """What the statistics suggest: without slack, or with it where the live threshold is the one with it."""
    plain = constraints_from(live)
    try:
        slackened = constraints_from(live, slack).thresholds
    except ConfigError:  # deviations are not known
        return plain
    chosen = {
        name: slackened[name] if live.constraints.thresholds.get(name) == slackened[name] else threshold
        for name, threshold in plain.thresholds.items()
    }
    return QualityConstraints.model_validate({**plain.tree(), CONSTRAINTS_OF[live.problem]: chosen})


def _merged(
    before: Mapping[str, Value], live: Mapping[str, Value], new: Mapping[str, Value], found: Found
) -> dict[str, Value]:
    values = {}
    for name in {**new, **live, **before}:
        was, now, wanted = (each.get(name, ABSENT) for each in (before, live, new))
        if wanted is ABSENT and ABSENT not in (was, now) and not same(was, now):
            inside = Found()  # its metric is not measured any more
            merged(was, now, was, (name,), inside)
            found.edits.extend(inside.edits)
            found.conflicts.extend(Conflict(edit=e, suggested=None, is_kept=False) for e in inside.edits)
        else:
            values[name] = merged(was, now, wanted, (name,), found)
    there = {name for name, value in values.items() if value is not ABSENT}
    return {name: values[name] for name in merged_order(list(before), list(live), list(new), there)}
