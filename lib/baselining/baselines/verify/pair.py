"""Do the constraints fit the statistics? What differs from what the statistics suggest is a hand edit or damage."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from baselining.baselines.suggest import suggest
from baselining.baselines.verify.categories import count_of_null_value
from baselining.baselines.verify.finding import Finding, note, wrong
from baselining.baselines.verify.switched_off import verify_switches
from baselining.documents.constraints import Constraints, FeatureConstraints
from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.documents.layout import FormatVersion
from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import FeatureStatistics, Statistics


def verify_pair(statistics: Statistics, constraints: Constraints) -> Iterator[Finding]:
    """Constraints that the baseline's own data violates are wrong; looser ones than suggested are edits, and noted."""
    suggested = {feature.name: feature for feature in suggest(statistics).features}
    found = [feature.name for feature in constraints.features]
    strangers = [name for name in found if name not in suggested]
    if strangers:
        yield wrong(
            f"{CONSTRAINTS}: features",
            f"{_named(strangers)} have constraints and no statistics in {STATISTICS}",
        )
    dropped = [name for name in suggested if name not in found]
    if dropped:
        yield note(f"{CONSTRAINTS}: features", f"{_named(dropped)} have statistics and no constraints")
    kept = [name for name in found if name in suggested]
    if kept != [name for name in suggested if name in kept]:
        yield wrong(
            f"{CONSTRAINTS}: features",
            f"their order is not that of {STATISTICS}; captured traffic is matched by position",
        )
    only_missing = {feature.name for feature in statistics.features if _null_value_is_missing(feature)}
    for feature in constraints.features:
        if feature.name in suggested:
            removable = {NULL_VALUE} if feature.name in only_missing else set()
            yield from _verify_feature(feature, suggested[feature.name], removable)
    yield from _edited_config(statistics, constraints)
    yield from verify_switches(constraints)


def _null_value_is_missing(feature: FeatureStatistics) -> bool:
    """Does `NullValue` stand for missing cells alone, and for no cell with that text?"""
    text = feature.string_statistics
    found = text.distribution.categorical if text and text.distribution else None
    return bool(text and found and count_of_null_value(found) == text.common.num_missing)


def _verify_feature(
    found: FeatureConstraints, suggested: FeatureConstraints, removable: AbstractSet[str]
) -> Iterator[Finding]:
    place = f"{CONSTRAINTS}: features[{found.name!r}]"
    if found.inferred_type != suggested.inferred_type:
        yield wrong(
            f"{place}.inferred_type",
            f"it is {found.inferred_type}, the statistics say {suggested.inferred_type}",
        )
    if not 0 <= found.completeness <= suggested.completeness:
        yield wrong(f"{place}.completeness", "it is negative, or above what the baseline's own data has")
    elif found.completeness < suggested.completeness:
        yield note(f"{place}.completeness", "edited: lower than what the data has")
    yield from _verify_sign(found, suggested, place)
    yield from _verify_domains(found, suggested, removable, place)


def _verify_sign(found: FeatureConstraints, suggested: FeatureConstraints, place: str) -> Iterator[Finding]:
    ours, theirs = found.num_constraints, suggested.num_constraints
    if ours is None or theirs is None:
        if ours is not theirs:
            yield note(f"{place}.num_constraints", "edited: added or removed")
        return
    if ours.is_non_negative and not theirs.is_non_negative:
        yield wrong(
            f"{place}.num_constraints.is_non_negative", "it is true, and the data has negative numbers"
        )
    elif ours.is_non_negative != theirs.is_non_negative:
        yield note(
            f"{place}.num_constraints.is_non_negative", "edited: false, though the data has no negatives"
        )


def _verify_domains(
    found: FeatureConstraints, suggested: FeatureConstraints, removable: AbstractSet[str], place: str
) -> Iterator[Finding]:
    """All values of the data have to be in the domain; `removable` ones are those that no present cell has."""
    where = f"{place}.string_constraints.domains"
    ours = found.string_constraints.domains if found.string_constraints else None
    theirs = suggested.string_constraints.domains if suggested.string_constraints else None
    if ours is None or theirs is None:
        if ours is not theirs:
            yield note(where, "edited: added or removed")
        return
    if len(set(ours)) < len(ours):
        yield wrong(where, "a value stands there twice")
    removed, added = set(theirs) - set(ours), len(set(ours) - set(theirs))
    if removed - removable:
        yield wrong(where, f"{len(removed - removable):,} values of the baseline's own data are not in it")
    if removed & removable:
        yield note(where, f"edited: without {NULL_VALUE!r}, the container's name for missing cells")
    if added:
        yield note(where, f"edited: {added:,} values that the data does not have")


def _edited_config(statistics: Statistics, constraints: Constraints) -> Iterator[Finding]:
    config = constraints.monitoring_config.tree()
    known = [suggest(statistics, version).monitoring_config.tree() for version in FormatVersion]
    if config not in known:
        yield note(f"{CONSTRAINTS}: monitoring_config", "edited: not what the container writes")


def _named(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:5]))
    return f"{shown} and {len(names) - 5:,} more" if len(names) > 5 else shown
