from __future__ import annotations

from dataclasses import replace
from math import isclose

import numpy as np
import pyarrow as pa
from tests.unit.model_quality.measuring import BINARY, NUMBERS, rows_of

from baselining.model_quality.measure import measure
from baselining.model_quality.slices import hanley_mcneil, slices_of, wilson


def test_a_slice_that_is_worse_is_flagged_and_those_that_vary_by_chance_are_not() -> None:
    random = np.random.default_rng(8)
    region = random.choice(["north", "south", "west", "east"], 8000)
    label = random.integers(0, 2, 8000)
    right = random.random(8000) < np.where(region == "west", 0.6, 0.85)
    probability = np.clip(np.where(right, label, 1 - label) * 0.5 + random.random(8000) * 0.5, 0, 1)
    question = replace(BINARY, slices=("region",))
    columns = {
        "label": label,
        "prediction": np.where(right, label, 1 - label),
        "probability": probability,
        "region": region,
    }
    rows = rows_of([pa.RecordBatch.from_pydict(columns)], question)

    found = slices_of(rows.slices, measure(rows.performance, question), question, exact=False)

    assert [each.value for each in found] == ["east", "north", "south", "west"]
    assert {"west"} == {each.value for each in found if each.worse}
    assert {"accuracy", "recall", "precision", "auc"} <= set(found[3].worse)
    shown = found[3].to_json()
    assert (region == "west").sum() == shown["item_count"]
    low, high = shown["metrics"]["accuracy"]["confidence_interval"]
    assert low < right[region == "west"].mean() < high


def test_slices_of_errors_have_intervals() -> None:
    random = np.random.default_rng(8)
    part = random.choice(["a", "b"], 2000)
    label = random.normal(0, 1, 2000)
    guess = label + random.normal(0, 1, 2000) * np.where(part == "a", 1, 2)
    question = replace(NUMBERS, slices=("part",))
    rows = rows_of(
        [pa.RecordBatch.from_pydict({"label": label, "prediction": guess, "part": part})], question
    )

    a, b = slices_of(rows.slices, measure(rows.performance, question), question, exact=False)

    assert (a.worse, b.worse) == ((), ("mae", "mse"))
    assert isclose(np.abs(label - guess)[part == "a"].mean(), sum(a.intervals["mae"]) / 2, rel_tol=1e-9)


def test_intervals_are_those_of_the_books() -> None:
    low, high = wilson(8, 10, 1.959963984540054)  # Newcombe 1998: 0.4902 to 0.9433

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert isclose(hanley_mcneil(0.893, 51, 58), 0.032, abs_tol=0.001)  # Hanley and McNeil 1982, table II
