"""Lease, history, rollback, confirm and gc with real boto3 over HTTP, and every call of a switch failing once."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.aws.connected import REGION
from tests.aws.place import BUCKET, NAME, RECORDS, Place

from baselining.cli import COMMANDS, app_of
from baselining.errors import (
    BaselineRejectedError,
    BaseliningError,
    NotConfirmedError,
    ScheduleBusyError,
    StorageError,
)
from baselining.publication.probe import require_conditional_writes
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import Terms, collect_garbage, confirm_switch, roll_back, switch_schedule
from baselining.schedule.operations.collect import Keeping
from baselining.schedule.plan import Unchanged
from baselining.schedule.records import Outcome, read_history
from baselining.schedule.switch.run import Switched
from baselining.schedule.switch.watch import Budgets
from baselining.world.s3uri import S3Uri
from baselining_emulator import faults

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

TERMS = Terms(budgets=Budgets(settle_s=60, apply_s=60))
STYLES = ("inline", "DataQuality")


@pytest.mark.parametrize("style", STYLES)
def test_switch_history_rollback_and_gc(style: str, make_place: Callable[[str], Place]) -> None:
    place = make_place(style)
    old, new = place.live(), place.publish("new")

    switched = switch_schedule(place.world(), NAME, new, TERMS)
    back = roll_back(place.world(), NAME, TERMS)

    assert isinstance(switched, Switched)
    assert isinstance(back, Switched)
    assert place.live().same_files_as(old)
    entries = read_history(place.world().store, RECORDS)
    assert [(entry.action, entry.outcome) for entry in entries] == [
        ("switch", Outcome.DONE),
        ("rollback", Outcome.DONE),
    ]
    unused = place.publish("never used")
    garbage = collect_garbage(place.world(), place.registry(), NAME, TERMS, Keeping(min_age=timedelta(0)))
    assert garbage.definitions == ()
    assert {str(uri.parent) for uri in garbage.objects} == {str(unused.constraints).rpartition("/")[0]}
    assert place.world().store.read(S3Uri.parse(str(new.constraints))) == b"{}"


def test_gc_keeps_what_another_schedule_uses_in_the_spelling_of_a_browser(
    make_place: Callable[[str], Place],
    sagemaker: SageMakerClient,
    inline: Callable[..., dict[str, Any]],
    settled: Callable[[str], Any],
) -> None:
    place = make_place("inline")
    used, unused = place.publish("used"), place.publish("never used")
    https = {
        "ConstraintsResource": {"S3Uri": _https(used.constraints)},
        "StatisticsResource": {"S3Uri": _https(used.statistics)},
    }
    config: dict[str, Any] = {
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        "MonitoringJobDefinition": inline(BaselineConfig=https),
        "MonitoringType": "DataQuality",
    }
    sagemaker.create_monitoring_schedule(MonitoringScheduleName="other", MonitoringScheduleConfig=config)  # type: ignore[arg-type]
    settled("other")

    garbage = collect_garbage(place.world(), place.registry(), NAME, TERMS, Keeping(min_age=timedelta(0)))

    assert {str(uri.parent) for uri in garbage.objects} == {str(unused.constraints).rpartition("/")[0]}
    assert place.world().store.read(S3Uri.parse(str(used.constraints))) == b"{}"


def _https(location: str | None) -> str:
    return str(location).replace(f"s3://{BUCKET}", f"https://{BUCKET}.s3.{REGION}.amazonaws.com")


@pytest.mark.parametrize("style", STYLES)
def test_confirm_looks_at_the_inputs_of_the_processing_job(
    style: str, make_place: Callable[[str], Place]
) -> None:
    place = make_place(style)
    place.emulator.add_execution(NAME, status="Completed")
    new = place.publish("new")
    switch_schedule(place.world(), NAME, new, TERMS)
    with pytest.raises(NotConfirmedError):
        confirm_switch(place.world(), NAME, TERMS)
    job = place.emulator.add_execution(NAME)
    with pytest.raises(NotConfirmedError, match="InProgress"):
        confirm_switch(place.world(), NAME, TERMS)
    place.emulator.end_execution(job, status="CompletedWithViolations")

    assert confirm_switch(place.world(), NAME, TERMS).execution == job

    place.emulator.end_execution(job, status="Failed", failure_reason=f"cannot read {new.constraints}")
    with pytest.raises(BaselineRejectedError):
        confirm_switch(place.world(), NAME, TERMS)


def attempted(action: Callable[[], object]) -> BaseliningError | None:
    try:
        action()
    except BaseliningError as error:
        return error
    return None


CALLS = (
    "PutObject",
    "GetObject",
    "ListObjectsV2",
    "DescribeMonitoringSchedule",
    "ListTags",
    "DescribeDataQualityJobDefinition",
    "CreateDataQualityJobDefinition",
    "UpdateMonitoringSchedule",
)


CHANGES = ("PutObject", "CreateDataQualityJobDefinition", "UpdateMonitoringSchedule")


def faults_at(operation: str) -> Iterator[faults.CallFault]:
    yield faults.dropped_after(operation)
    if operation in CHANGES:
        yield faults.dropped_before(operation)
        yield faults.CallFault(
            operation=operation, effect="error", code="InternalFailure", message="no", status=500
        )


@pytest.mark.parametrize("style", STYLES)
def test_every_call_that_fails_once_is_made_good_by_a_second_run(
    style: str, make_place: Callable[[str], Place]
) -> None:
    place = make_place(style)
    old, new = place.live(), place.publish("new")
    place.emulator.calls.clear()
    switch_schedule(place.world(), NAME, new, TERMS)
    made = [call.operation for call in place.emulator.calls.all()]
    tried = 0
    for operation in CALLS if style == "DataQuality" else CHANGES:
        for skipped in range(made.count(operation)):
            for fault in faults_at(operation):
                place = make_place(style)
                place.publish("new")
                spared = faults.slow(operation, 0.0, times=skipped or None)
                place.emulator.faults.add(*([spared] if skipped else []), fault)

                error = attempted(lambda place=place: switch_schedule(place.world(), NAME, new, TERMS))  # type: ignore[misc]
                place.emulator.faults.clear()
                place.world().monitoring.describe_schedule(NAME)
                live = place.live()
                assert live.same_files_as(old) or live.same_files_as(new)
                again = switch_schedule(place.world(), NAME, new, TERMS)

                tried += 1
                where = f"{fault.effect} at {operation} number {skipped + 1}: {error}"
                assert isinstance(again, (Switched, Unchanged)), where
                assert place.live().same_files_as(new), where
                entries = read_history(place.world().store, RECORDS)
                assert entries[-1].outcome is Outcome.DONE, where
                assert {entry.outcome for entry in entries} <= {Outcome.DONE, Outcome.NOT_DONE}, where
    print(f"{tried} crash points over HTTP ({style})")  # noqa: T201
    assert tried >= 24


def test_racers_over_http_take_effect_one_at_a_time(make_place: Callable[[str], Place]) -> None:
    place = make_place("inline")
    wanted = [place.publish(f"racer {number}") for number in range(12)]
    start = threading.Barrier(len(wanted))
    worlds = [place.another_world() for _ in wanted]

    def run(number: int) -> object:
        start.wait()
        return attempted(lambda: switch_schedule(worlds[number], NAME, wanted[number], TERMS))

    with ThreadPoolExecutor(len(wanted)) as pool:
        errors = list(pool.map(run, range(len(wanted))))

    entries = read_history(place.world().store, RECORDS)
    assert all(error is None or isinstance(error, ScheduleBusyError) for error in errors), errors
    assert errors.count(None) == len(entries) >= 1
    for before, after in itertools.pairwise(entries):
        assert after.before == before.after
    assert place.live().same_files_as(entries[-1].after.baseline)
    assert "UpdateMonitoringSchedule" in place.emulator.calls.operations()
    assert place.emulator.calls.operations().count("UpdateMonitoringSchedule") == len(entries)


_SWITCH = """
import sys
from baselining.aws.clock import SystemClock
from baselining.aws.session import Aws, AwsOptions
from baselining.schedule.operations import Terms, switch_schedule
from baselining.schedule.switch.watch import Budgets
from baselining.world.locations import Baseline
from baselining.world.ports import World

aws = Aws(AwsOptions(region="us-east-1", endpoint_url=sys.argv[1]))
world = World(store=aws.store(), monitoring=aws.monitoring(), clock=SystemClock())
wanted = Baseline(constraints=sys.argv[3], statistics=sys.argv[4], digest=sys.argv[5])
switch_schedule(world, sys.argv[2], wanted, Terms(budgets=Budgets(poll_s=0.05), lease_s=2))
"""


def test_a_process_killed_in_its_update_leaves_a_lease_that_expires_and_a_history_that_is_completed(
    make_place: Callable[[str], Place],
) -> None:
    place = make_place("DataQuality")
    new = place.publish("new")
    place.emulator.faults.add(faults.slow("UpdateMonitoringSchedule", 30))
    script = [sys.executable, "-c", _SWITCH, place.emulator.endpoint_url, NAME]
    process = subprocess.Popen(
        [*script, str(new.constraints), str(new.statistics), new.digest],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "lib")},
    )
    deadline = time.monotonic() + 60
    while "UpdateMonitoringSchedule" not in place.emulator.calls.operations():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()

    with pytest.raises(ScheduleBusyError, match=f"process {process.pid}"):
        switch_schedule(place.world(), NAME, new, TERMS)
    time.sleep(4)
    result = switch_schedule(place.world(), NAME, new, TERMS)

    assert isinstance(result, Unchanged)
    (entry,) = read_history(place.world().store, RECORDS)
    assert entry.outcome is Outcome.DONE
    assert "found by a later run" in entry.detail


def test_versions_times_lists_and_deletions_as_s3_has_them(make_place: Callable[[str], Place]) -> None:
    store = make_place("inline").world().store
    uri = RECORDS / "x/a.json"
    assert store.read_version(uri) is None
    assert store.replace(uri, b"1", etag='"none"', content_type="application/json") is False
    store.create(uri, b"1", content_type="application/json")
    found = store.read_version(uri)
    assert found is not None
    assert timedelta(0) <= found.read_at - found.modified < timedelta(seconds=5)

    assert store.replace(uri, b"2", etag=found.etag, content_type="application/json") is True
    assert store.replace(uri, b"3", etag=found.etag, content_type="application/json") is False

    assert store.read(uri) == b"2"
    store.create(RECORDS / "x.json", b"", content_type="application/json")
    assert store.list_below(RECORDS / "x") == [uri]
    store.delete(uri)
    store.delete(uri)
    assert store.list_below(RECORDS / "x") == []
    assert store.list_below(S3Uri(BUCKET)) != []


def test_a_bucket_that_is_not_there_is_said_so_by_every_call(make_place: Callable[[str], Place]) -> None:
    store = make_place("inline").world().store
    nowhere = S3Uri("no-such-bucket", "x")
    for call in (
        lambda: store.read_version(nowhere),
        lambda: store.replace(nowhere, b"", etag='"x"', content_type="x"),
        lambda: store.list_below(nowhere),
        lambda: store.delete(nowhere),
        lambda: require_conditional_writes(store, nowhere),
    ):
        with pytest.raises(StorageError, match="NoSuchBucket"):
            call()


def test_lists_come_in_pages_and_filtered(
    make_place: Callable[[str], Place], sagemaker: SageMakerClient
) -> None:
    place = make_place("DataQuality")
    world = place.world()
    config = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)["MonitoringScheduleConfig"]
    for number in range(12):
        sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=f"more-{number:02d}", MonitoringScheduleConfig=config
        )
        place.emulator.add_execution(NAME, status="Completed")

    more = [f"more-{number:02d}" for number in range(12)]
    assert world.monitoring.list_schedules() == [NAME, *more]
    assert world.monitoring.list_schedules(endpoint="fares", definition="old", kind="DataQuality") == [
        NAME,
        *more,
    ]
    assert world.monitoring.list_schedules(kind="ModelBias") == []
    assert world.monitoring.list_schedules(definition="another") == []
    assert world.monitoring.list_definitions("DataQuality", name_contains="ol") == ["old"]
    created = read_schedule(world.monitoring, NAME).name
    since = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=created)["CreationTime"]
    runs = world.monitoring.list_executions(NAME, since=since - timedelta(days=1))
    assert len(runs) == 12
    assert runs == sorted(runs, key=lambda run: run["CreationTime"])
    assert world.monitoring.list_executions(NAME, since=since + timedelta(days=1)) == []
    assert json.dumps(REGION) in json.dumps(
        world.monitoring.describe_job(runs[0]["ProcessingJobArn"].rpartition("/")[2])[
            "MonitoringScheduleArn"
        ].split(":")
    )


@pytest.mark.parametrize("options", [["--plan"], []], ids=["the plan", "nothing to do"])
def test_the_command_looks_at_a_schedule_once_before_the_lease(
    options: list[str], make_place: Callable[[str], Place], capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place("DataQuality")
    new = place.publish("new")
    if not options:
        switch_schedule(place.world(), NAME, new, TERMS)
    place.emulator.calls.clear()

    where = ["--region", REGION, "--endpoint-url", place.emulator.endpoint_url]
    app_of(COMMANDS)(
        ["switch", NAME, "--baseline", str(new.constraints), *options, *where], standalone_mode=False
    )

    assert capsys.readouterr().out
    assert len(place.emulator.calls.of("DescribeMonitoringSchedule")) == 1
