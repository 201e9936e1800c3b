"""The end of the line without its beginning: publish, switch, confirm, as configured."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from tests.doubles.account import RECORDS, Account, account
from tests.doubles.schedules import NAME, OLD, live_baseline, on_operation, referenced_world
from tests.unit.schedule.operations.test_confirm import run as execute

from baselining.config import Config
from baselining.errors import (
    ConfigError,
    DatasetError,
    InputError,
    NotConfirmedError,
    StorageError,
    SwitchFailedError,
)
from baselining.pipeline import Computation, Outcome, Plan, plan_baseline, run_baseline, terms
from baselining.profile import DatasetProfile
from baselining.publication.plan import plan_publication
from baselining.schedule.live import read_schedule
from baselining.schedule.plan import Unchanged, plan_switch
from baselining.schedule.records import Outcome as Recorded
from baselining.schedule.switch.run import Switched
from baselining.spark.profiled import Profiled, Throughput
from baselining.world.ports import MonitoringType
from baselining.world.s3uri import S3Uri

FILES = {"statistics.json": b"{}", "constraints.json": b"{}"}


def configured(**switch: Any) -> Config:
    return Config.model_validate({"dataset": {"uri": "train.csv"}, "switch": {"poll_s": 5, **switch}})


def run(world: Account, config: Config) -> Outcome:
    return run_baseline(planned_run(), config, world.world)


def planned_run() -> Plan:
    """A baseline that is computed and planned, but not published."""
    throughput = Throughput(reading="a test", rows=1, columns=1, input_bytes=1, seconds=1.0)
    computation = Computation(
        facts={},
        run={"engine": "arrow"},
        item_count=1,
        feature_count=1,
        notes=(),
        seconds=1.0,
        one_split=True,
        throughput=throughput,
        profiled=Profiled(profile=DatasetProfile(item_count=1, columns={}), throughput=throughput),
    )
    publication = plan_publication(FILES, RECORDS)
    return Plan(computation=computation, publication=publication, switch=None, credentials="the test")


def published() -> Any:
    location = plan_publication(FILES, RECORDS).location
    return OLD.__class__(
        constraints=str(location / "constraints.json"), statistics=str(location / "statistics.json")
    )


def test_without_a_schedule_it_only_publishes() -> None:
    world = account("inline")

    outcome = run(world, configured())

    assert outcome.switch is None
    assert outcome.to_json()["confirmed"] is None
    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert not any("lock.json" in uri for uri in world.store.objects)


def test_with_one_it_switches_on_the_record_and_the_second_time_finds_nothing_to_do() -> None:
    world = account("referenced")

    first, second = run(world, configured(schedule=NAME)), run(world, configured(schedule=NAME))

    assert isinstance(first.switch, Switched)
    assert isinstance(second.switch, Unchanged)
    assert live_baseline(world.monitoring).same_files_as(published())
    assert [entry.outcome for entry in world.history()] == [Recorded.DONE]


def test_it_waits_for_the_first_execution_if_so_configured() -> None:
    world = account("inline")
    execute(world, "Completed", published(), minutes=10)

    outcome = run(world, configured(schedule=NAME, confirm_wait_s=7200))

    assert outcome.confirmed is not None
    assert outcome.to_json()["confirmed"]["status"] == "Completed"
    with pytest.raises(NotConfirmedError):
        run(account("inline"), configured(schedule=NAME, confirm_wait_s=60))


def test_and_goes_back_if_that_fails_on_the_baseline() -> None:
    world = account("inline")
    execute(world, "Failed", published(), minutes=10, reason=f"cannot parse {published().constraints}")

    with pytest.raises(SwitchFailedError, match="put back"):
        run(world, configured(schedule=NAME, confirm_wait_s=7200, auto_rollback=True))

    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert [entry.action for entry in world.history()] == ["switch", "auto-rollback"]


def test_what_else_was_changed_since_the_plan_stays_as_it_is() -> None:
    world = account("inline")
    planned = plan_switch(read_schedule(world.monitoring, NAME), published())
    world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]["RoleArn"] = "another-role"

    run(world, configured(schedule=NAME))

    assert not isinstance(planned, Unchanged)
    assert world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]["RoleArn"] == "another-role"


def test_the_terms_are_those_of_the_configuration() -> None:
    found = terms(configured(records="s3://elsewhere/r", lease_s=120, settle_timeout_s=7).switch)

    assert (found.records, found.lease_s, found.budgets.settle_s) == (S3Uri("elsewhere", "r"), 120, 7)
    with pytest.raises(ConfigError):
        terms(configured(records="elsewhere/r").switch)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_stop_during_the_switch_is_not_forgotten_in_the_wait_that_follows(
    number: signal.Signals,
) -> None:
    world = account("inline")
    on_operation(world.monitoring, "update_schedule", "after", lambda: os.kill(os.getpid(), number))

    with pytest.raises(NotConfirmedError, match="Stopped after the switch, which was finished") as caught:
        run(world, configured(schedule=NAME, confirm_wait_s=7200))

    assert world.clock.slept_s < 60
    assert live_baseline(world.monitoring).same_files_as(published())
    assert f"baselining confirm {NAME}" in caught.value.hint


def test_without_a_wait_that_follows_it_is_told_that_the_switch_was_finished() -> None:
    world = account("inline")
    on_operation(world.monitoring, "update_schedule", "after", lambda: os.kill(os.getpid(), signal.SIGTERM))

    outcome = run(world, configured(schedule=NAME))

    assert isinstance(outcome.switch, Switched)
    assert outcome.switch.interrupted
    assert any("so the switch was finished" in warning for warning in outcome.switch.warnings)


def test_a_storage_that_fails_after_the_switch_does_not_hide_that_it_was_done() -> None:
    world = account("inline")

    def fail(_number: int, operation: str) -> None:
        if operation == "list_below" and live_baseline(world.monitoring).same_files_as(published()):
            raise StorageError("S3 is away.")

    world.store.before_call = fail

    with pytest.raises(NotConfirmedError, match="was switched, but the switch is not confirmed: S3 is away"):
        run(world, configured(schedule=NAME, confirm_wait_s=7200))


@pytest.mark.parametrize("kind", ["ModelQuality", "ModelBias", "ModelExplainability"])
def test_a_schedule_that_monitors_something_else_is_refused_before_anything_is_read(
    kind: MonitoringType,
) -> None:
    world = Account(referenced_world(kind))

    with pytest.raises(InputError, match=f"monitors {kind}"):
        plan_baseline(configured(schedule=NAME), world.world)


def test_what_is_wrong_with_the_schedule_is_said_before_what_is_wrong_with_the_dataset() -> None:
    world = Account(referenced_world("ModelBias"))

    with pytest.raises(InputError, match="monitors ModelBias"):
        plan_baseline(configured(schedule=NAME), world.world)

    assert world.monitoring.calls.count("describe_schedule") == 1  # looked at once, whatever came of it


def test_a_dataset_that_is_not_there_is_said_next() -> None:
    config = Config.model_validate({"dataset": {"uri": "none.csv"}, "switch": {"schedule": NAME}})

    with pytest.raises(DatasetError, match=r"No dataset at none\.csv"):
        plan_baseline(config, account("inline").world)
