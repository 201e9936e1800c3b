"""Unchanged data exceeds calibrated thresholds about as often as asked; the container reads them where they stand."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.unit.evaluation.data import current

from baselining.baselines.suggest import suggest
from baselining.calibration.draws import Numbers
from baselining.calibration.thresholds import calibrate, with_thresholds
from baselining.documents.files import to_bytes
from baselining.documents.pair import Documents
from baselining.evaluation.evaluate import evaluate

ROWS, ALARMS = 200, 0.1
COLUMNS = {
    "normal": lambda chance: f"{chance.gauss(0, 1):.6f}",
    "whole": lambda chance: str(int(chance.expovariate(0.01))),
    "few": lambda chance: str(chance.choice([1, 2, 3, 5, 8])),
    "zeros": lambda chance: "0.0" if chance.random() < 0.7 else f"{chance.random():.4f}",
    "text": lambda chance: chance.choice("aaabbc"),
}


def sample(seed: int, rows: int) -> dict[str, list[str]]:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    return {name: [draw(chance) for _ in range(rows)] for name, draw in COLUMNS.items()}


@pytest.fixture(scope="module")
def baseline() -> Documents:
    statistics = current(sample(0, 6000)).statistics
    return Documents(statistics=statistics, constraints=suggest(statistics))


def test_unchanged_data_alarms_about_as_often_as_asked_and_changed_data_more(baseline: Documents) -> None:
    constraints = with_thresholds(baseline.constraints, calibrate(baseline, rows=ROWS, alarms=ALARMS))
    counts = dict.fromkeys(COLUMNS, 0)
    for seed in range(1, 151):
        found = evaluate(current(sample(seed, ROWS)), baseline.statistics, constraints)
        for each in found.violations:
            counts[each.feature] += each.check.value == "baseline_drift_check"

    rate = sum(counts.values()) / 150 / (len(COLUMNS) - 1)  # the container sees no difference in `few`
    assert 0.7 * ALARMS < rate < 1.3 * ALARMS, counts
    changed = {**sample(1, ROWS), "normal": [f"{float(c) + 0.3:.6f}" for c in sample(1, ROWS)["normal"]]}
    drifted = {
        each.feature for each in evaluate(current(changed), baseline.statistics, constraints).violations
    }
    default = evaluate(current(changed), baseline.statistics, baseline.constraints).violations
    assert "normal" in drifted
    assert "normal" not in {each.feature for each in default}


def test_the_same_baseline_gives_the_same_bytes_and_own_settings_stay(baseline: Documents) -> None:
    tree = baseline.constraints.tree()
    tree["features"][0]["monitoringConfigOverrides"] = {"emit_metrics": "Disabled"}
    edited = baseline.constraints.model_validate(tree)

    first, second = (with_thresholds(edited, calibrate(baseline, rows=ROWS, alarms=ALARMS)) for _ in range(2))

    assert to_bytes(first) == to_bytes(second)
    settings = first.tree()["features"][0]["monitoringConfigOverrides"]
    assert settings["emit_metrics"] == "Disabled"
    assert settings["distribution_constraints"]["comparison_method"] == "Simple"


def test_larger_batches_and_fewer_alarms_move_thresholds_the_right_way(baseline: Documents) -> None:
    def of(rows: int, alarms: float) -> dict[str, float]:
        return {each.feature: each.value for each in calibrate(baseline, rows=rows, alarms=alarms)}

    usual, large, seldom = of(200, 0.1), of(1000, 0.1), of(200, 0.05)

    assert all(large[name] < usual[name] for name in ("normal", "whole", "zeros", "text"))
    assert all(seldom[name] > usual[name] for name in ("normal", "whole", "zeros", "text"))


def test_drawn_numbers_are_of_the_kind_and_the_range_of_those_seen() -> None:
    chance = np.random.default_rng(1)
    seen = chance.integers(0, 10_000, 1000).astype(float)

    (drawn,) = Numbers([seen.tolist()], 1000, whole=True).batches(1, 5000, chance)

    assert (drawn == np.round(drawn)).all()
    assert seen.min() <= drawn.min()
    assert drawn.max() <= seen.max()
    assert len(np.unique(drawn)) > 2000  # of 1,000 that were seen
