"""What the first execution after a switch says about the new baseline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.doubles.account import RECORDS, TERMS, Account, account, baseline
from tests.doubles.schedules import NAME, NEW, OLD, STYLES, live_baseline, on_operation, raising

from baselining.errors import (
    BaselineRejectedError,
    InputError,
    MonitoringError,
    NotConfirmedError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.schedule.operations import confirm_switch, roll_back, switch_schedule
from baselining.schedule.records import Outcome
from baselining.world.locations import Baseline
from baselining.world.s3uri import S3Uri

CONTAINER = "/opt/ml/processing/baseline"
UNREADABLE = f"ClientError: Failed to download data. Access denied: {NEW.constraints}"


def run(
    world: Account,
    status: str,
    used: Baseline = NEW,
    *,
    reason: str = "",
    minutes: float = 5,
    has_job: bool = True,
) -> None:
    """An execution that begins so many minutes from now."""
    name = f"model-monitoring-{len(world.monitoring.jobs)}"
    inputs = [
        {"InputName": "endpoint_input_1", "AppManaged": True},
        {"InputName": "baseline", "S3Input": {"S3Uri": used.statistics, "LocalPath": f"{CONTAINER}/stats"}},
        {
            "InputName": "constraints",
            "S3Input": {"S3Uri": used.constraints, "LocalPath": f"{CONTAINER}/constraints"},
        },
    ]
    summary: dict[str, Any] = {
        "MonitoringScheduleName": NAME,
        "MonitoringExecutionStatus": status,
        "CreationTime": world.clock.now() + timedelta(minutes=minutes),
    }
    if has_job:
        summary["ProcessingJobArn"] = f"arn:aws:sagemaker:eu-west-1:111122223333:processing-job/{name}"
        world.monitoring.jobs[name] = {"ProcessingInputs": inputs, "FailureReason": reason}
    world.monitoring.executions.append(summary)


def switched(style: str = "inline") -> Account:
    world = account(style)
    run(world, "Completed", OLD, minutes=-60)
    switch_schedule(world.world, NAME, NEW, TERMS)
    return world


@STYLES
@pytest.mark.parametrize("status", ["Completed", "CompletedWithViolations"])
def test_an_execution_that_used_the_new_files_and_ended_confirms_the_switch(style: str, status: str) -> None:
    world = switched(style)
    run(world, status)

    confirmed = confirm_switch(world.world, NAME, TERMS)

    assert confirmed.status == status
    assert confirmed.execution == "model-monitoring-1"
    assert confirmed.to_json()["baseline"]["constraints"] == NEW.constraints


@pytest.mark.parametrize(
    ("runs", "says"),
    [
        ([], "no execution has used it yet"),
        ([{"status": "Completed", "used": OLD}], "no execution has used it yet"),
        ([{"status": "InProgress"}], "is InProgress"),
        ([{"status": "Failed", "reason": "Job inputs had no data"}], "names no file of the baseline"),
        ([{"status": "Failed", "has_job": False}], "no execution has used it yet"),
    ],
)
def test_until_then_the_switch_is_neither_confirmed_nor_failed(runs: list[dict[str, Any]], says: str) -> None:
    world = switched()
    for each in runs:
        run(world, **each)

    with pytest.raises(NotConfirmedError, match=says):
        confirm_switch(world.world, NAME, TERMS)

    assert live_baseline(world.monitoring).same_files_as(NEW)


def test_an_hour_without_data_does_not_count_and_the_next_hour_does() -> None:
    world = switched()
    run(world, "Failed", reason="Job inputs had no data", minutes=60)
    run(world, "Completed", minutes=120)

    assert confirm_switch(world.world, NAME, TERMS).execution == "model-monitoring-2"


@STYLES
@pytest.mark.parametrize(
    "reason",
    [
        UNREADABLE,
        f'No S3 objects found under S3 URL "{NEW.statistics}" given in input data source.',
        f"Error: cannot parse {CONTAINER}/constraints/constraints.json: unexpected end.",
    ],
)
def test_an_execution_that_fails_because_of_the_baseline_needs_a_person(style: str, reason: str) -> None:
    world = switched(style)
    run(world, "Failed", reason=reason)

    with pytest.raises(BaselineRejectedError, match="failed because of the new baseline") as caught:
        confirm_switch(world.world, NAME, TERMS)

    assert f"baselining rollback {NAME}" in caught.value.hint
    assert live_baseline(world.monitoring).same_files_as(NEW)


@pytest.mark.parametrize(
    "reason",
    [
        "The endpoint fraud-baseline-constraints was not found",
        "Error: could not parse constraints",
        "No statistics.json in the captured data",
        f"Access denied: {NEW.constraints}.bak",
        f"Access denied: {NEW.constraints}/part-0",
        "Access denied: s3://other/models/new/constraints.json",
        "Access denied: s3://models/newer/constraints.json",
        f"Cannot write {CONTAINER}/constraints/constraints.json.tmp",
        "",
    ],
)
def test_a_reason_that_names_no_file_of_the_baseline_does_not_count_against_it(reason: str) -> None:
    world = switched()
    run(world, "Failed", reason=reason)

    with pytest.raises(NotConfirmedError, match="names no file of the baseline"):
        confirm_switch(world.world, NAME, TERMS, auto_rollback=True)

    assert live_baseline(world.monitoring).same_files_as(NEW)


def test_a_file_is_named_in_whatever_spelling_the_execution_was_given_it() -> None:
    world = switched()
    https = "https://models.s3.eu-west-1.amazonaws.com/new"
    used = Baseline(constraints=f"{https}/constraints.json", statistics=f"{https}/statistics.json")
    run(world, "Failed", used, reason=f"Cannot read {NEW.constraints}.")

    with pytest.raises(BaselineRejectedError):
        confirm_switch(world.world, NAME, TERMS, wait_s=600)


@pytest.mark.parametrize("auto_rollback", [True, False])
def test_an_execution_that_completes_later_clears_the_baseline(auto_rollback: bool) -> None:
    world = switched()
    run(world, "Failed", reason=UNREADABLE, minutes=60)
    run(world, "Completed", minutes=120)

    confirmed = confirm_switch(world.world, NAME, TERMS, auto_rollback=auto_rollback)

    assert confirmed.execution == "model-monitoring-2"
    assert live_baseline(world.monitoring).same_files_as(NEW)


@STYLES
@pytest.mark.parametrize("looks", [1, 4, 9])
def test_descriptions_that_lag_behind_the_switch_do_not_make_somebody_else_the_culprit(
    style: str, looks: int
) -> None:
    world = account(style)
    before = world.monitoring.describe_schedule(NAME)
    switch_schedule(world.world, NAME, NEW, TERMS)
    run(world, "Completed")
    schedule = world.monitoring.schedules[NAME]
    schedule.stale_answer, schedule.stale_looks = dict(before), looks

    assert confirm_switch(world.world, NAME, TERMS).status == "Completed"


def test_a_switch_whose_end_nobody_saw_can_be_confirmed_once_its_baseline_is_live() -> None:
    world = account("inline")
    on_operation(world.monitoring, "update_schedule", "before", lambda: world.monitoring.lag(NAME, 40))
    with pytest.raises(UnknownOutcomeError, match="still describes the schedule as it was before"):
        switch_schedule(world.world, NAME, NEW, TERMS)
    world.monitoring.schedules[NAME].stale_looks = 0
    run(world, "Completed", minutes=0)

    assert confirm_switch(world.world, NAME, TERMS).baseline.same_files_as(NEW)


def test_a_schedule_that_somebody_changes_while_it_is_waited_for_is_not_confirmed() -> None:
    world = switched()
    sleep = world.clock.sleep

    def change_meanwhile(seconds: float) -> None:
        sleep(seconds)
        if len(world.history()) == 1 and world.clock.slept_s > 60:
            world.clock.sleep = sleep  # type: ignore[method-assign]
            roll_back(world.world, NAME, TERMS)

    world.clock.sleep = change_meanwhile  # type: ignore[method-assign]

    with pytest.raises(InputError, match="Somebody changed the baseline"):
        confirm_switch(world.world, NAME, TERMS, wait_s=3600)


def test_a_way_back_that_is_barred_needs_a_person_because_the_new_baseline_is_live() -> None:
    world = switched()
    run(world, "Failed", reason=UNREADABLE)
    world.store.delete(S3Uri.parse(str(OLD.constraints)))

    with pytest.raises(BaselineRejectedError, match="is live still, because going back did not succeed"):
        confirm_switch(world.world, NAME, TERMS, auto_rollback=True)

    assert live_baseline(world.monitoring).same_files_as(NEW)


@STYLES
def test_or_is_rolled_back_if_so_wished(style: str) -> None:
    world = switched(style)
    run(world, "Failed", reason=UNREADABLE)

    with pytest.raises(SwitchFailedError, match="put back"):
        confirm_switch(world.world, NAME, TERMS, auto_rollback=True)

    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert [(entry.action, entry.outcome) for entry in world.history()] == [
        ("switch", Outcome.DONE),
        ("auto-rollback", Outcome.DONE),
    ]


def test_a_rollback_that_is_rejected_is_not_rolled_back_by_itself() -> None:
    world = switched()
    roll_back(world.world, NAME, TERMS)
    run(world, "Failed", OLD, reason=f"Cannot read {OLD.constraints}.")

    with pytest.raises(BaselineRejectedError) as caught:
        confirm_switch(world.world, NAME, TERMS, auto_rollback=True)

    assert "--to ID" in caught.value.hint


def test_waiting_ends_with_the_execution() -> None:
    world = switched()
    run(world, "InProgress")
    sleep = world.clock.sleep

    def end_meanwhile(seconds: float) -> None:
        sleep(seconds)
        if world.clock.slept_s > 600:
            world.monitoring.executions[-1]["MonitoringExecutionStatus"] = "Completed"

    world.clock.sleep = end_meanwhile  # type: ignore[method-assign]

    assert confirm_switch(world.world, NAME, TERMS, wait_s=3600).status == "Completed"
    assert 600 < world.clock.slept_s < 700


def test_waiting_has_an_end() -> None:
    world = switched()

    with pytest.raises(NotConfirmedError):
        confirm_switch(world.world, NAME, TERMS, wait_s=3600)

    assert 3600 <= world.clock.slept_s < 3700


def test_a_baseline_that_no_operation_made_live_cannot_be_confirmed() -> None:
    with pytest.raises(InputError, match="nothing to confirm"):
        confirm_switch(account("inline").world, NAME, TERMS)
    world = switched()
    inline = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    inline["BaselineConfig"] = {"ConstraintsResource": {"S3Uri": baseline("x").constraints}}

    with pytest.raises(InputError, match="not the one of the last recorded operation"):
        confirm_switch(world.world, NAME, TERMS)


def test_looking_takes_no_lease() -> None:
    world = switched()
    run(world, "Completed")
    objects = dict(world.store.objects)

    confirm_switch(world.world, NAME, TERMS)

    assert world.store.objects == objects
    assert str(RECORDS / "lock.json") in objects


def test_a_service_that_fails_while_it_is_waited_does_not_hide_that_the_new_baseline_is_live() -> None:
    world = switched()
    on_operation(
        world.monitoring, "list_executions", "before", raising(MonitoringError("SageMaker is away."))
    )

    with pytest.raises(NotConfirmedError, match=r"is live, but not confirmed: SageMaker is away\.\n"):
        confirm_switch(world.world, NAME, TERMS, wait_s=3600)
