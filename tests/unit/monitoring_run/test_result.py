"""What `--json` prints is what docs/evaluate.schema.json says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.monitoring_run.runs import baseline_of, observation_of, result_of

from baselining.evaluation import Checks, Drift, How, evaluate_by_hour

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs" / "evaluate.schema.json").read_bytes())
NUMBERS = [f"{i}.5" for i in range(100)]
BEFORE = {"n": NUMBERS, "t": ["a", "b"] * 50, "i": ["1", "2"] * 50}
NOW = {"n": [f"{i + 80}.5" for i in range(100)], "t": ["a", "c"] * 50, "i": ["1", ""] * 50}
NOON = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)


def as_read(value: Any) -> Any:
    return json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize("now", [NOW, BEFORE, {"n": NUMBERS}], ids=["violations", "none", "columns"])
@pytest.mark.parametrize("how", [How(), How(drift=Drift.EXACT, checks=Checks.ALL)], ids=["container", "all"])
def test_the_result_is_valid_by_the_schema(now: dict[str, list[str]], how: How) -> None:
    jsonschema.validate(as_read(result_of(now, BEFORE, how).to_json()), SCHEMA)


def test_by_hour_each_violation_says_since_when() -> None:
    baseline = baseline_of(BEFORE)
    hours = {NOON: observation_of(BEFORE).current, NOON.replace(hour=13): observation_of(NOW).current}
    by_hour = evaluate_by_hour(hours, baseline.statistics, baseline.constraints)

    found = as_read(replace(result_of(NOW, BEFORE), by_hour=by_hour).to_json())

    jsonschema.validate(found, SCHEMA)
    assert {each["since"] for each in found["violations"]} == {"2026-11-26T13:00:00Z"}
    assert [(each["hour"], len(each["violations"]) > 0) for each in found["hours"]] == [
        ("2026-11-26T12:00:00Z", False),
        ("2026-11-26T13:00:00Z", True),
    ]


def test_the_schema_lets_nothing_in_that_it_does_not_name() -> None:
    found = as_read(result_of(NOW, BEFORE).to_json())

    for place in (found, found["violations"][0], next(iter(found["distances"].values()))):
        changed = {**place, "more": 1}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(
                {**found, **changed} if place is found else _put(found, place, changed), SCHEMA
            )


def _put(found: dict[str, Any], place: Any, changed: Any) -> dict[str, Any]:
    return json.loads(json.dumps(found).replace(json.dumps(place), json.dumps(changed)))


def test_the_exit_message_is_the_container_s() -> None:
    assert result_of(BEFORE, BEFORE).exit_message == (
        "Completed: Job completed successfully with no violations."
    )
    assert result_of({"n": NUMBERS}, BEFORE).exit_message == (
        "CompletedWithViolations: Job completed successfully with 1 violations."
    )


def test_violations_are_listed_in_the_document_by_column_and_in_the_result_by_importance() -> None:
    result = result_of(NOW, BEFORE)

    document = json.loads(result.observation.files(result.evaluation)["constraint_violations.json"])
    listed = result.to_json()["violations"]

    assert [each["feature_name"] for each in document["violations"]] == ["n", "t", "t", "i"]
    assert [each["feature_name"] for each in listed] == ["i", "t", "n", "t"]
    assert [{k: each[k] for k in document["violations"][0]} for each in listed] == [
        document["violations"][at] for at in (3, 1, 0, 2)
    ]
