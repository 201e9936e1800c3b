"""What can be said of one feature of a new baseline beside the same feature of the old one."""

from __future__ import annotations

import math
from collections.abc import Iterator

from baselining.differences.difference import FeatureDifference
from baselining.differences.words import number, plural, printed, share
from baselining.documents.statistics import FeatureStatistics
from baselining.judgement.alone import is_constant
from baselining.judgement.cells import different_per_row, present_and_missing, unparseable
from baselining.judgement.policy import Policy
from baselining.judgement.shares import is_beyond_chance, share_below_zero, share_of_fractions, shares_of
from baselining.judgement.verdict import Reason

_SIGMAS = 4.0
_GROWN = 1.5
"""A list of known values that is no longer than that many times the old one differs by chance, or by rare values."""
_IS_KEY = 0.9
"""Different values per row, from which a column is taken for a key."""


def judge_feature(
    new: FeatureStatistics, old: FeatureStatistics, difference: FeatureDifference, policy: Policy
) -> Iterator[Reason]:
    """Missing cells, text among numbers, keys that repeat, values that came or went, drift."""
    yield from _completeness(new, old, policy)
    yield from _unparseable(new, old, policy)
    yield from _uniqueness(new, old, policy)
    yield from _surprises(new, old, policy)
    yield from _domain(difference, policy)
    yield from _drift(difference, policy)


def newly_constant(new: FeatureStatistics, old: FeatureStatistics) -> bool:
    """Has it one value, or none, where it had so many others that chance does not explain it?"""
    if not is_constant(new) or is_constant(old):
        return False
    before = shares_of(old)
    present = sum(present_and_missing(new))
    return before is None or is_beyond_chance(1 - before.largest, present)


def retyped_by_chance(new: FeatureStatistics, old: FeatureStatistics) -> bool:
    """Did a column of numbers become whole, or not, by so few fractions that chance explains it?"""
    if new.numerical_statistics is None or old.numerical_statistics is None:
        return False
    fractional, whole = (new, old) if new.inferred_type == "Fractional" else (old, new)
    return not is_beyond_chance(share_of_fractions(fractional), present_and_missing(whole)[0])


def newly_negative(new: FeatureStatistics, old: FeatureStatistics) -> bool:
    """Has it more negative numbers than chance explains, where it had none?"""
    before, after = old.numerical_statistics, new.numerical_statistics
    if before is None or after is None or before.min is None or after.min is None:
        return False
    if before.min < 0 or after.min >= 0:
        return False
    return is_beyond_chance(share_below_zero(new), before.common.num_present)


def _completeness(new: FeatureStatistics, old: FeatureStatistics, policy: Policy) -> Iterator[Reason]:
    (present, missing), (present_before, missing_before) = present_and_missing(new), present_and_missing(old)
    cells, cells_before = present + missing, present_before + missing_before
    if not cells or not cells_before:
        return
    now, before = missing / cells, missing_before / cells_before
    pooled = (missing + missing_before) / (cells + cells_before)
    chance = _SIGMAS * math.sqrt(pooled * (1 - pooled) * (1 / cells + 1 / cells_before))
    if now - before > max(policy.most_completeness_drop, chance):
        yield Reason(
            rule="most_completeness_drop",
            feature=new.name,
            sentence=f"{printed(new.name)} is missing in {share(now)} of the rows (it was {share(before)}).",
            found=now - before,
            limit=policy.most_completeness_drop,
        )


def _unparseable(new: FeatureStatistics, old: FeatureStatistics, policy: Policy) -> Iterator[Reason]:
    now, before = unparseable(new), unparseable(old)
    if now is not None and now - (before or 0.0) > policy.most_unparseable:
        yield Reason(
            rule="most_unparseable",
            feature=new.name,
            sentence=f"{printed(new.name)} has numbers, but for {share(now)} of its cells, which are no numbers.",
            found=now - (before or 0.0),
            limit=policy.most_unparseable,
        )


def _uniqueness(new: FeatureStatistics, old: FeatureStatistics, policy: Policy) -> Iterator[Reason]:
    now, before = different_per_row(new), different_per_row(old)
    if now is None or before is None or before < _IS_KEY:
        return
    loss = 1 - now / before
    if loss > policy.most_uniqueness_loss:
        yield Reason(
            rule="most_uniqueness_loss",
            feature=new.name,
            sentence=f"{printed(new.name)} was as good as different in each row, and now repeats: "
            "are there rows twice?",
            found=loss,
            limit=policy.most_uniqueness_loss,
        )


def _surprises(new: FeatureStatistics, old: FeatureStatistics, policy: Policy) -> Iterator[Reason]:
    ours, theirs = shares_of(new), shares_of(old)
    if ours is None or theirs is None or new.inferred_type != old.inferred_type:
        return
    come, gone = ours.missing_in(theirs), theirs.missing_in(ours)
    if come + gone > policy.most_surprising_values:
        yield Reason(
            rule="most_surprising_values",
            feature=new.name,
            sentence=f"{printed(new.name)}: {plural(come, 'frequent value')} came, {gone:,} went, which is no chance: "
            "a renamed or missing category, a mark for missing numbers, other units, or part of the data?",
            found=come + gone,
            limit=policy.most_surprising_values,
        )


def _domain(difference: FeatureDifference, policy: Policy) -> Iterator[Reason]:
    domain = difference.domain
    after = 0 if domain is None else domain.after or 0
    if domain is not None and after > max(policy.most_domain, _GROWN * (domain.before or 0)):
        yield Reason(
            rule="most_domain",
            feature=difference.name,
            sentence=f"{printed(difference.name)} has {after:,} known values now (it had {domain.before or 0:,}).",
            found=after,
            limit=policy.most_domain,
        )


def _drift(difference: FeatureDifference, policy: Policy) -> Iterator[Reason]:
    if difference.distances is None:
        return
    exact = difference.distances.exact
    if exact.measure == "LInfinity":
        is_beyond, what = (
            exact.value > policy.most_drift,
            f"its distance from the old data is {number(exact.value)}",
        )
    else:
        is_beyond, what = exact.is_drift, "by chi-squared, as the old constraints ask"
    if is_beyond:
        yield Reason(
            rule="most_drift",
            feature=difference.name,
            sentence=f"{printed(difference.name)} drifted: {what}.",
            found=exact.value,
            limit=policy.most_drift if exact.measure == "LInfinity" else exact.threshold,
        )
