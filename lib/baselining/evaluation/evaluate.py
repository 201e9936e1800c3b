"""The whole of a monitoring run, but for reading the data: current data, baseline and constraints → violations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS
from baselining.documents.statistics import FeatureStatistics, Statistics
from baselining.errors import DocumentError
from baselining.evaluation.checks import absent, check_columns, check_feature, domain_of, drifted
from baselining.evaluation.current import Current
from baselining.evaluation.distances.numbers import comparison_for
from baselining.evaluation.drift import measure
from baselining.evaluation.rules import Rules, rules_for_all, rules_of
from baselining.evaluation.violation import Checks, Distance, Drift, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """In which way data is evaluated; by default as the container does it."""

    drift: Drift = Drift.CONTAINER
    checks: Checks = Checks.CONTAINER


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What an evaluation found.

    Attributes:
        violations: In the order of columns; the container's own order is that of a hash table, and differs from run to
            run.
        distances: Of every feature that could be compared with the baseline, drifted or not.
        emitting: Features whose metrics are to be sent.
        notes: Sentences on what was not checked, and why.
    """

    violations: tuple[Violation, ...] = ()
    distances: Mapping[str, Distance] = field(default_factory=dict)
    emitting: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def evaluate(
    current: Current,
    baseline: Statistics | None,
    constraints: Constraints,
    how: How = How(),
    *,
    name: str = CONSTRAINTS,
) -> Evaluation:
    """Hold current data against a baseline.

    If the numbers of columns differ, that is the only violation, as in the container. Otherwise columns are matched by
    name.

    Args:
        current: What is known of the data; it has rows.
        baseline: The baseline's statistics; None: drift is not looked for, and a note says so.
        constraints: The baseline's constraints.
        how: Which distance, and which checks.
        name: The file of the constraints, for messages.

    Raises:
        DocumentError: If the constraints contradict themselves, or none of their features is a column of the data, or
            no feature of the statistics is one of theirs.
    """
    for_all = rules_for_all(constraints, name)
    rules = {each.name: rules_of(each, constraints, for_all, name) for each in constraints.features}
    features = current.features
    _require_known(features, rules, name)
    described = None if baseline is None else {each.name: each for each in baseline.features}
    if described is not None:
        _require_described(described, rules)
    emitting = frozenset(name for name in features if rules.get(name, for_all).emits)
    columns = check_columns(len(features), len(rules)) if for_all.evaluates else None
    if columns is not None:
        note = "The numbers of columns differ, so nothing else was checked, as in the container."
        return Evaluation(violations=(columns,), emitting=emitting, notes=(note,))
    distances = dict(_distances(features, described or {}, rules, how.drift))
    return Evaluation(
        violations=tuple(_violations(current, features, constraints, rules, distances, how.checks)),
        distances=distances,
        emitting=emitting,
        notes=tuple(_notes(current, features, described, constraints, rules)),
    )


def _distances(
    features: Mapping[str, FeatureStatistics],
    baseline: Mapping[str, FeatureStatistics],
    rules: Mapping[str, Rules],
    drift: Drift,
) -> Iterator[tuple[str, Distance]]:
    compare = comparison_for(len(features))
    for name, feature in features.items():
        if name in baseline and name in rules and rules[name].compares:
            distance = measure(feature, baseline[name], rules[name], drift, compare)
            if distance is not None:
                yield name, distance


def _violations(
    current: Current,
    features: Mapping[str, FeatureStatistics],
    constraints: Constraints,
    rules: Mapping[str, Rules],
    distances: Mapping[str, Distance],
    checks: Checks,
) -> Iterator[Violation]:
    for feature in constraints.features:
        name = feature.name
        if not rules[name].evaluates:
            continue
        if name not in features:
            yield absent(name)
            continue
        yield from check_feature(feature, current, features[name], rules[name], sign=checks is Checks.ALL)
        found = drifted(name, distances[name]) if name in distances else None
        if found is not None:
            yield found


def _notes(
    current: Current,
    features: Mapping[str, object],
    baseline: Mapping[str, FeatureStatistics] | None,
    constraints: Constraints,
    rules: Mapping[str, Rules],
) -> Iterator[str]:
    off = [name for name, each in rules.items() if not each.evaluates]
    if off:
        yield f"Constraints of {_named(off)} are not checked: evaluate_constraints is Disabled."
    strange = [name for name in features if name not in rules]
    if strange:
        yield f"{_named(strange)} of the dataset has no constraints: other columns than those of the baseline."
    if baseline is None:
        yield "Without statistics of the baseline, drift was not looked for; all other checks were made."
    else:
        missing = [name for name, each in rules.items() if each.compares and name not in baseline]
        if missing:
            yield f"The baseline has no statistics of {_named(missing)}: drift was not looked for there."
    uncounted = [
        each.name
        for each in constraints.features
        if domain_of(each) is not None and each.name in features and each.name not in current.values
    ]
    if uncounted:
        yield f"The values of {_named(uncounted)} were not counted: they were not held against the known ones."


def _require_known(features: Mapping[str, object], rules: Mapping[str, object], name: str) -> None:
    if not rules:
        raise DocumentError(f"{name} constrains no feature.")
    if not any(feature in rules for feature in features):
        raise DocumentError(
            f"None of the {len(features):,} columns of the dataset is among the {len(rules):,} features of {name}.",
            hint="These are the constraints of another dataset; or is the header missing, or read as a row?",
        )


def _require_described(described: Mapping[str, object], rules: Mapping[str, object]) -> None:
    if not any(feature in rules for feature in described):
        raise DocumentError(
            "The statistics and the constraints have no feature in common: they are not of one baseline.",
            hint="Name the two files of one baseline.",
        )


def _named(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:5]))
    return f"{shown} and {len(names) - 5:,} more" if len(names) > 5 else shown
