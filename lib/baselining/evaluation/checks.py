"""The checks of one feature, each a violation or None, with the container's sentences, to the letter.

Shares are computed as Deequ's `Check` does, which the container is built on: `hasDataType` leaves missing cells out,
`hasCompleteness` counts all rows, `isContainedIn` takes missing cells for contained.
"""

from __future__ import annotations

from collections.abc import Iterator

from baselining.documents.constraints import FeatureConstraints
from baselining.documents.java_double import double_text
from baselining.documents.statistics import FeatureStatistics, InferredType
from baselining.evaluation.current import Current
from baselining.evaluation.rules import Rules
from baselining.evaluation.violation import Check, Distance, Violation
from baselining.states.column import CellClasses

MISSING_COLUMNS, EXTRA_COLUMNS = "Missing columns", "Extra columns"


def check_feature(
    constraints: FeatureConstraints,
    current: Current,
    statistics: FeatureStatistics,
    rules: Rules,
    *,
    sign: bool,
) -> Iterator[Violation]:
    """Everything but drift; `statistics`: of the feature in the current data; `sign`: is_non_negative, too."""
    name = constraints.name
    classes = current.classes[name]
    found = (
        _data_type(name, constraints.inferred_type, classes, rules.type_share),
        _completeness(name, constraints.completeness, classes),
        _categorical(constraints, current, rules.domain_share),
        _sign(constraints, statistics) if sign else None,
    )
    yield from (violation for violation in found if violation is not None)


def drifted(name: str, distance: Distance) -> Violation | None:
    """The feature is further from the baseline than the constraints allow."""
    if not distance.is_drift:
        return None
    value, threshold = double_text(distance.value), double_text(distance.threshold)
    words = (
        f"Baseline drift p-value: {value} is below threshold: {threshold}"  # the container's words are not known
        if distance.is_p_value
        else f"Baseline drift distance: {value} exceeds threshold: {threshold}"
    )
    return Violation(
        feature=name,
        check=Check.BASELINE_DRIFT,
        description=words,
        expected=distance.threshold,
        seen=distance.value,
        distance=distance,
    )


def check_columns(current: int, baseline: int) -> Violation | None:
    """The numbers of columns differ."""
    if current == baseline:
        return None
    is_extra = current > baseline
    kind = "extra" if is_extra else "missing"
    return Violation(
        feature=EXTRA_COLUMNS if is_extra else MISSING_COLUMNS,
        check=Check.EXTRA_COLUMNS if is_extra else Check.MISSING_COLUMNS,
        description=f"There are {kind} columns in current dataset. Number of columns in current dataset: {current}, "
        f"Number of columns in baseline constraints: {baseline}",
        expected=float(baseline),
        seen=float(current),
    )


def absent(name: str) -> Violation:
    """A column is not there, and another one instead: the container's words for that are not known."""
    return Violation(
        feature=name,
        check=Check.MISSING_COLUMNS,
        description="The column is not in the current dataset, which has as many columns as the baseline constraints.",
    )


def share_of_type(kind: InferredType, classes: CellClasses) -> float:
    """The share of present cells that are of exactly this type; 0 without any (Deequ's `ratioTypes`).

    Whole numbers are not Fractional. true and false are String, as in the type of a column (docs/decisions/0004).
    """
    counts = {
        "Integral": classes.integral,
        "Fractional": classes.fractional,
        "String": classes.string + classes.boolean,
        "Unknown": 0,
    }
    return counts[kind] / classes.present if counts[kind] else 0.0


def _data_type(name: str, kind: InferredType, classes: CellClasses, least: float) -> Violation | None:
    if kind == "Unknown":  # the baseline had no cell that would tell the type
        return None
    share = share_of_type(kind, classes)
    return _if_less(
        name,
        Check.DATA_TYPE,
        share,
        least,
        f"Data type match requirement is not met. Expected data type: {kind}, Expected match: {_percent(least)}. "
        f"Observed: Only {_percent(share)} of data is {kind}.",
    )


def _completeness(name: str, least: float, classes: CellClasses) -> Violation | None:
    share = classes.present / (classes.present + classes.missing)
    return _if_less(
        name,
        Check.COMPLETENESS,
        share,
        least,
        f"Data completeness requirement is not met. Expected: {_percent(least)}. "
        f"Observed: Only {_percent(share)}.",
    )


def domain_of(constraints: FeatureConstraints) -> frozenset[str] | None:
    """The values that are known of the feature; None if they are not constrained."""
    listed = constraints.string_constraints.domains if constraints.string_constraints else None
    return None if listed is None else frozenset(listed)


def _categorical(constraints: FeatureConstraints, current: Current, least: float) -> Violation | None:
    domain, name = domain_of(constraints), constraints.name
    counts = current.values.get(name)
    if domain is None or counts is None:
        return None
    classes = current.classes[name]
    known = classes.missing + sum(count for text, count in counts.items() if text in domain)
    share = known / (classes.present + classes.missing)
    return _if_less(
        name,
        Check.CATEGORICAL_VALUES,
        share,
        least,
        f"Categorical value match requirement is not met. Expected match: {_percent(least)}. "
        f"Observed: {_percent(share)} of the values match the known values.",
    )


def _sign(constraints: FeatureConstraints, statistics: FeatureStatistics) -> Violation | None:
    wanted = constraints.num_constraints is not None and constraints.num_constraints.is_non_negative
    numbers = statistics.numerical_statistics
    if not wanted or numbers is None or numbers.min is None or numbers.min >= 0:
        return None
    return Violation(
        feature=constraints.name,
        check=Check.NON_NEGATIVE,
        description="Non-negative requirement is not met. Expected: no negative numbers. Observed: at least one. "
        "(The container does not check this.)",
    )


def _if_less(name: str, check: Check, share: float, least: float, sentence: str) -> Violation | None:
    """The violation if a share is below the least one that is allowed."""
    if share >= least:
        return None
    return Violation(feature=name, check=check, description=sentence, expected=least, seen=share)


def _percent(share: float) -> str:
    return f"{double_text(share * 100)}%"
