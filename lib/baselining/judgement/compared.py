"""What can be said of a new baseline beside the old one, as a whole: rows, columns, their order, edits by hand."""

from __future__ import annotations

from collections.abc import Iterator

from baselining.baselines.suggest import suggest
from baselining.differences.difference import Change, Differences
from baselining.differences.words import number, printed
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.edits.generated import generated_before, layout_of
from baselining.edits.merge import edits_of, merge
from baselining.judgement.facts import Facts
from baselining.judgement.features import retyped_by_chance
from baselining.judgement.policy import Policy
from baselining.judgement.verdict import Reason

_WHAT = {
    Change.REMOVED: ("most_removed", "was in the old baseline, and is gone"),
    Change.ADDED: ("most_added", "is new: the old baseline does not have it"),
    Change.RETYPED: ("most_retyped", "is of another type"),
}


def judge_whole(
    new: Documents, old: Documents, differences: Differences, policy: Policy, facts: Facts
) -> Iterator[Reason]:
    """Rows, features that came, went or changed their type or order, and edits that would be lost."""
    yield from _rows(differences, policy)
    by_chance = _retyped_by_chance(new, old, differences)
    for change, (rule, what) in _WHAT.items():
        limit: int = getattr(policy, rule)
        found = [
            each for each in differences.features if each.change is change and each.name not in by_chance
        ]
        if len(found) > limit:
            for each in found:
                types = f" ({each.types[0]} → {each.types[1]})" if change is Change.RETYPED else ""
                yield Reason(
                    rule=rule,
                    feature=each.name,
                    sentence=f"{printed(each.name)} {what}{types}.",
                    found=len(found),
                    limit=limit,
                )
    if differences.is_reordered:
        yield Reason(
            rule="order",
            feature=None,
            sentence="The features stand in another order than in the old baseline: traffic without names is matched "
            "by position.",
        )
    yield from _layout(old)
    yield from _edits(new, old, policy, facts)


def _retyped_by_chance(new: Documents, old: Documents, differences: Differences) -> set[str]:
    before = {feature.name: feature for feature in old.statistics.features}
    retyped = set(differences.named(Change.RETYPED))
    both = [(each, before[each.name]) for each in new.statistics.features if each.name in retyped]
    return {now.name for now, earlier in both if retyped_by_chance(now, earlier)}


def _rows(differences: Differences, policy: Policy) -> Iterator[Reason]:
    before, after = differences.rows.before, differences.rows.after
    if not before:
        return
    share = after / before
    for rule, limit, is_beyond in (
        ("least_rows_share", policy.least_rows_share, share < policy.least_rows_share),
        ("most_rows_share", policy.most_rows_share, share > policy.most_rows_share),
    ):
        if is_beyond:
            bound = "at least" if rule.startswith("least") else "at most"
            yield Reason(
                rule=rule,
                feature=None,
                sentence=f"The training set has {after:,.0f} rows, {number(share)} times as many as before "
                f"({before:,.0f}); the policy asks for {bound} {number(limit)} times as many.",
                found=share,
                limit=limit,
            )


def _layout(old: Documents) -> Iterator[Reason]:
    layout = layout_of(old)
    if layout is not FormatVersion.CURRENT:
        yield Reason(
            rule="old_layout",
            feature=None,
            sentence=f"The old baseline is of the layout {layout.value}: what that does not say was not compared.",
        )


def _edits(new: Documents, old: Documents, policy: Policy, facts: Facts) -> Iterator[Reason]:
    """What a person changed in the old constraints: what the new ones do not have, and what the data contradicts."""
    before = facts.generated_before or generated_before(old)
    generated = facts.generated or suggest(new.statistics, layout_of(new))
    for conflict in merge(before, old.constraints, generated).conflicts:
        yield Reason(
            rule="edit_conflicts",
            feature=conflict.edit.feature,
            sentence=f"An edit by hand meets new data that suggests otherwise: {conflict}.",
        )
    if facts.edits_are_kept:
        return
    kept = merge(before, old.constraints, new.constraints).constraints
    lost = edits_of(new.constraints, kept)
    if len(lost) <= policy.most_lost_edits:
        return
    for edit in lost:
        yield Reason(
            rule="most_lost_edits",
            feature=edit.feature,
            sentence=f"An edit by hand of the old constraints is not in the new ones: {edit}.",
            found=len(lost),
            limit=policy.most_lost_edits,
        )
