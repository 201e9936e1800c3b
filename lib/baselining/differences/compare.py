"""Two baselines → their differences, most important first."""

from __future__ import annotations

from baselining.differences.difference import (
    Change,
    Differences,
    Distances,
    DomainChange,
    FeatureDifference,
    SettingChange,
    Shift,
)
from baselining.differences.settings import changed_settings
from baselining.documents.constraints import Constraints, FeatureConstraints
from baselining.documents.files import CONSTRAINTS
from baselining.documents.pair import Documents
from baselining.documents.statistics import FeatureStatistics
from baselining.evaluation.checks import domain_of
from baselining.evaluation.distances.numbers import Comparison, comparison_for
from baselining.evaluation.drift import measure
from baselining.evaluation.rules import Rules, rules_for_all, rules_of
from baselining.evaluation.violation import Drift

_GRAVEST_FIRST = list(Change)


def compare(old: Documents, new: Documents) -> Differences:
    """Find what changed from `old` to `new`.

    Features are matched by name. Removed ones come first, then added and retyped ones, then the others by weight;
    equals in the order of the new columns.

    Raises:
        DocumentError: If constraints contradict themselves.
    """
    before, after = _Side(old, "the old"), _Side(new, "the new")
    in_both = [name for name in after.features if name in before.features]
    compared = comparison_for(len(in_both))
    general = changed_settings(before.for_all, after.for_all)
    found = [_gone(before, name) for name in before.features if name not in after.features]
    found.extend(
        _compare(before, after, name, general, compared) if name in before.features else _come(after, name)
        for name in after.features
    )
    return Differences(
        rows=Shift(old.statistics.dataset.item_count, new.statistics.dataset.item_count),
        is_reordered=in_both != [name for name in before.features if name in after.features],
        settings=general,
        features=tuple(sorted(found, key=lambda each: (_GRAVEST_FIRST.index(each.change), -each.weight))),
    )


class _Side:
    """One of the two baselines, by feature."""

    def __init__(self, documents: Documents, which: str) -> None:
        self.features = {each.name: each for each in documents.statistics.features}
        self.constraints = {each.name: each for each in documents.constraints.features}
        self._document: Constraints = documents.constraints
        self._name = f"{which} {CONSTRAINTS}"
        self.for_all = rules_for_all(self._document, self._name)

    def rules(self, name: str) -> Rules:
        found = self.constraints.get(name)
        return self.for_all if found is None else rules_of(found, self._document, self.for_all, self._name)


def _gone(before: _Side, name: str) -> FeatureDifference:
    return FeatureDifference(
        name=name, change=Change.REMOVED, types=(before.features[name].inferred_type, None)
    )


def _come(after: _Side, name: str) -> FeatureDifference:
    return FeatureDifference(name=name, change=Change.ADDED, types=(None, after.features[name].inferred_type))


def _compare(
    before: _Side, after: _Side, name: str, general: tuple[SettingChange, ...], compared: Comparison
) -> FeatureDifference:
    old, new = before.features[name], after.features[name]
    rules = before.rules(name)
    ours, theirs = after.constraints.get(name), before.constraints.get(name)
    own = changed_settings(rules, after.rules(name))
    return FeatureDifference(
        name=name,
        change=Change.CHANGED if old.inferred_type == new.inferred_type else Change.RETYPED,
        types=(old.inferred_type, new.inferred_type),
        missing=_shift(_missing(old), _missing(new)),
        mean=_shift(_number(old, "mean"), _number(new, "mean")),
        std_dev=_shift(_number(old, "std_dev"), _number(new, "std_dev")),
        distances=_distances(old, new, rules, compared),
        domain=_domain(theirs, ours),
        settings=(*(each for each in own if each not in general), *_constrained(theirs, ours)),
    )


def _distances(
    old: FeatureStatistics, new: FeatureStatistics, rules: Rules, compared: Comparison
) -> Distances | None:
    container = measure(new, old, rules, Drift.CONTAINER, compared)
    exact = measure(new, old, rules, Drift.EXACT, compared)
    return None if container is None or exact is None else Distances(container=container, exact=exact)


def _missing(feature: FeatureStatistics) -> float:
    """The share of missing cells; 1 where no cell has a value."""
    statistics = feature.numerical_statistics or feature.string_statistics
    if statistics is None:
        return 1.0
    present, missing = statistics.common.num_present, statistics.common.num_missing
    return missing / (present + missing) if present + missing else 1.0


def _number(feature: FeatureStatistics, member: str) -> float | None:
    found: float | None = getattr(feature.numerical_statistics, member, None)
    return found


def _shift(before: float | None, after: float | None) -> Shift | None:
    return None if before is None or after is None else Shift(before, after)


def _domain(old: FeatureConstraints | None, new: FeatureConstraints | None) -> DomainChange | None:
    before, after = (None if each is None else domain_of(each) for each in (old, new))
    if before == after:
        return None
    theirs, ours = before or frozenset(), after or frozenset()
    return DomainChange(
        before=None if before is None else len(before),
        after=None if after is None else len(after),
        added=len(ours - theirs),
        removed=len(theirs - ours),
    )


def _constrained(old: FeatureConstraints | None, new: FeatureConstraints | None) -> list[SettingChange]:
    """What is no setting of monitoring: whether there are constraints at all, and the sign of numbers.

    The least completeness is left out: it repeats the share of missing cells, unless somebody edited it.
    """
    if old is None or new is None:
        if old is new:
            return []
        return [SettingChange(setting="is_constrained", before=old is not None, after=new is not None)]
    before, after = (
        None if each.num_constraints is None else each.num_constraints.is_non_negative for each in (old, new)
    )
    if before == after:
        return []
    return [SettingChange(setting="is_non_negative", before=before, after=after)]
