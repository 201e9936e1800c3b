"""Every kind of schedule, with everything it can hold: after a switch all is as it was, but for the baseline."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.aws.complete import INPUTS, SCHEDULES, TAGS, complete_definition, complete_inline
from tests.aws.switching import OPERATIONS, Switching
from tests.doubles.schedules import NEW

NEW_CONSTRAINTS = {"ConstraintsResource": {"S3Uri": NEW.constraints}}
NEW_STATISTICS = {"StatisticsResource": {"S3Uri": NEW.statistics}}


@pytest.mark.parametrize("when", SCHEDULES)
@pytest.mark.parametrize("source", INPUTS)
@pytest.mark.parametrize("kind", OPERATIONS)
def test_a_referenced_definition_is_the_same_but_for_its_baseline(
    kind: str, source: str, when: str, switching: Switching
) -> None:
    switching.have_referenced(kind, complete_definition(kind, source), SCHEDULES[when])
    old_schedule, old = switching.schedule(), switching.definition()

    result = switching.switch()

    schedule: dict[str, Any] = copy.deepcopy(old_schedule)
    schedule["MonitoringScheduleConfig"]["MonitoringJobDefinitionName"] = result.definition_after
    assert switching.schedule() == schedule
    baseline = NEW_CONSTRAINTS | (NEW_STATISTICS if kind == "DataQuality" else {})
    assert switching.definition() == {
        **old,
        "JobDefinitionName": result.definition_after,
        f"{kind}BaselineConfig": baseline,
        "Tags": {**TAGS, "baseline:digest": NEW.digest, "baseline:previous-definition": "old"},
    }


@pytest.mark.parametrize("when", SCHEDULES)
@pytest.mark.parametrize("source", INPUTS)
def test_an_inline_definition_is_the_same_but_for_its_baseline(
    source: str, when: str, switching: Switching
) -> None:
    switching.have_inline(complete_inline(source), SCHEDULES[when])
    expected: dict[str, Any] = copy.deepcopy(switching.schedule())

    switching.switch()

    inline = expected["MonitoringScheduleConfig"]["MonitoringJobDefinition"]
    inline["BaselineConfig"] = NEW_CONSTRAINTS | NEW_STATISTICS
    assert switching.schedule() == expected
