"""How long does the comparison itself take, beside reading the baseline that it compares with?

python -m benchmarks.evaluation [--features 5000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np

from baselining.baselines.suggest import suggest
from baselining.documents.files import STATISTICS, from_bytes, to_bytes
from baselining.documents.statistics import (
    Common,
    DatasetFacts,
    Distribution,
    FeatureStatistics,
    Kll,
    NumericalStatistics,
    Sketch,
    SketchParameters,
    Statistics,
)
from baselining.evaluation import Current, Drift, How, evaluate
from baselining.fold.sketch import SketchBuilder
from baselining.states.column import CellClasses
from benchmarks.common import machine

ROWS = 2_000
"""A sketch of so many numbers has as many items."""


def main() -> None:
    """Print milliseconds, and the ratio to reading the baseline's statistics, both in one run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--features", type=int, default=5000)
    features = parser.parse_args().features
    print(machine())
    baseline, now = statistics(features, seed=1), statistics(features, seed=2)
    constraints, text = suggest(baseline), to_bytes(baseline)
    current = Current(
        statistics=now,
        classes={each.name: CellClasses(fractional=ROWS) for each in now.features},
        values={},
    )
    read = seconds(lambda: from_bytes(Statistics, text, name=STATISTICS))
    print(
        f"reading the statistics of {features:,} features, {len(text) / 1e6:,.0f} MB: {read * 1000:,.0f} ms"
    )
    for drift in Drift:
        how = How(drift=drift)
        evaluate(current, baseline, constraints, how)  # the kernel is loaded
        took = median([seconds(partial(evaluate, current, baseline, constraints, how)) for _ in range(5)])
        each = took / features * 1e6
        print(f"{drift.value}: {took * 1000:,.0f} ms, {each:,.0f} us a feature, {took / read:.2f} of reading")


def seconds(action: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def statistics(features: int, *, seed: int) -> Statistics:
    """Columns of normal numbers; a hundred different sketches, over and over."""
    random = np.random.default_rng(seed)
    sketches = [_distribution(random.normal(size=ROWS)) for _ in range(min(features, 100))]
    common = Common(num_present=ROWS, num_missing=0)
    return Statistics(
        version=0.0,
        dataset=DatasetFacts(item_count=ROWS),
        features=[
            FeatureStatistics(
                name=f"c{place}",
                inferred_type="Fractional",
                numerical_statistics=NumericalStatistics(
                    common=common, min=-1.0, distribution=sketches[place % len(sketches)]
                ),
            )
            for place in range(features)
        ],
    )


def _distribution(values: np.ndarray) -> Distribution:
    builder = SketchBuilder()
    builder.add(values)
    data = [level.tolist() for level in builder.sketch().levels]
    return Distribution(
        kll=Kll(buckets=[], sketch=Sketch(parameters=SketchParameters(c=0.64, k=2048.0), data=data))
    )


if __name__ == "__main__":
    main()
