"""A threshold for each feature, from distances that batches of unchanged data have from the baseline."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from baselining.calibration.draws import Categories, Doubles, Numbers
from baselining.documents.constraints import Constraints
from baselining.documents.pair import Documents
from baselining.documents.statistics import Distribution, FeatureStatistics
from baselining.evaluation.distances import categories, numbers
from baselining.evaluation.rules import Rules, rules_for_all, rules_of
from baselining.evaluation.violation import Drift
from baselining.fold.sketch import SketchBuilder

_TAIL = 20
_LEAST, _MOST = 400, 4000
"""Batches that are drawn: about 20 of them alarm, of what the threshold is to be."""
_TOO_OFTEN = 1.3
"""What is asked, and the tolerance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Of one feature.

    Attributes:
        value: The distance (`Simple`) that a batch of unchanged data exceeds with the chosen probability.
        default: The threshold of the constraints, and `method` what is subtracted from a distance before it.
    """

    feature: str
    value: float
    default: float
    method: str

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a run's record can hold."""
        return asdict(self)

    def __str__(self) -> str:
        return f"`{self.feature}`: threshold {self.value:.4f} (Simple) in the place of {self.default:g} ({self.method})"


def calibrate(baseline: Documents, *, rows: int, alarms: float) -> tuple[Threshold, ...]:
    """The threshold of each feature whose drift is looked for.

    The same baseline gives the same thresholds. Left out is a feature without a distribution, or that chi-squared
    compares, or whose distance is always 0.

    Args:
        baseline: Generated documents.
        rows: Of a batch that is monitored, as an hour has them.
        alarms: How probably an unchanged feature shall exceed its threshold, in each batch.

    Raises:
        DocumentError: If the constraints contradict themselves.
    """
    return tuple(_thresholds(baseline, rows, alarms))


def _thresholds(baseline: Documents, rows: int, alarms: float) -> Iterator[Threshold]:
    for_all = rules_for_all(baseline.constraints, "constraints")
    statistics = {each.name: each for each in baseline.statistics.features}
    for feature in baseline.constraints.features:
        rules = rules_of(feature, baseline.constraints, for_all, "constraints")
        if not rules.compares or feature.name not in statistics:
            continue
        distances = _distances(statistics[feature.name], rules, rows, _draws(alarms))
        if distances is not None and distances.max() > 0:
            value = quantile(distances, alarms)
            is_number = statistics[feature.name].numerical_statistics is not None
            default = rules.threshold if is_number else rules.category_threshold
            yield Threshold(feature=feature.name, value=value, default=default, method=rules.method)


def _draws(alarms: float) -> int:
    return min(max(math.ceil(_TAIL / alarms), _LEAST), _MOST)


def quantile(distances: Doubles, alarms: float) -> float:
    """The distance whose exceeding comes nearest to that probability, and not much beyond it.

    A feature of few different distances may have none that is near; then it alarms more seldom.
    """
    values, counts = np.unique(distances, return_counts=True)
    above = 1 - np.cumsum(counts) / len(distances)
    is_possible = (above > 0) & (above <= _TOO_OFTEN * alarms)
    if not is_possible.any():
        return float(values[-1])
    return float(values[is_possible][np.argmin(np.abs(np.log(above[is_possible] / alarms)))])


def _distances(feature: FeatureStatistics, rules: Rules, rows: int, draws: int) -> Doubles | None:
    chance = np.random.default_rng([rows, draws, zlib.crc32(feature.name.encode())])
    statistics = feature.numerical_statistics or feature.string_statistics
    found = statistics.distribution if statistics else None
    if statistics is None or found is None:
        return None
    present, missing = statistics.common.num_present, statistics.common.num_missing
    if found.kll is not None:
        batch = round(rows * present / (present + missing))
        return _of_numbers(found, present, batch, draws, chance, whole=feature.inferred_type == "Integral")
    if found.categorical is None or rules.category_measure != "LInfinity":
        return None
    return _of_categories([bucket.count for bucket in found.categorical.buckets], rows, draws, chance)


def _of_numbers(
    found: Distribution, present: int, rows: int, draws: int, chance: np.random.Generator, *, whole: bool
) -> Doubles | None:
    assert found.kll is not None  # noqa: S101 - asked before
    levels = found.kll.sketch.data
    if rows < 1 or not any(levels):
        return None
    population = Numbers(levels, present, whole=whole)
    distances = np.zeros(draws)
    for draw, batch in enumerate(population.batches(draws, rows, chance)):
        builder = SketchBuilder()
        builder.add(batch)
        gap = numbers.compare_compiled(
            [level.tolist() for level in builder.sketch().levels], levels, Drift.CONTAINER
        )
        distances[draw] = gap[0] if gap else 0.0
    return distances


def _of_categories(counts: list[int], rows: int, draws: int, chance: np.random.Generator) -> Doubles | None:
    if not sum(counts):
        return None
    names = list(map(str, range(len(counts))))
    population, before = Categories(counts), dict(zip(names, counts, strict=True))
    drawn = (dict(zip(names, population.draw(rows, chance).tolist(), strict=True)) for _ in range(draws))
    return np.array([categories.largest_difference(each, before) for each in drawn])


def with_thresholds(constraints: Constraints, thresholds: tuple[Threshold, ...]) -> Constraints:
    """The constraints with these as settings of features, which the container reads."""
    values = {each.feature: each.value for each in thresholds}
    tree = constraints.tree()
    drift = constraints.monitoring_config.distribution_constraints
    has_categories = drift is not None and drift.categorical_comparison_threshold is not None
    tree["features"] = [
        {
            **feature,
            "monitoringConfigOverrides": {
                **feature.get("monitoringConfigOverrides", {}),
                **_settings(values[feature["name"]], both=has_categories),
            },
        }
        if feature["name"] in values
        else feature
        for feature in tree["features"]
    ]
    return Constraints.model_validate(tree)


def _settings(threshold: float, *, both: bool) -> dict[str, Any]:
    settings: dict[str, Any] = {"comparison_threshold": threshold, "comparison_method": "Simple"}
    return {
        "distribution_constraints": {
            **settings,
            **({"categorical_comparison_threshold": threshold} if both else {}),
        }
    }
