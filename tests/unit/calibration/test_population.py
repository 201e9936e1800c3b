"""What is drawn from a sketch has about as many different numbers as the data, dense, sparse or in lumps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from baselining.calibration.draws import Numbers
from baselining.calibration.population import population_of
from baselining.calibration.thresholds import quantile
from baselining.fold.sketch import SketchBuilder

Chance = np.random.Generator
KINDS: dict[str, Callable[[Chance, int], np.ndarray]] = {
    "dense": lambda chance, rows: np.round(chance.gamma(2, 40, rows)),
    "lumps": lambda chance, rows: np.round(chance.normal(200, 40, rows) / 5) * 5,
    "dense by day, sparse by night": lambda chance, rows: np.where(
        chance.random(rows) < 0.8, chance.integers(1000, 1400, rows), chance.integers(0, 9, rows) * 100
    ).astype(float),
    "every third number": lambda chance, rows: chance.integers(0, 3000, rows) * 3.0,
    "decimals": lambda chance, rows: np.round(chance.normal(0, 1, rows), 3),
    "all different": lambda chance, rows: chance.normal(0, 1, rows),
}


def levels(numbers: np.ndarray) -> list[list[float]]:
    builder = SketchBuilder()
    builder.add(numbers)
    return [level.tolist() for level in builder.sketch().levels]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1_500, 60_000])
def test_batches_have_as_many_different_numbers_as_those_of_the_data(kind: str, rows: int) -> None:
    chance = np.random.default_rng(7)
    data = KINDS[kind](chance, rows)
    whole = bool((data == np.round(data)).all())

    drawn = [
        len(np.unique(each)) for each in Numbers(levels(data), rows, whole=whole).batches(20, 500, chance)
    ]

    real = [len(np.unique(KINDS[kind](chance, 500))) for _ in range(20)]
    assert np.mean(drawn) == pytest.approx(np.mean(real), rel=0.12)


def test_runs_lie_within_the_data_and_have_all_of_it() -> None:
    chance = np.random.default_rng(3)
    found = population_of([np.round(chance.normal(0, 50, 300)), np.round(chance.normal(0, 50, 200))])

    assert found.shares.sum() == pytest.approx(1)
    assert (found.first <= found.last).all()
    assert (found.shares > 0).all()


@pytest.mark.parametrize("items", [[5.0], [5.0, 5.0], [1.0, 9.0]])
def test_a_sketch_of_few_items_is_enough(items: list[float]) -> None:
    (drawn,) = Numbers([items], len(items), whole=True).batches(1, 50, np.random.default_rng(1))

    assert set(drawn) <= set(range(int(min(items)), int(max(items)) + 1))


def test_where_no_distance_is_exceeded_as_often_as_asked_the_threshold_is_one_that_is_exceeded_more_seldom() -> (
    None
):
    distances = np.array([0.0] * 900 + [0.1] * 80 + [0.2] * 15 + [0.3] * 5)

    assert quantile(distances, 0.02) == 0.1  # exceeded with 0.02
    assert quantile(distances, 0.05) == 0.1
    assert quantile(distances, 0.008) == 0.2  # with 0.005, not with 0.02
    assert quantile(np.array([0.0, 0.4]), 0.01) == 0.4
