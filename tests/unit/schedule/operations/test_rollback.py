"""Going back by the record, and what the record holds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.doubles.account import RECORDS, TERMS, Account, Process, account, baseline
from tests.doubles.memory_monitoring import READS
from tests.doubles.schedules import (
    NAME,
    NEW,
    OLD,
    STYLES,
    WORLDS,
    live_baseline,
    on_operation,
    raising,
)

from baselining.errors import (
    ConfigError,
    DocumentError,
    InputError,
    MonitoringError,
    NewerReleaseError,
    StorageError,
    SwitchFailedError,
    UnknownOutcomeError,
)
from baselining.publication.plan import plan_publication
from baselining.publication.run import run_publication
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import plan_rollback, roll_back, switch_schedule
from baselining.schedule.operations.rollback import ORIGINAL
from baselining.schedule.plan import SwitchPlan, Unchanged
from baselining.schedule.records import Outcome, read_history, records_of
from baselining.schedule.switch.run import Switched
from baselining.world.locations import Baseline
from baselining.world.s3uri import S3Uri

A, B = baseline("a"), baseline("b")
OLD_ONLY = replace(OLD, digest="")


def switched(style: str, *baselines: Baseline) -> Account:
    world = account(style)
    for each in baselines:
        world.put(each)
        switch_schedule(world.world, NAME, each, TERMS)
    return world


@STYLES
def test_a_rollback_restores_the_baseline_config_exactly_as_it_was_found(style: str) -> None:
    fresh = WORLDS[style]()
    world = switched(style, NEW)

    roll_back(world.world, NAME, TERMS)

    live = read_schedule(world.monitoring, NAME)
    assert live.baseline_config == read_schedule(fresh, NAME).baseline_config
    assert live.baseline_config["BaseliningJobName"] == "the-analyzer-s-job"
    assert live.config == read_schedule(fresh, NAME).config


@STYLES
def test_a_second_rollback_changes_nothing(style: str) -> None:
    world = switched(style, A, B)

    roll_back(world.world, NAME, TERMS)
    again = roll_back(world.world, NAME, TERMS)

    assert isinstance(again, Unchanged)
    assert live_baseline(world.monitoring).same_files_as(A)


@STYLES
def test_any_recorded_baseline_can_be_gone_back_to(style: str) -> None:
    world = switched(style, A, B, NEW)
    first = world.history()[0]

    roll_back(world.world, NAME, TERMS, to=first.id)
    assert live_baseline(world.monitoring).same_files_as(A)
    roll_back(world.world, NAME, TERMS, to=ORIGINAL)

    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert [entry.action for entry in world.history()] == ["switch"] * 3 + ["rollback"] * 2


def test_only_the_baseline_goes_back() -> None:
    world = switched("inline", NEW)
    inline = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    inline["Environment"] = {"TOKEN": "planted-secret"}

    roll_back(world.world, NAME, TERMS)

    after = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    assert after["Environment"] == {"TOKEN": "planted-secret"}
    assert live_baseline(world.monitoring).same_files_as(OLD)


def test_no_record_holds_the_environment() -> None:
    world = account("inline")
    inline = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    inline["Environment"] = {"TOKEN": "planted-secret"}

    switch_schedule(world.world, NAME, NEW, TERMS)
    roll_back(world.world, NAME, TERMS)

    assert len(world.history()) == 2
    assert not any(b"planted-secret" in body for body in world.store.objects.values())


def test_a_definition_that_was_changed_otherwise_since_is_cloned_instead_of_going_back_whole() -> None:
    world = switched("referenced", NEW)
    config = world.monitoring.schedules[NAME].config
    body = dict(world.monitoring.definitions["DataQuality", config["MonitoringJobDefinitionName"]])
    body["RoleArn"] = "another-role"
    world.monitoring.create_definition("DataQuality", "by-hand", body, {})
    config["MonitoringJobDefinitionName"] = "by-hand"

    roll_back(world.world, NAME, TERMS, to=ORIGINAL)

    live = read_schedule(world.monitoring, NAME)
    assert live.baseline.same_files_as(OLD)
    assert live.definition is not None
    assert live.definition.body["RoleArn"] == "another-role"
    assert live.definition.name not in ("fraud-v1", "by-hand")


def test_an_old_definition_that_is_gone_is_cloned_again() -> None:
    world = switched("referenced", NEW)
    del world.monitoring.definitions["DataQuality", "fraud-v1"]

    roll_back(world.world, NAME, TERMS)

    assert live_baseline(world.monitoring).same_files_as(OLD)


def test_a_schedule_that_had_no_baseline_has_none_again() -> None:
    world = account("inline")
    del world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]["BaselineConfig"]
    switch_schedule(world.world, NAME, NEW, TERMS)

    roll_back(world.world, NAME, replace(TERMS, records=RECORDS.parent))

    assert "BaselineConfig" not in world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]


def test_files_that_are_gone_are_not_gone_back_to() -> None:
    world = switched("inline", NEW)
    world.store.delete(S3Uri.parse(str(OLD.statistics)))

    with pytest.raises(InputError, match=r"s3://models/old/statistics\.json does not exist"):
        roll_back(world.world, NAME, TERMS)

    assert live_baseline(world.monitoring).same_files_as(NEW)


def test_files_that_were_overwritten_are_not_gone_back_to() -> None:
    world = account("inline")
    files = {"statistics.json": b"1", "constraints.json": b"{}"}
    published = run_publication(plan_publication(files, S3Uri("models", "p")), world.store)
    switch_schedule(world.world, NAME, published.baseline, TERMS)
    switch_schedule(world.world, NAME, NEW, TERMS)
    world.store.objects[str(published.constraints)] = b"3"

    with pytest.raises(DocumentError, match="not the published file"):
        roll_back(world.world, NAME, TERMS)


@pytest.mark.parametrize(
    ("to", "message"), [(None, "No switch of"), ("x", "no finished operation 'x'"), (ORIGINAL, "no finished")]
)
def test_without_a_record_there_is_nothing_to_go_back_to(to: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        roll_back(account("inline").world, NAME, TERMS, to=to)


def test_a_baseline_that_somebody_else_set_is_not_left_without_being_told_where_to() -> None:
    world = switched("inline", NEW)
    inline = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    inline["BaselineConfig"] = {"ConstraintsResource": {"S3Uri": A.constraints}}

    with pytest.raises(InputError, match="changed after its last recorded switch") as caught:
        roll_back(world.world, NAME, TERMS)

    assert "--to ID" in caught.value.hint


@STYLES
def test_planning_a_rollback_changes_nothing_and_creates_no_definition(style: str) -> None:
    world = switched(style, NEW)
    process = Process(world)

    plan = plan_rollback(process.world, read_schedule(process.world.monitoring, NAME), RECORDS, None)

    assert isinstance(plan, SwitchPlan)
    assert set(process.calls) <= READS | {"read", "list_below"}
    assert [call.operation for call in plan.calls] == ["UpdateMonitoringSchedule"]
    assert json.loads(json.dumps(plan.to_json()))["after"]["constraints"] == OLD.constraints


@STYLES
def test_the_history_tells_of_a_switch_that_was_put_back(style: str) -> None:
    world = account(style, after_updates=["Failed", "Scheduled"])

    with pytest.raises(SwitchFailedError):
        switch_schedule(world.world, NAME, NEW, TERMS)

    (entry,) = world.history()
    assert entry.outcome is Outcome.ROLLED_BACK
    assert "the baseline could not be read" in entry.detail


def test_an_operation_overtaken_by_somebody_else_is_said_to_be() -> None:
    world = account("inline")
    on_operation(world.monitoring, "update_schedule", "after", raising(SystemError()))
    with pytest.raises(SystemError):
        switch_schedule(world.world, NAME, NEW, TERMS)
    world.monitoring.on_call = lambda _number, _operation, _phase: None
    inline = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    inline["BaselineConfig"] = {"ConstraintsResource": {"S3Uri": A.constraints}}

    world.put(B)

    switch_schedule(world.world, NAME, B, TERMS)

    assert [entry.outcome for entry in world.history()] == [Outcome.OVERTAKEN, Outcome.DONE]


def test_an_update_that_arrives_after_it_was_given_up_is_recorded_as_done_after_all() -> None:
    world = account("inline", status="Stopped")
    lost = raising(UnknownOutcomeError("?"))
    on_operation(world.monitoring, "update_schedule", "before", lost, times=2)
    with pytest.raises(MonitoringError, match="did not take effect"):
        switch_schedule(world.world, NAME, NEW, TERMS)
    assert [entry.outcome for entry in world.history()] == [Outcome.NOT_DONE]
    again = switch_schedule(world.copy().world, NAME, OLD_ONLY, TERMS)
    assert isinstance(again, Switched), "what is said not to be done does not stand in the way"

    inline = world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]
    inline["BaselineConfig"] = dict(world.history()[0].after.baseline_config)
    world.monitoring.schedules[NAME].status = "Scheduled"
    world.clock.sleep(60)

    assert isinstance(switch_schedule(world.world, NAME, NEW, TERMS), Unchanged)
    assert [entry.outcome for entry in world.history()] == [Outcome.DONE]
    assert world.monitoring.schedules[NAME].status == "Stopped"


def test_a_schedule_that_somebody_started_after_a_switch_that_was_not_done_is_left_running() -> None:
    world = account("inline", status="Stopped")
    on_operation(world.monitoring, "update_schedule", "before", raising(UnknownOutcomeError("?")), times=2)
    with pytest.raises(MonitoringError):
        switch_schedule(world.world, NAME, NEW, TERMS)
    world.monitoring.schedules[NAME].status = "Scheduled"

    switch_schedule(world.world, NAME, NEW, TERMS)

    assert world.monitoring.schedules[NAME].status == "Scheduled"
    assert "stop_schedule" not in world.monitoring.calls


def test_an_unknown_outcome_stays_open_until_a_later_run_sees_it() -> None:
    world = account("inline")
    world.monitoring.pending_looks_after_update = 10**9
    with pytest.raises(UnknownOutcomeError):
        switch_schedule(world.world, NAME, NEW, TERMS)
    (entry,) = world.history()
    assert entry.outcome is None
    assert entry.to_json()["outcome"] == "open"
    with pytest.raises(UnknownOutcomeError):
        switch_schedule(world.world, NAME, NEW, TERMS)
    world.monitoring.schedules[NAME].pending_looks = 1

    result = switch_schedule(world.world, NAME, NEW, TERMS)

    assert isinstance(result, Unchanged)
    assert [entry.outcome for entry in world.history()] == [Outcome.DONE]


def test_an_end_that_cannot_be_recorded_is_a_warning_and_recorded_by_the_next_run() -> None:
    world = account("inline")

    def fail(_number: int, operation: str) -> None:
        if operation == "create" and any("1-intent" in uri for uri in world.store.created):
            raise StorageError("S3 is away.")

    world.store.before_call = fail
    result = switch_schedule(world.world, NAME, NEW, TERMS)
    world.store.before_call = lambda _number, _operation: None

    assert not isinstance(result, Unchanged)
    assert any("could not be recorded" in warning for warning in result.warnings)
    switch_schedule(world.world, NAME, NEW, TERMS)
    assert [entry.outcome for entry in world.history()] == [Outcome.DONE]


def test_ids_sort_by_time_even_within_a_second() -> None:
    world = switched("inline", A, B, A, B)
    ids = [entry.id for entry in world.history()]

    assert ids == sorted(ids)
    assert [entry.after.baseline.constraints for entry in world.history()] == [
        A.constraints,
        B.constraints,
    ] * 2


def test_a_part_of_the_history_can_be_read() -> None:
    world = switched("inline", A, B)

    assert read_history(world.store, RECORDS, last=1) == world.history()[1:]
    assert read_history(world.store, RECORDS, last=0) == ()
    assert read_history(world.store, RECORDS, last=9) == world.history()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"format": "baselining-history", "before": 3}'])
def test_a_damaged_record_is_named(body: bytes) -> None:
    world = switched("inline", A)
    intent = next(uri for uri in world.store.objects if uri.endswith("-1-intent.json"))
    world.store.objects[intent] = body

    with pytest.raises(DocumentError, match="-1-intent"):
        world.history()


@pytest.mark.parametrize("record", ["-1-intent.json", "-2-done.json"])
def test_a_record_of_a_newer_release_is_said_to_be_one_and_not_to_be_moved_away(record: str) -> None:
    world = switched("inline", A)
    uri = next(uri for uri in world.store.objects if uri.endswith(record))
    newer = {
        "format": "baselining-history",
        "format_version": 2,
        "tool": {"version": "7.1.0"},
        "what": "else",
    }
    world.store.objects[uri] = json.dumps(newer).encode()

    with pytest.raises(
        NewerReleaseError, match=r"-\d-\S+json was written by a newer release \(7\.1\.0\)"
    ) as caught:
        world.history()

    assert caught.value.hint == "Use release 7.1.0 or a later one; leave it in place."


def test_an_outcome_that_only_a_newer_release_knows_is_said_to_be_one() -> None:
    world = switched("inline", A)
    uri = next(uri for uri in world.store.objects if uri.endswith("-2-done.json"))
    world.store.objects[uri.replace("-2-done", "-2-paused")] = world.store.objects.pop(uri)

    with pytest.raises(NewerReleaseError, match="with an outcome that is not known here"):
        world.history()


def test_what_a_newer_release_says_more_in_a_format_that_is_known_is_left_aside() -> None:
    world = switched("inline", A)
    expected = world.history()
    uri = next(uri for uri in world.store.objects if uri.endswith("-1-intent.json"))
    record = json.loads(world.store.objects[uri])
    record["before"]["more"] = record["more"] = 1
    world.store.objects[uri] = json.dumps(record).encode()

    assert world.history() == expected


def test_a_baseline_in_another_bucket_needs_a_place_for_the_records_that_stays() -> None:
    world = account("inline")
    other = Baseline(constraints="s3://other/c/constraints.json", statistics="s3://other/c/statistics.json")
    world.put(other)

    with pytest.raises(ConfigError, match="change from 'models' to 'other'") as caught:
        switch_schedule(world.world, NAME, other, TERMS)
    switch_schedule(world.world, NAME, other, replace(TERMS, records=RECORDS.parent))

    assert "--records" in caught.value.hint
    assert len(world.history()) == 1


def test_the_records_of_a_schedule_without_a_baseline_are_beside_the_first_one() -> None:
    assert records_of("fraud", Baseline(), wanted=NEW) == S3Uri("models", "baselining/fraud")
    with pytest.raises(ConfigError, match="none in S3"):
        records_of("fraud", Baseline())
