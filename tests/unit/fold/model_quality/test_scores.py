"""Scores that are counted in a table are, to the bit, those that are sorted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from baselining.fold.model_quality import scores as module
from baselining.fold.model_quality.scores import ScoresBuilder
from baselining.kernels.scores import count_scores
from baselining.states.model_quality import scores
from baselining.states.model_quality.scores import Scores

Doubles = npt.NDArray[np.float64]
MOST = 256
SHAPES: dict[str, Callable[[np.random.Generator, int], Doubles]] = {
    "confident": lambda random, size: 1 / (1 + np.exp(-random.normal(-1, 4, size))),
    "even": lambda random, size: random.random(size),
    "few": lambda random, size: random.integers(0, 11, size) / 10,
    "as many as are told apart": lambda _, size: np.arange(size) % MOST / (MOST - 1),
    "one more": lambda _, size: np.arange(size) % (MOST + 1) / MOST,
    "single precision": lambda random, size: random.random(size, np.float32).astype(np.float64),
    "both precisions": lambda random, size: np.where(
        random.random(size) < 0.5, random.random(size), random.random(size, np.float32)
    ),
    "far apart": lambda random, size: 2.0 ** -random.integers(0, 1074, size),
    "ends": lambda random, size: random.choice([-0.0, 0.0, 0.5, np.nextafter(0.5, 1), 1.0, 5e-324], size),
    "more and more": lambda random, size: random.random(size) * np.linspace(0, 1, size),
}


def counted(values: Doubles, positive: npt.NDArray[np.bool_], *, batch: int = 97) -> Scores:
    builder = ScoresBuilder(MOST, 64, has_table=True)
    for start in range(0, values.size, batch):
        builder.add(values[start : start + batch], positive[start : start + batch])
    assert builder.scores().total == values.size  # asking changes nothing
    return builder.scores()


def same(one: Scores, other: Scores) -> bool:
    arrays = [(one.keys, other.keys), (one.positives, other.positives), (one.negatives, other.negatives)]
    return one.shift == other.shift and all(
        a.dtype == b.dtype and bool(np.array_equal(a, b)) for a, b in arrays
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [0, 1, 64, 65, 5000])
def test_a_table_counts_what_sorting_does(shape: str, size: int) -> None:
    for seed in range(3):
        random = np.random.default_rng(seed)
        values = SHAPES[shape](random, size)
        positive = random.random(size) < values

        assert same(scores.of_rows(values, positive, MOST), counted(values, positive))


def test_keys_that_all_belong_to_one_place_are_sorted() -> None:
    # Low bits of these keys are 0, and those above cancel each other out in the place.
    keys = np.arange(1, 251, dtype=np.uint64) << np.uint64(30)
    random = np.random.default_rng(1)
    values = scores.scores_of(random.choice(keys | (keys >> np.uint64(20) << np.uint64(40)), 4000), 0)
    positive = random.random(4000) < 0.5

    assert same(scores.of_rows(values, positive, MOST), counted(values, positive))


def test_the_kernel_is_compiled_once_whoever_owns_the_numbers() -> None:
    values = np.random.default_rng(4).random(300)
    arrow = pa.array(values).to_numpy()  # nobody may write to it

    assert same(counted(values, values < 0.5), counted(arrow, arrow < 0.5))
    assert len(count_scores.signatures) == 1  # type: ignore[attr-defined]


def test_a_table_is_emptied_before_its_counts_are_full(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    values = random.integers(0, 5, 3000) / 4
    positive = random.random(3000) < 0.5
    monkeypatch.setattr(module, "_MOST_ROWS", 500)

    assert same(scores.of_rows(values, positive, MOST), counted(values, positive))


def test_a_crowded_table_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    def count(table: object, values: Doubles, *_: object) -> tuple[int, int]:
        given.append(values.size)
        return 0, 0  # a key is too far from its place

    monkeypatch.setattr(module, "count_scores", count)
    random = np.random.default_rng(3)
    values = random.random(2000)
    positive = random.random(2000) < values

    assert same(scores.of_rows(values, positive, MOST), counted(values, positive))
    assert len(given) == 1
