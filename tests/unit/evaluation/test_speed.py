"""An evaluation takes a small part of the time that reading the baseline takes, however many features there are."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from tests.unit.evaluation.data import baseline, current

from baselining.documents.files import STATISTICS, from_bytes, to_bytes
from baselining.documents.statistics import Statistics
from baselining.evaluation import Current, evaluate
from baselining.states.column import CellClasses

FEATURES, ROWS = 2000, 200


def seconds(action: Callable[[], object]) -> float:
    def once() -> float:
        started = time.process_time()
        action()
        return time.process_time() - started

    return median([once() for _ in range(3)])


def test_thousands_of_features_are_compared_sooner_than_their_statistics_are_read() -> None:
    statistics, constraints = baseline({"a": [f"{i}.5" for i in range(ROWS)]})
    now = current({"a": [f"{i + 150}.5" for i in range(ROWS)]}).statistics.features[0]
    names = [f"c{i}" for i in range(FEATURES)]
    known, seen = (
        statistics.model_copy(update={"features": [of.model_copy(update={"name": name}) for name in names]})
        for of in (statistics.features[0], now)
    )
    asked = constraints.model_copy(
        update={"features": [constraints.features[0].model_copy(update={"name": name}) for name in names]}
    )
    data = Current(statistics=seen, classes=dict.fromkeys(names, CellClasses(fractional=ROWS)), values={})
    text = to_bytes(known)

    assert len(evaluate(data, known, asked).violations) == FEATURES
    assert seconds(lambda: evaluate(data, known, asked)) < seconds(
        lambda: from_bytes(Statistics, text, name=STATISTICS)
    )
