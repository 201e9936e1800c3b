"""Which violation a person reads first."""

from __future__ import annotations

from tests.unit.evaluation.data import baseline, current

from baselining.evaluation import Check, evaluate
from baselining.evaluation.violation import most_important_first


def test_types_come_before_missing_cells_before_values_before_drift_and_the_worst_first() -> None:
    numbers = [f"{i}.5" for i in range(100)]
    before = {
        "drift": numbers,
        "more": numbers,
        "value": ["a"] * 100,
        "gone": ["1"] * 100,
        "kind": ["1"] * 100,
    }
    now = {
        "drift": [f"{i + 40}.25" for i in range(100)],
        "more": [f"{i + 90}.25" for i in range(100)],
        "value": ["b"] * 100,
        "gone": ["1"] * 99 + [""],
        "kind": ["1.5"] * 100,
    }

    found = most_important_first(evaluate(current(now), *baseline(before)).violations)

    assert [(each.feature, each.check) for each in found] == [
        ("kind", Check.DATA_TYPE),
        ("gone", Check.COMPLETENESS),
        ("value", Check.CATEGORICAL_VALUES),
        ("value", Check.BASELINE_DRIFT),
        ("more", Check.BASELINE_DRIFT),
        ("drift", Check.BASELINE_DRIFT),
    ]
