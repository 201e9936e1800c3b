"""Since when a feature drifts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from tests.unit.evaluation.data import baseline, current

from baselining.evaluation import Check, evaluate, evaluate_by_hour

NOON = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)
DRIFT = ("n", Check.BASELINE_DRIFT)


def numbers(first: int) -> dict[str, list[str]]:
    return {"n": [f"{first + i}.5" for i in range(100)]}


def hours(*firsts: int, every: int = 1) -> dict[datetime, dict[str, list[str]]]:
    return {NOON + every * timedelta(hours=i): numbers(first) for i, first in enumerate(firsts)}


def since(*firsts: int, every: int = 1) -> datetime | None:
    data = {hour: current(columns) for hour, columns in reversed(hours(*firsts, every=every).items())}
    return evaluate_by_hour(data, *baseline(numbers(0))).since(*DRIFT)


def test_drift_began_in_the_first_hour_of_the_last_unbroken_run() -> None:
    assert since(0, 80, 0, 80, 80) == NOON + timedelta(hours=3)


def test_drift_that_ended_is_not_said_to_last() -> None:
    assert since(80, 80, 0) is None


def test_drift_from_the_first_hour_on_began_there() -> None:
    assert since(80, 80) == NOON


def test_hours_without_data_end_nothing() -> None:
    assert since(0, 80, 80, every=5) == NOON + timedelta(hours=5)


def test_each_hour_is_evaluated_by_itself_and_in_order() -> None:
    data = {hour: current(columns) for hour, columns in hours(0, 80).items()}

    by_hour = evaluate_by_hour(dict(reversed(data.items())), *baseline(numbers(0)))

    assert list(by_hour.hours) == list(data)
    assert [evaluate(each, *baseline(numbers(0))) for each in data.values()] == list(by_hour.hours.values())
    assert by_hour.violated(*DRIFT) == [NOON + timedelta(hours=1)]
