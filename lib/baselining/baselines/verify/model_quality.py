"""Does a baseline of model quality agree with itself? Metrics follow from the matrix, areas from curves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from baselining.baselines.verify.finding import Finding, note, wrong
from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.documents.model_quality import CONSTRAINED, METRICS_OF, Threshold
from baselining.documents.quality_pair import QualityDocuments
from baselining.model_quality.classification import CONSTANT, Values, always, binary_values, multiclass_values
from baselining.model_quality.slack import NO_SLACK, is_worse_above

_SAME = 1e-9
"""Of two numbers, relative: Spark adds classes up in the order of a hash table."""
_SAME_AREA = 1e-3
"""Curves of more than some 260,000 scores are drawn with fewer points than their areas are computed from."""
_MATRIX = "confusion_matrix"
_CURVES = {
    "receiver_operating_characteristic_curve": ("false_positive_rates", "true_positive_rates", "auc"),
    "precision_recall_curve": ("recalls", "precisions", "au_prc"),
}


def verify_quality(documents: QualityDocuments) -> Iterator[Finding]:
    """What cannot be is wrong; thresholds that are not the values are slack, limits or edits, and noted."""
    values: Values = {}
    if documents.statistics is None:
        yield note(STATISTICS, "there is none: thresholds are compared with nothing")
    else:
        where = f"{STATISTICS}: {METRICS_OF[documents.problem]}"
        for name, member in documents.metrics.items():
            if name != _MATRIX and name not in _CURVES:
                values[name] = _value(member)
                yield from _verify_metric(f"{where}.{name}", member, name)
        rows = documents.statistics.dataset.item_count
        if documents.problem == "Regression":
            yield from _verify_errors(values, where)
        else:
            yield from _verify_classes(documents, values, rows, where)
        yield from _verify_curves(documents.metrics, values, where)
    yield from _verify_thresholds(documents, values)


def _value(member: Any) -> float | None:
    value = member.get("value") if isinstance(member, Mapping) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _verify_metric(place: str, member: Any, name: str) -> Iterator[Finding]:
    if not isinstance(member, Mapping) or "value" not in member:
        yield wrong(place, "it should be an object with a value and a standard_deviation")
        return
    for part in ("value", "standard_deviation"):
        number = member.get(part)
        if number is not None and (isinstance(number, bool) or not isinstance(number, (int, float))):
            yield wrong(f"{place}.{part}", "it is no number, and not null")
        elif number is not None and number < 0 and name != "r2":
            yield wrong(f"{place}.{part}", "it is negative")
        elif number is not None and part == "value" and number > 1 and name not in ("mae", "mse", "rmse"):
            yield wrong(f"{place}.{part}", "it is larger than 1")


def _verify_errors(values: Values, where: str) -> Iterator[Finding]:
    mae, mse, rmse = (values.get(name) for name in ("mae", "mse", "rmse"))
    if mse is not None and rmse is not None and mse >= 0 and not _same(rmse, math.sqrt(mse)):
        yield wrong(f"{where}.rmse", "it is not the root of mse")
    if mae is not None and rmse is not None and mae > rmse * (1 + _SAME):
        yield wrong(f"{where}.mae", "it is larger than rmse, which no errors have")


def _verify_classes(documents: QualityDocuments, values: Values, rows: int, where: str) -> Iterator[Finding]:
    place = f"{where}.{_MATRIX}"
    counts = _counts(documents.metrics.get(_MATRIX))
    if counts is None:
        yield wrong(place, "it should have the same classes as rows and as columns, and whole numbers")
        return
    if int(counts.sum()) != rows:
        yield wrong(place, f"it has {int(counts.sum()):,} rows, and the dataset {rows:,}")
    if not counts.sum():
        return
    yield from _verify_values(_possible(documents.problem, counts), values, where)


def _counts(matrix: Any) -> np.ndarray | None:
    """The matrix as numbers; None if it is no matrix."""
    if not isinstance(matrix, Mapping) or not all(isinstance(row, Mapping) for row in matrix.values()):
        return None
    classes = list(matrix)
    if any(set(row) != set(classes) for row in matrix.values()):
        return None
    cells = [[matrix[actual][predicted] for predicted in classes] for actual in classes]
    if not all(type(cell) is int and 0 <= cell < 2**53 for row in cells for cell in row):
        return None
    return np.array(cells, np.int64).reshape(len(classes), len(classes))


def _possible(problem: str, counts: np.ndarray) -> list[Values]:
    """What a matrix can give: by the class that is the positive one, and the one that a constant classifier says."""
    if problem != "BinaryClassification":
        return [multiclass_values(counts)]
    found = []
    for positive in range(-1, len(counts)):
        rates = {name: x for name, x in binary_values(counts, positive).items() if CONSTANT not in name}
        for place in range(len(counts)):
            constant = binary_values(always(counts, place), positive)
            found.append({**rates, **{n: x for n, x in constant.items() if CONSTANT in n}})
    return found


def _verify_values(possible: Sequence[Values], values: Values, where: str) -> Iterator[Finding]:
    """Compare with whichever possibility fits best."""

    def different(wanted: Values) -> list[str]:
        return [n for n in wanted if n in values and not _same(values[n], wanted[n])]

    for name in min(map(different, possible), key=len):
        yield wrong(f"{where}.{name}.value", f"it does not follow from {_MATRIX}")


def _verify_curves(metrics: Mapping[str, Any], values: Values, where: str) -> Iterator[Finding]:
    for name, (x_name, y_name, area) in _CURVES.items():
        if name not in metrics:
            continue
        place = f"{where}.{name}"
        curve = metrics[name] if isinstance(metrics[name], Mapping) else {}
        x, y = (_points(curve.get(axis)) for axis in (x_name, y_name))
        if x is None or y is None or x.size != y.size or not x.size:
            yield wrong(place, f"{x_name} and {y_name} should be lists of as many numbers from 0 to 1")
        elif (np.diff(x) < 0).any():
            yield wrong(f"{place}.{x_name}", "they should not fall")
        elif (found := values.get(area)) is not None:
            below = float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2.0))
            if abs(below - found) > _SAME_AREA:
                yield wrong(f"{where}.{area}.value", f"it is not the area below {name}")


def _points(numbers: Any) -> np.ndarray | None:
    if not isinstance(numbers, list) or not all(type(number) in (int, float) for number in numbers):
        return None
    points = np.array(numbers, np.float64)
    return points if ((points >= 0) & (points <= 1)).all() else None


def _verify_thresholds(documents: QualityDocuments, values: Values) -> Iterator[Finding]:
    where = f"{CONSTRAINTS}: {METRICS_OF[documents.problem].replace('metrics', 'constraints')}"
    thresholds, known = documents.constraints.thresholds, CONSTRAINED[documents.problem]
    for name, threshold in thresholds.items():
        place = f"{where}.{name}"
        if name not in known:
            yield wrong(place, "the container has no threshold of this metric")
        elif values and name not in values:
            yield wrong(place, f"{STATISTICS} does not have this metric")
        elif threshold.comparison_operator != NO_SLACK.operator_of(name):
            yield wrong(
                f"{place}.comparison_operator", "it is violated by better models, and not by worse ones"
            )
        elif values:
            yield from _verify_threshold(place, threshold, values[name], above=is_worse_above(name))
    dropped = [name for name in known if name in values and name not in thresholds]
    if dropped:
        yield note(where, f"edited: {', '.join(dropped)} have values and no threshold")


def _verify_threshold(
    place: str, threshold: Threshold, value: float | None, *, above: bool
) -> Iterator[Finding]:
    limit = threshold.threshold
    if (limit is None) != (value is None):
        yield note(
            f"{place}.threshold", "edited: null, so it is never violated" if limit is None else "edited"
        )
    elif limit is not None and value is not None and limit != value:
        is_stricter = limit < value if above else limit > value
        yield note(
            f"{place}.threshold",
            "stricter than the value: the baseline's own data violates it"
            if is_stricter
            else "looser than the value: slack, or edited",
        )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=_SAME)
