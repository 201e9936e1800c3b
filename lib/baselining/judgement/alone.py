"""What can be said of a new baseline without an old one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from baselining.differences.words import plural, printed
from baselining.documents.pair import Documents
from baselining.documents.statistics import FeatureStatistics
from baselining.judgement.facts import Facts
from baselining.judgement.policy import Policy
from baselining.judgement.verdict import Reason
from baselining.personal_data.look import Suspicion

_FITTING = ("Integral", "Fractional")
"""Whole numbers where the model takes any are no other type: the sample has no fraction."""


def judge_alone(
    new: Documents, policy: Policy, suspicions: tuple[Suspicion, ...], facts: Facts
) -> Iterator[Reason]:
    """Rows, the model's declared inputs, constants, and known values that are no categories."""
    rows = new.statistics.dataset.item_count
    if rows < policy.least_rows:
        yield Reason(
            rule="least_rows",
            feature=None,
            sentence=f"The training set has {plural(rows, 'row')}; the policy asks for {policy.least_rows:,}.",
            found=rows,
            limit=policy.least_rows,
        )
    if facts.short_rows > policy.most_short_rows:
        yield Reason(
            rule="most_short_rows",
            feature=None,
            sentence=f"{plural(facts.short_rows, 'row')} of the training set ended before the last column: was a file "
            "cut off?",
            found=facts.short_rows,
            limit=policy.most_short_rows,
        )
    if facts.old_problem is not None:
        yield Reason(rule="old_baseline", feature=None, sentence=facts.old_problem)
    if policy.inputs:
        yield from _inputs(new, policy)
    yield from _free(new, policy)
    for feature in new.statistics.features:
        if is_constant(feature):
            yield Reason(
                rule="constants",
                feature=feature.name,
                sentence=f"{printed(feature.name)} has {_constant(feature)}.",
            )
    yield from map(_suspicious, suspicions)


def _free(new: Documents, policy: Policy) -> Iterator[Reason]:
    names = [feature.name for feature in new.statistics.features]
    for name in policy.free:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            meant = f" Did you mean {printed(near[0])}?" if near else ""
            yield Reason(
                rule="free",
                feature=name,
                sentence=f"The policy frees {printed(name)}, which the new baseline does not have.{meant}",
            )


def _inputs(new: Documents, policy: Policy) -> Iterator[Reason]:
    types = {feature.name: feature.inferred_type for feature in new.statistics.features}
    for name, wanted in policy.inputs.items():
        if name not in types:
            yield _input(name, "is an input of the model, and is not in the training set")
        elif types[name] != wanted and (types[name], wanted) != _FITTING:
            yield _input(name, f"is {types[name]}; the model's input is declared {wanted}")
    known = {*policy.inputs, *policy.others}
    for name in types:
        if name not in known:
            yield _input(
                name, "is neither an input of the model nor listed in `others`; it may leak the truth"
            )
    there = [name for name in types if name in policy.inputs]
    if there != [name for name in policy.inputs if name in types]:
        yield Reason(
            rule="inputs",
            feature=None,
            sentence="The inputs stand in another order than declared: traffic without names is matched by position.",
        )


def _input(name: str, what: str) -> Reason:
    return Reason(rule="inputs", feature=name, sentence=f"{printed(name)} {what}.")


def is_constant(feature: FeatureStatistics) -> bool:
    """Does it have one value in all rows that have one, or none at all?"""
    numbers, text = feature.numerical_statistics, feature.string_statistics
    if numbers is not None:
        return numbers.min is not None and numbers.min == numbers.max
    if text is None:
        return True
    listed = text.distribution.categorical if text.distribution else None
    return listed is not None and len(listed.buckets) == 1


def _constant(feature: FeatureStatistics) -> str:
    is_there = feature.numerical_statistics or feature.string_statistics
    return "the same value in every row" if is_there else "no value in any row"


def _suspicious(suspicion: Suspicion) -> Reason:
    name = printed(suspicion.feature)
    counts = f"{suspicion.values:,} of its {plural(suspicion.of, 'known value')}"
    if suspicion.kind == "near-unique value":
        return Reason(
            rule="identifiers",
            feature=suspicion.feature,
            sentence=f"{name} has nearly as many values as rows: names or keys, which are published in clear.",
            found=suspicion.values,
        )
    alike = "looks" if suspicion.values == 1 else "look"
    return Reason(
        rule="personal_data",
        feature=suspicion.feature,
        sentence=f"{name}: {counts} {alike} like the kind {suspicion.kind}, and would be published in clear.",
        found=suspicion.values,
    )
