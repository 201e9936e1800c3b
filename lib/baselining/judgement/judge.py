"""A new baseline, the old one, a policy → a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from baselining.differences.compare import compare
from baselining.differences.difference import Differences
from baselining.differences.words import printed
from baselining.documents.pair import Documents
from baselining.documents.statistics import FeatureStatistics
from baselining.judgement.acceptance import Acceptance
from baselining.judgement.alone import judge_alone
from baselining.judgement.compared import judge_whole
from baselining.judgement.facts import Facts
from baselining.judgement.features import judge_feature, newly_constant, newly_negative
from baselining.judgement.policy import Policy
from baselining.judgement.tried import judge_trials
from baselining.judgement.verdict import Reason, Verdict
from baselining.personal_data.look import look


def judge(
    new: Documents,
    old: Documents | None,
    policy: Policy,
    acceptance: Acceptance | None = None,
    facts: Facts = Facts(),  # noqa: B008 - frozen
) -> Verdict:
    """Hold a new baseline against a policy.

    Args:
        new: What is to go live.
        old: What is live; None: what compares is not looked at.
        policy: What is asked.
        acceptance: A person's, of whatever is refused. It is not in the verdict if nothing is.
        facts: What else is known.

    Raises:
        DocumentError: If constraints contradict themselves.
    """
    suspicions = look(new)
    found = [*judge_alone(new, policy, suspicions, facts), *judge_trials(facts, policy)]
    differences = None if old is None else compare(old, new)
    if old is not None and differences is not None:
        found += judge_whole(new, old, differences, policy, facts)
        found += _features(new, old, differences, policy)
    graded = [
        replace(each, refuses=each.rule not in policy.warn)
        for each in found
        if each.rule not in policy.ignore
    ]
    reasons = tuple(sorted(graded, key=lambda each: not each.refuses))
    is_needed = any(each.refuses for each in reasons)
    return Verdict(
        reasons=reasons,
        policy=policy,
        differences=differences,
        personal_data=suspicions,
        acceptance=acceptance if is_needed else None,
        trials=facts.trials,
    )


def _features(new: Documents, old: Documents, differences: Differences, policy: Policy) -> Iterator[Reason]:
    before = {feature.name: feature for feature in old.statistics.features}
    changes = {each.name: each for each in differences.features}
    both = [
        (feature, before[feature.name])
        for feature in new.statistics.features
        if feature.name in before and feature.name not in policy.free
    ]
    yield from _counted(both, newly_constant, "most_new_constants", policy.most_new_constants)
    yield from _counted(both, newly_negative, "most_new_negatives", policy.most_new_negatives)
    for feature, earlier in both:
        yield from judge_feature(feature, earlier, changes[feature.name], policy)


_COUNTED = {
    "most_new_constants": "has the same value in every row, and had several",
    "most_new_negatives": "has negative numbers, and had none",
}


def _counted(
    both: list[tuple[FeatureStatistics, FeatureStatistics]],
    is_so: Callable[[FeatureStatistics, FeatureStatistics], bool],
    rule: str,
    limit: int,
) -> Iterator[Reason]:
    names = [new.name for new, old in both if is_so(new, old)]
    if len(names) > limit:
        for name in names:
            yield Reason(
                rule=rule,
                feature=name,
                sentence=f"{printed(name)} {_COUNTED[rule]}.",
                found=len(names),
                limit=limit,
            )
