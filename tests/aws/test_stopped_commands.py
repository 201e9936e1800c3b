"""Ctrl-C and SIGTERM to real processes: the sentence and the exit code agree with what is there afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.aws.connected import REGION
from tests.aws.place import NAME, Place
from tests.doubles.signals import set_disposition
from tests.unit.documents.complete import written_by_hand

from baselining.documents.layout import FormatVersion
from baselining.schedule.operations import Terms, switch_schedule
from baselining.schedule.switch.watch import Budgets
from baselining.world.locations import Baseline
from baselining_emulator import faults

LIB = Path(__file__).resolve().parents[2] / "lib"
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
TERMS = Terms(budgets=Budgets(settle_s=60, apply_s=60))
OLD, NEW = "old", "new"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A command, when it is stopped, and what must be said and be so then.

    Attributes:
        command: Its words.
        live: Which baseline is live before.
        at: The call that SageMaker or S3 is slow to answer, or `waiting` for a wait between two looks.
        nth: Which of those calls.
        execution: One that is there: its status, and why it failed.
        code: The exit code.
        says: A part of the sentence on stderr.
        then: Which baseline is live afterwards.
    """

    command: str
    at: str
    nth: int = 1
    live: str = OLD
    execution: tuple[str, str] | None = None
    code: int = 4
    says: str
    then: str = OLD


FINISHED = "so the switch was finished"
ROWS = [
    Row(command="switch", at="ListTags", says="Stopped before anything of the schedule 'fares' was changed"),
    Row(command="switch", at="PutObject", says="Stopped before"),
    Row(
        command="switch", at="CreateDataQualityJobDefinition", says="Stopped before the schedule 'fares' was"
    ),
    Row(command="switch", at="waiting", execution=("InProgress", ""), says="Stopped before the schedule"),
    Row(command="switch", at="UpdateMonitoringSchedule", code=0, says=FINISHED, then=NEW),
    Row(command="switch", at="PutObject", nth=5, code=0, says=FINISHED, then=NEW),
    Row(
        command="rollback", at="ListTags", live=NEW, says="Stopped before anything of the schedule", then=NEW
    ),
    Row(command="rollback", at="UpdateMonitoringSchedule", live=NEW, code=0, says=FINISHED),
    Row(command="confirm", at="ListTags", live=NEW, says="Stopped. Nothing of 'fares' was changed", then=NEW),
    Row(command="confirm", at="waiting", live=NEW, says="is live, but not confirmed: stopped", then=NEW),
    Row(
        command="confirm",
        at="ListMonitoringExecutions",
        live=NEW,
        says="is live, but not confirmed",
        then=NEW,
    ),
    Row(
        command="confirm",
        at="UpdateMonitoringSchedule",
        live=NEW,
        execution=("Failed", "Cannot read {constraints}"),
        says="The old baseline was put back",
    ),
    Row(command="gc", at="ListTags", live=NEW, says="Stopped before", then=NEW),
    Row(
        command="publish",
        at="PutObject",
        nth=2,
        says="Stopped while publishing to s3://monitoring/baselining",
    ),
    Row(command="history", at="ListObjectsV2", live=NEW, says="Stopped.", then=NEW),
]


def words(row: Row, place: Place, new: Baseline, folder: Path) -> list[str]:
    where = ["--region", REGION, "--endpoint-url", place.emulator.endpoint_url]
    named = {
        "switch": [NAME, "--baseline", str(new.constraints).rpartition("/")[0], "--poll", "1"],
        "rollback": [NAME, "--poll", "1"],
        "confirm": [NAME, "--wait", "600", "--auto-rollback", "--poll", "1"],
        "gc": [NAME],
        "publish": [str(folder), "--to", f"s3://monitoring/baselining/{NAME}"],
        "history": [NAME],
    }
    return [row.command, *named[row.command], *where]


def start(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from baselining.cli import main; main()", *arguments],
        env={**os.environ, "PYTHONPATH": str(LIB)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=set_disposition,
    )


def until(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@SIGNALS
@pytest.mark.parametrize("row", ROWS, ids=[f"{row.command} at {row.at} {row.nth}" for row in ROWS])
def test_a_command_that_is_stopped_says_what_is_so(
    row: Row, number: signal.Signals, make_place: Callable[[str], Place], tmp_path: Path
) -> None:
    place = make_place("DataQuality")
    old, new = place.live(), place.publish("new")
    for name in ("statistics", "constraints"):
        document = written_by_hand(FormatVersion.CURRENT, f"{name}.json")
        (tmp_path / f"{name}.json").write_bytes(document)
    if row.live == NEW:
        switch_schedule(place.world(), NAME, new, TERMS)
    if row.execution is not None:
        status, reason = row.execution
        place.emulator.add_execution(
            NAME, status=status, failure_reason=reason.format(constraints=new.constraints)
        )
    place.emulator.calls.clear()
    process = start(words(row, place, new, tmp_path))
    if row.at == "waiting":
        seen = "ListMonitoringExecutions" if row.command == "confirm" else "DescribeMonitoringSchedule"
        looks = 1 if row.command == "confirm" else 4
        until(process, lambda: len(place.emulator.calls.of(seen)) >= looks)
        time.sleep(0.5)
    else:
        spared = [faults.slow(row.at, 0.0, times=row.nth - 1)] if row.nth > 1 else []
        place.emulator.faults.add(*spared, faults.slow(row.at, 2.0))
        until(process, lambda: len(place.emulator.calls.of(row.at)) >= row.nth)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)

    assert process.returncode == row.code, err
    assert row.says in err, err
    assert "Traceback" not in err
    assert place.live().same_files_as(new if row.then == NEW else old)
    assert out == "" or row.code == 0


@SIGNALS
def test_what_became_of_the_schedules_before_is_told_when_several_are_stopped(
    number: signal.Signals, make_place: Callable[[str], Place], sagemaker: Any
) -> None:
    place = make_place("inline")
    new = place.publish("new")
    config = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)["MonitoringScheduleConfig"]
    sagemaker.create_monitoring_schedule(MonitoringScheduleName="fares-2", MonitoringScheduleConfig=config)
    place.emulator.faults.add(faults.slow("UpdateMonitoringSchedule", 2.0))
    place.emulator.calls.clear()
    baseline = str(new.constraints).rpartition("/")[0]
    process = start(
        [
            "switch",
            NAME,
            "fares-2",
            "--baseline",
            baseline,
            "--poll",
            "1",
            "--region",
            REGION,
            "--endpoint-url",
            place.emulator.endpoint_url,
        ]
    )
    until(process, lambda: bool(place.emulator.calls.of("UpdateMonitoringSchedule")))
    process.send_signal(number)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 4, err
    assert "fares: switched and verified" in out
    assert "Stopped before 'fares-2' was looked at" in out
    assert place.live().same_files_as(new)


@SIGNALS
@pytest.mark.parametrize(
    ("at", "code", "noted"), [("DescribeModelPackage", 4, False), ("UpdateModelPackage", 0, True)]
)
def test_a_model_package_is_noted_completely_or_not_at_all(
    at: str,
    code: int,
    noted: bool,
    number: signal.Signals,
    make_place: Callable[[str], Place],
    sagemaker: Any,
    tmp_path: Path,
) -> None:
    place = make_place("inline")
    for name in ("statistics.json", "constraints.json"):
        (tmp_path / name).write_bytes(written_by_hand(FormatVersion.CURRENT, name))
    sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
    package = sagemaker.create_model_package(ModelPackageGroupName="fraud")["ModelPackageArn"]
    place.emulator.calls.clear()
    place.emulator.faults.add(faults.slow(at, 2.0))
    process = start(
        [
            *("registry", str(tmp_path), "--to", "s3://models/x", "--model-package", package),
            *("--region", REGION, "--endpoint-url", place.emulator.endpoint_url),
        ]
    )
    until(process, lambda: bool(place.emulator.calls.of(at)))
    process.send_signal(number)
    _, err = process.communicate(timeout=60)

    assert process.returncode == code, err
    assert ("names this baseline now" in err) == noted
    assert ("Stopped." in err) != noted
    described = sagemaker.describe_model_package(ModelPackageName=package)
    assert ("baseline:location" in described.get("CustomerMetadataProperties", {})) == noted
