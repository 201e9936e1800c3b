"""Twelve defects measured in the SageMaker Python SDK's own update of a schedule (2.257): we have none of them.

Each test is named after the defect and carries its number; what the SDK does instead is in its docstring.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.aws.complete import ENVIRONMENT, IMAGE, SCHEDULES, complete_definition, complete_inline
from tests.aws.conftest import CONSTRAINTS, STATISTICS
from tests.aws.connected import connect
from tests.aws.switching import NAME, OPERATIONS, Switching
from tests.doubles.memory_store import MemoryStore
from tests.doubles.schedules import NEW

from baselining.errors import DocumentError, NotSettledError, SwitchFailedError
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.schedule.live import read_schedule
from baselining.schedule.plan import Unchanged, plan_switch
from baselining.world.locations import Baseline
from baselining.world.s3uri import S3Uri
from baselining_emulator import faults

NEW_BASELINE = {
    "ConstraintsResource": {"S3Uri": NEW.constraints},
    "StatisticsResource": {"S3Uri": NEW.statistics},
}


def inline_of(switching: Switching) -> dict[str, Any]:
    found: dict[str, Any] = switching.schedule()["MonitoringScheduleConfig"]["MonitoringJobDefinition"]
    return found


def test_01_constraints_and_statistics_are_not_mixed_up(switching: Switching) -> None:
    """Defect 1: the inline path writes the constraints' URI into StatisticsResource and drops the constraints."""
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    only_statistics = Baseline(
        constraints=CONSTRAINTS["ConstraintsResource"]["S3Uri"], statistics=NEW.statistics
    )

    switching.switch(wanted=only_statistics)

    assert inline_of(switching)["BaselineConfig"] == {
        **CONSTRAINTS,
        "StatisticsResource": {"S3Uri": NEW.statistics},
    }


def test_02_the_monitoring_type_of_an_inline_schedule_stays(switching: Switching) -> None:
    """Defect 2: the inline path drops MonitoringType (and BaseliningJobName, for which see defect 4)."""
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])

    switching.switch()

    (update,) = switching.emulator.calls.of("UpdateMonitoringSchedule")
    assert update.arguments["MonitoringScheduleConfig"]["MonitoringType"] == "DataQuality"


@pytest.mark.parametrize("kind", OPERATIONS)
def test_03_the_cron_expression_stays(kind: str, switching: Switching) -> None:
    """Defect 3: model quality, bias and explainability are updated without ScheduleConfig: the cron is reset."""
    switching.have_referenced(kind, complete_definition(kind, "endpoint"), SCHEDULES["custom"])

    switching.switch()

    assert switching.schedule()["MonitoringScheduleConfig"]["ScheduleConfig"] == SCHEDULES["custom"]


@pytest.mark.parametrize("style", [*OPERATIONS, "inline"])
def test_04_no_baselining_job_is_left_beside_the_new_files(style: str, switching: Switching) -> None:
    """Defect 4: the old BaseliningJobName stays beside the new constraints; nobody says which one wins."""
    by_job = {"BaseliningJobName": "suggest-1", **CONSTRAINTS}
    if style == "inline":
        switching.have_inline(complete_inline("endpoint", BaselineConfig=by_job), SCHEDULES["hourly"])
    else:
        member = f"{style}BaselineConfig"
        body = complete_definition(style, "endpoint", **{member: by_job})
        switching.have_referenced(style, body, SCHEDULES["hourly"])

    switching.switch()

    changed = inline_of(switching)["BaselineConfig"] if style == "inline" else switching.definition()[member]
    assert "BaseliningJobName" not in changed
    assert changed["ConstraintsResource"] == NEW_BASELINE["ConstraintsResource"]


def test_04_the_same_files_with_a_baselining_job_are_not_unchanged(switching: Switching) -> None:
    """Defect 4: also where only the job's name has to go."""
    by_job = {"BaseliningJobName": "suggest-1", **NEW_BASELINE}
    switching.have_inline(complete_inline("endpoint", BaselineConfig=by_job), SCHEDULES["hourly"])

    switching.switch()

    assert inline_of(switching)["BaselineConfig"] == NEW_BASELINE


@pytest.mark.parametrize("kind", OPERATIONS)
def test_05_a_pinned_or_custom_image_stays(kind: str, switching: Switching) -> None:
    """Defect 5: ImageUri becomes the region's default image."""
    switching.have_referenced(kind, complete_definition(kind, "endpoint"), SCHEDULES["hourly"])

    switching.switch()

    assert switching.definition()[f"{kind}AppSpecification"]["ImageUri"] == IMAGE


@pytest.mark.parametrize("style", ["DataQuality", "inline"])
def test_06_the_environment_stays_whole(style: str, switching: Switching) -> None:
    """Defect 6: one environment argument replaces the whole map."""
    if style == "inline":
        switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    else:
        switching.have_referenced(style, complete_definition(style, "endpoint"), SCHEDULES["hourly"])

    switching.switch()

    holder = inline_of(switching) if style == "inline" else switching.definition()[f"{style}AppSpecification"]
    assert holder["Environment"] == ENVIRONMENT


def test_07_a_schedule_that_ends_up_failed_is_no_success(switching: Switching) -> None:
    """Defect 7: the wait ends at anything that is not Pending, Failed included, and returns normally."""
    switching.have_referenced("ModelBias", complete_definition("ModelBias", "endpoint"), SCHEDULES["daily"])
    before = switching.schedule()

    with pytest.raises(SwitchFailedError):
        switching.switch(faults.fails_after_change(NAME, "no access"))

    assert switching.schedule() == before


def test_08_trying_again_piles_up_no_definitions(switching: Switching) -> None:
    """Defect 8: definitions are named by time and never deleted, so that every retry leaves one more."""
    kind = "ModelQuality"
    switching.have_referenced(kind, complete_definition(kind, "endpoint"), SCHEDULES["hourly"])

    for _ in range(3):
        with pytest.raises(SwitchFailedError):
            switching.switch(faults.fails_after_change(NAME, "no access"))
    assert switching.definition_names(kind) == ["old"]

    result = switching.switch()
    client = connect(switching.emulator, switching.monkeypatch).monitoring()
    assert isinstance(plan_switch(read_schedule(client, NAME), NEW), Unchanged)
    assert switching.definition_names(kind) == sorted(["old", str(result.definition_after)])


@pytest.mark.parametrize("network", [None, {"EnableNetworkIsolation": True}, {}])
@pytest.mark.parametrize("style", ["ModelExplainability", "inline"])
def test_09_a_network_config_may_be_absent_or_partial(style: str, network: Any, switching: Switching) -> None:
    """Defect 9: attaching to a schedule without complete NetworkConfig ends in a KeyError."""
    inline = style == "inline"
    body = complete_inline("endpoint") if inline else complete_definition(style, "endpoint")
    body.pop("NetworkConfig")
    if network is not None:
        body["NetworkConfig"] = network
    if inline:
        switching.have_inline(body, SCHEDULES["hourly"])
    else:
        switching.have_referenced(style, body, SCHEDULES["hourly"])

    switching.switch()

    found = inline_of(switching) if inline else switching.definition()
    assert found.get("NetworkConfig", {}) == (network or {})


@pytest.mark.parametrize("kind", OPERATIONS)
def test_10_a_schedule_that_runs_once_needs_nothing_again(kind: str, switching: Switching) -> None:
    """Defect 10: updating a NOW schedule raises unless both ends of the data are passed again."""
    switching.have_referenced(kind, complete_definition(kind, "endpoint"), SCHEDULES["now"])

    switching.switch()

    assert switching.schedule()["MonitoringScheduleConfig"]["ScheduleConfig"] == SCHEDULES["now"]


def test_11_files_that_are_not_the_published_ones_are_refused() -> None:
    """Defect 11, first half: URIs are taken as they are, without a digest check."""
    store = MemoryStore()
    files = {"constraints.json": b"{}", "statistics.json": b"{}"}
    publication = run_publication(plan_publication(files, S3Uri("models", "x")), store)
    store.objects[str(publication.constraints)] = b'{"features": []}'

    with pytest.raises(DocumentError, match="another SHA-256"):
        read_publication(store, publication.location)


def test_11_a_running_execution_is_noticed(switching: Switching) -> None:
    """Defect 11, second half: no check for running executions."""
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    switching.emulator.add_execution(NAME)

    with pytest.raises(NotSettledError):
        switching.switch()

    assert switching.emulator.calls.of("UpdateMonitoringSchedule") == ()


@pytest.mark.parametrize("kind", OPERATIONS)
def test_12_a_batch_transform_input_is_switched_and_stays(kind: str, switching: Switching) -> None:
    """Defect 12: constructing BatchTransformInput crashed in version 3 until May 2026."""
    body = complete_definition(kind, "batch transform")
    switching.have_referenced(kind, body, SCHEDULES["daily"])

    switching.switch()

    assert switching.definition()[f"{kind}JobInput"] == body[f"{kind}JobInput"]


def test_the_statistics_are_those_of_the_same_baseline(switching: Switching) -> None:
    """Defect 1 again: a data-quality baseline always names both of its files."""
    switching.have_inline(
        complete_inline("endpoint", BaselineConfig=CONSTRAINTS | STATISTICS), SCHEDULES["hourly"]
    )

    switching.switch()

    assert inline_of(switching)["BaselineConfig"] == NEW_BASELINE
