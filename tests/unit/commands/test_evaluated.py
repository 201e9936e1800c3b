"""What a person reads of an evaluation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from tests.unit.monitoring_run.runs import baseline_of, observation_of, result_of

from baselining.commands.evaluated import lines_of
from baselining.evaluation import Drift, How, evaluate_by_hour

NUMBERS = [f"{i}.5" for i in range(100)]
BEFORE = {"n": NUMBERS, "k": ["1"] * 100}
NOW = {"n": [f"{i + 80}.5" for i in range(100)], "k": ["1"] * 99 + ["1.5"]}
NOON = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)


def test_each_violation_is_a_line_of_what_was_expected_and_seen_and_how_drift_was_measured() -> None:
    assert list(lines_of(result_of(NOW, BEFORE, How(drift=Drift.EXACT)))) == [
        "100 rows, 2 columns against b/constraints.json; distance: exact, checks: container",
        "CompletedWithViolations: Job completed successfully with 2 violations.",
        "",
        "FEATURE  CHECK                 EXPECTED     SEEN",
        "k        data_type_check       100%         99%     of Integral",
        (
            "n        baseline_drift_check  at most 0.1  0.5454  exact distance, LInfinity Robust: 100 values against "
            "100 of the baseline"
        ),
    ]


def test_without_violations_there_is_no_table() -> None:
    assert list(lines_of(result_of(BEFORE, BEFORE)))[1:] == [
        "Completed: Job completed successfully with no violations."
    ]


def test_no_share_is_rounded_to_all_or_nothing() -> None:
    result = result_of({"k": ["1", "1.5"]}, {"k": ["1"]})
    (violation,) = result.evaluation.violations
    nearly = replace(violation, seen=0.99999999)

    line = list(lines_of(replace(result, evaluation=replace(result.evaluation, violations=(nearly,)))))[-1]

    assert line.split()[2:4] == ["100%", "99.99999899999999%"]


def test_numbers_of_columns_are_no_shares() -> None:
    line = list(lines_of(result_of({"n": NUMBERS}, BEFORE)))[-1]

    assert line == "Missing columns  missing_column_check  2 columns  1"


def test_by_hour_there_is_a_line_per_hour_and_a_time_since_when() -> None:
    baseline = baseline_of(BEFORE)
    hours = {NOON: observation_of(BEFORE).current, NOON.replace(hour=13): observation_of(NOW).current}
    by_hour = evaluate_by_hour(hours, baseline.statistics, baseline.constraints)

    lines = list(lines_of(replace(result_of(NOW, BEFORE), by_hour=by_hour)))

    assert lines[-2:] == ["2026-11-26 12:00     0", "2026-11-26 13:00     2  n, k"]
    assert all(line.endswith("since 2026-11-26 13:00") for line in lines[4:6])


def test_very_many_violations_are_counted_rather_than_listed() -> None:
    before = {f"c{i}": ["1"] for i in range(60)}

    lines = list(lines_of(result_of({name: ["x"] for name in before}, before)))

    assert lines[-1] == "… and 10 more, in the document and with --json"


def test_names_cannot_move_the_cursor() -> None:
    lines = list(lines_of(result_of({"a\x1b[2J": ["x"], "b": ["1"]}, {"a\x1b[2J": ["1"], "b": ["1"]})))

    assert all(line.isprintable() for line in lines)
