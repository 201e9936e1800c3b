from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score
from tests.unit.states.model_quality.subjects import PROBABILITIES, fold_scores
from tests.unit.states.same import assert_bits_equal

from baselining.model_quality.curves import curves_of
from baselining.states.model_quality.scores import (
    MOST,
    UNLIMITED,
    auc_bound,
    keys_of,
    merge,
    of_rows,
    scores_of,
)


@given(values=st.lists(PROBABILITIES, min_size=1, max_size=40))
def test_keys_sort_as_scores_do_and_give_them_back(values: list[float]) -> None:
    scores = np.array(values)
    keys = keys_of(scores)

    np.testing.assert_array_equal(scores + 0.0, scores_of(keys, 0))
    np.testing.assert_array_equal(scores[:, None] < scores[None, :], keys[:, None] < keys[None, :])


@given(rows=st.lists(st.tuples(PROBABILITIES, st.booleans()), max_size=60), most=st.integers(1, 40))
def test_as_few_bits_are_dropped_as_leave_no_more_bins_than_allowed(
    rows: list[tuple[float, bool]], most: int
) -> None:
    state = fold_scores([rows], most)

    keys = keys_of(np.array([score for score, _ in rows], np.float64))
    fits = [len(np.unique(keys >> np.uint64(shift))) <= most for shift in range(64)]
    assert fits.index(True) == state.shift
    assert len(rows) == state.total


@pytest.mark.parametrize("shape", ["uniform", "logistic", "confident", "narrow"])
def test_bins_change_auc_by_no_more_than_is_said_and_that_is_little(shape: str) -> None:
    random = np.random.default_rng(5)
    size = 400_000
    logit = {
        "uniform": lambda: random.uniform(-4, 4, size),
        "logistic": lambda: random.logistic(0, 1.5, size),
        "confident": lambda: random.logistic(0, 9, size),
        "narrow": lambda: random.normal(-3, 0.01, size),
    }[shape]()
    probabilities = 1 / (1 + np.exp(-logit))
    positive = random.random(size) < 1 / (1 + np.exp(-logit / 2))
    whole = of_rows(probabilities, positive, MOST)
    parts = [of_rows(probabilities[i::7], positive[i::7], MOST) for i in range(7)]

    merged = reduce(lambda a, b: merge(a, b, MOST), parts)

    assert_bits_equal(
        (whole.shift, whole.keys, whole.positives), (merged.shift, merged.keys, merged.positives)
    )
    assert whole.shift > 0
    assert MOST / 3 < whole.keys.size <= MOST
    binned = curves_of(whole, exact=True)
    assert binned is not None
    assert abs(roc_auc_score(positive, probabilities) - binned.auc) <= auc_bound(whole) + 1e-12
    assert auc_bound(whole) < 1e-4


def test_a_state_without_limit_tells_all_scores_apart() -> None:
    scores = np.random.default_rng(3).random(MOST + 1000)
    state = of_rows(scores, scores > 0.5, UNLIMITED)

    assert state.shift == 0
    assert auc_bound(state) == 0.0
    np.testing.assert_array_equal(np.unique(scores), scores_of(state.keys, 0))
