"""Violations that the container wrote, found again; the data of most runs is not public, so it is made to measure."""

from __future__ import annotations

import json
import re

import pytest
from tests.golden_data import golden
from tests.unit.evaluation.data import baseline, current, current_csv

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.statistics import Statistics
from baselining.documents.violations import VIOLATIONS, Violations
from baselining.evaluation import Check, Drift, Evaluation, How, evaluate
from baselining.evaluation.document import document_of
from baselining.evaluation.evaluate import Violation

COOKBOOK = "packt-cookbook-ch07-monitoring-run"
BANK = "bank-cwzkevin"


def bank() -> tuple[Statistics, Constraints]:
    return (
        from_bytes(Statistics, golden(f"{BANK}/{STATISTICS}").read_bytes(), name=STATISTICS),
        from_bytes(Constraints, golden(f"{BANK}/{CONSTRAINTS}").read_bytes(), name=CONSTRAINTS),
    )


def entries(document: Violations) -> set[tuple[str, str, str]]:
    """Without their order, which differs between two runs of the container on the same data."""
    return {(each.feature_name, each.constraint_check_type, each.description) for each in document.violations}


def of(evaluation: Evaluation) -> set[tuple[str, str, str]]:
    return entries(document_of(evaluation.violations))


def expected(case: str) -> set[tuple[str, str, str]]:
    return entries(from_bytes(Violations, golden(case).read_bytes(), name=case))


def test_the_run_of_the_cookbook() -> None:
    rows = golden(f"{COOKBOOK}/current-rows.csv").read_bytes()
    statistics = from_bytes(
        Statistics, golden(f"{COOKBOOK}/baseline-{STATISTICS}").read_bytes(), name=STATISTICS
    )
    text = golden(f"{COOKBOOK}/baseline-{CONSTRAINTS}").read_bytes()
    # Before the run, its author had changed the type of the first feature, which holds predictions.
    constraints = from_bytes(Constraints, text.replace(b"Integral", b"Fractional", 1), name=CONSTRAINTS)

    found = evaluate(current_csv(rows), statistics, constraints)

    assert of(found) == expected(f"{COOKBOOK}/{VIOLATIONS}")
    assert {name: each.value for name, each in found.distances.items()} == dict.fromkeys(
        ["label", *"abcd"], 0.0
    )
    backwards = document_of(tuple(reversed(found.violations)))
    assert to_bytes(backwards) == golden(f"{COOKBOOK}/{VIOLATIONS}").read_bytes().rstrip(b"\n")


def test_the_same_run_drifts_by_the_exact_distance() -> None:
    rows = golden(f"{COOKBOOK}/current-rows.csv").read_bytes()
    statistics = from_bytes(
        Statistics, golden(f"{COOKBOOK}/baseline-{STATISTICS}").read_bytes(), name=STATISTICS
    )
    constraints = from_bytes(
        Constraints, golden(f"{COOKBOOK}/baseline-{CONSTRAINTS}").read_bytes(), name=CONSTRAINTS
    )

    found = evaluate(current_csv(rows), statistics, constraints, How(drift=Drift.EXACT))

    distances = {name: round(each.value, 2) for name, each in found.distances.items() if name in "abcd"}
    assert distances == {"a": 0.38, "b": 0.23, "c": 0.52, "d": 0.34}


def test_the_run_on_captured_bank_data_has_no_violations() -> None:
    captured = golden(f"{BANK}/capture.jsonl").read_text(encoding="utf-8").splitlines()
    inputs = [json.loads(line)["captureData"]["endpointInput"]["data"] for line in captured]

    found = evaluate(current_csv("\n".join(inputs).encode(), header=False), *bank())

    assert found.violations == ()
    document = golden(f"{BANK}/monitor-{VIOLATIONS}").read_bytes().rstrip(b"\n")
    assert to_bytes(document_of(found.violations)) == document


def test_all_columns_of_another_type_are_59_violations_and_no_drift() -> None:
    row = ",".join(["-1.0"] * 59)

    found = evaluate(current_csv(f"{row}\n{row}\n".encode(), header=False), *bank())

    assert of(found) == expected("monitoring-bank-59-violations/violations-2-59entries.json")


def test_two_columns_in_each_other_s_place() -> None:
    constraints = bank()[1]
    tree = constraints.tree()
    tree["features"][2]["inferred_type"] = "Fractional"
    row = ["1"] * 59
    row[12] = "0.5"

    found = evaluate(
        current_csv(",".join(row).encode(), header=False), None, Constraints.model_validate(tree)
    )

    assert of(found) == expected("monitoring-bank-59-violations/violations-0-2entries.json")


def test_numbers_and_missing_cells_in_half_of_the_rows() -> None:
    names = [
        "class_probabilities___label__utilities",
        "class_probabilities___label__home",
        "class_probability",
    ]
    known = {name: ["0.25", "0.5"] for name in names} | {"class_predictions": ["utilities", "home"]}
    now = {name: ["0.25", ""] for name in names} | {"class_predictions": ["utilities", "7"]}
    case = golden("monitoring-categorical-brightsparc/violations.json")
    listed = Violations.model_validate({"violations": json.loads(case.read_bytes())})

    assert of(evaluate(current(now), *baseline(known))) == entries(listed)


@pytest.mark.parametrize(
    ("case", "columns", "known"),
    [("payalpt-violations.json", 7, 21), ("payalpt-DQ_constraint_violations.json", 27, 21)],
)
def test_another_number_of_columns_is_the_only_violation(case: str, columns: int, known: int) -> None:
    now = {f"c{place}": ["text"] for place in range(columns)}
    before = {f"c{place}": ["1"] for place in range(known)}

    found = evaluate(current(now), *baseline(before))

    document = golden(f"monitoring-missing-extra-columns/{case}").read_bytes().rstrip(b"\n")
    assert to_bytes(document_of(found.violations)) == document


@pytest.mark.parametrize(
    ("good", "of_all", "cell", "other", "share"),
    [
        (0, 321, "7", "7.5", "0.0% of data is Integral"),
        (201, 321, "7", "7.5", "62.616822429906534% of data is Integral"),
        (300, 303, "7.5", "7", "99.00990099009901% of data is Fractional"),
        (955, 959, "7", "text", "99.58289885297185% of data is Integral"),
        (0, 3, "text", "7", "0.0% of data is String"),
    ],
)
def test_sentences_on_types_are_the_container_s(
    good: int, of_all: int, cell: str, other: str, share: str
) -> None:
    now = {"a": [cell] * good + [other] * (of_all - good)}

    first, *_ = evaluate(current(now), None, baseline({"a": [cell]})[1]).violations

    known = (
        golden("violation-strings/README.txt").read_text(encoding="utf-8").replace("... Observed", "Observed")
    )
    assert first.description.endswith(f"Observed: Only {share}.")
    assert first.description in known or first.description.partition(". Observed: ")[2] in known


def test_the_sentence_on_missing_cells_is_the_container_s() -> None:
    (violation,) = evaluate(
        current({"a": ["1"] * 300 + [""] * 3, "b": ["1"] * 303}), None, baseline({"a": ["1"], "b": ["1"]})[1]
    ).violations

    assert violation.description in golden("violation-strings/README.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("columns", "known"), [(23, 22), (1, 8)])
def test_the_sentences_on_columns_are_the_container_s(columns: int, known: int) -> None:
    now = {f"c{place}": ["1"] for place in range(columns)}
    before = {f"c{place}": ["1"] for place in range(known)}

    (violation,) = evaluate(current(now), None, baseline(before)[1]).violations

    listed = golden("violation-strings/README.txt").read_text(encoding="utf-8")
    assert re.search(
        f'"{violation.feature}" +{violation.check.value} +{re.escape(violation.description)}\n', listed
    )


def test_the_distances_of_the_aws_lab_follow_from_its_counts() -> None:
    text = golden("violation-strings/README.txt").read_text(encoding="utf-8")
    lab = re.findall(r"distance: (\S+) exceeds threshold: 0\.1\s+\(= (\d+)/\((\d+)\*(\d+)\)", text)
    assert len(lab) == 4

    for digits, numerator, n, m in lab:
        violation = _with_gap(int(numerator), int(n), int(m))
        assert violation.description == f"Baseline drift distance: {digits} exceeds threshold: 0.1"


def _with_gap(numerator: int, n: int, m: int) -> Violation:
    """Of n and m different values whose cumulated shares differ by numerator/(n*m) at most: one data set has that."""
    below_n = next(i for i in range(n + 1) if (i * m - numerator) % n == 0 and i * m >= numerator)
    below_m = (below_n * m - numerator) // n
    steps = [
        *((0, (k + 1) / below_m, "now") for k in range(below_m)),
        *((0, (k + 1) / below_n, "or before") for k in range(below_n)),
        *((1, k / (m - below_m), "now") for k in range(m - below_m)),
        *((1, (k + 1) / (n - below_n), "or before") for k in range(n - below_n)),
    ]
    now, before = (
        [at for at, step in enumerate(sorted(steps)) if step[2] == side] for side in ("now", "or before")
    )
    columns = [{"a": [f"{value}.5" for value in side]} for side in (now, before)]
    (violation,) = evaluate(current(columns[0]), *baseline(columns[1])).violations
    assert violation.check is Check.BASELINE_DRIFT
    assert violation.distance is not None
    assert (violation.distance.baseline_size, violation.distance.current_size) == (n, m)
    return violation
