"""What people and accounts get wrong, each answered in one sentence that says what to do, and with nothing changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.aws.complete import SCHEDULES, complete_definition, complete_inline
from tests.aws.connected import connect
from tests.aws.switching import NAME, Switching
from tests.doubles.memory_monitoring import MemoryClock

from baselining.cli import COMMANDS, app_of
from baselining.errors import (
    BaseliningError,
    ConfigError,
    DocumentError,
    ForeignObjectError,
    InputError,
    MonitoringError,
    ScheduleNotFoundError,
    StorageError,
)
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.schedule.live import read_schedule
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator, faults
from baselining_emulator.faults import CallFault
from baselining_emulator.s3_faults import s3_slow_down

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DOCUMENTS = str(Path(__file__).resolve().parents[1] / "golden" / "current")
FILES = {"statistics.json": b"{}", "constraints.json": b'{"features": []}'}
TO = S3Uri("models", "fraud")
JOB = "arn:aws:sts::123456789012:assumed-role/job/session"
ROLE = "arn:aws:iam::123456789012:role/monitoring"


def denied(operation: str, action: str, resource: str, why: str) -> CallFault:
    """`AccessDeniedException` as IAM words it."""
    text = f"User: {JOB} is not authorized to perform: {action} on resource: {resource} {why}"
    return CallFault(
        operation=operation, effect="error", times=None, code="AccessDeniedException", message=text
    )


def test_a_schedule_of_another_region_is_looked_for_where_the_client_is(switching: Switching) -> None:
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    elsewhere = connect(switching.emulator, switching.monkeypatch, region="eu-central-1").monitoring()

    with pytest.raises(ScheduleNotFoundError, match="region eu-central-1") as caught:
        read_schedule(elsewhere, NAME)

    assert caught.value.hint == "There are no monitoring schedules here at all."


@pytest.mark.parametrize(
    "name", ["-fraud", "fraud_quality", "x" * 64, "fraud quality", "arn:aws:sagemaker:eu-west-1:1:x/y"]
)
def test_a_name_that_cannot_be_is_refused_without_a_call(name: str, switching: Switching) -> None:
    client = connect(switching.emulator, switching.monkeypatch).monitoring()

    with pytest.raises(InputError):
        read_schedule(client, name)

    assert switching.emulator.calls.of("DescribeMonitoringSchedule") == ()


def test_a_role_that_may_not_be_passed_is_named_with_the_condition(switching: Switching) -> None:
    switching.have_referenced(
        "DataQuality", complete_definition("DataQuality", "endpoint"), SCHEDULES["hourly"]
    )
    before = switching.schedule()
    operation = "CreateDataQualityJobDefinition"
    why = "because no identity-based policy allows the iam:PassRole action"

    with pytest.raises(MonitoringError, match="iam:PassRole is missing") as caught:
        switching.switch(denied(operation, "iam:PassRole", ROLE, why))

    assert ROLE in caught.value.hint
    assert "iam:PassedToService = sagemaker.amazonaws.com" in caught.value.hint
    assert switching.schedule() == before
    assert switching.definition_names("DataQuality") == ["old"]


def test_an_organization_that_forbids_inline_definitions_is_explained(switching: Switching) -> None:
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    before = switching.schedule()
    arn = f"arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/{NAME}"
    operation = "UpdateMonitoringSchedule"
    why = "with an explicit deny in a service control policy"

    with pytest.raises(MonitoringError, match="a service control policy denies") as caught:
        switching.switch(denied(operation, f"sagemaker:{operation}", arn, why))

    assert "sagemaker:ModelMonitorJobDefinitionName" in caught.value.hint
    assert "make the schedule refer to it" in caught.value.hint
    assert switching.schedule() == before


class CountingClock(MemoryClock):
    """Remembers every pause."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        super().sleep(seconds)


def test_a_throttling_storm_is_met_with_growing_pauses_that_differ_and_an_end(switching: Switching) -> None:
    switching.have_inline(complete_inline("endpoint"), SCHEDULES["hourly"])
    before, clock = switching.schedule(), CountingClock()
    client = connect(switching.emulator, switching.monkeypatch).monitoring()
    client._clock = clock
    switching.emulator.faults.add(faults.throttling("UpdateMonitoringSchedule", times=None))

    with pytest.raises(MonitoringError, match="too many requests") as caught:
        client.update_schedule(NAME, before["MonitoringScheduleConfig"])

    assert caught.value.exit_code == 4
    assert len(switching.emulator.calls.of("UpdateMonitoringSchedule")) == 6
    jitter = [pause / 2**number for number, pause in enumerate(clock.pauses)]
    assert len(jitter) == 5
    assert all(0.5 <= part <= 1 for part in jitter)
    assert len(set(jitter)) > 1
    assert switching.schedule() == before


def test_a_storm_in_s3_ends_too(emulator: Emulator, s3: S3Client, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.create_bucket(Bucket="models")
    emulator.faults.add(s3_slow_down("PutObject", times=None))

    with pytest.raises(StorageError, match="too many requests") as caught:
        run_publication(plan_publication(FILES, TO), connect(emulator, monkeypatch).store())

    assert caught.value.exit_code == 4
    assert len(emulator.calls.of("PutObject")) == 2


@pytest.mark.parametrize(
    ("key", "body", "error", "words"),
    [
        ("constraints.json", b"foreign", DocumentError, "another SHA-256"),
        ("manifest.json", b"{}", DocumentError, "manifest.json is damaged"),
        ("statistics.json", None, DocumentError, "which is not there"),
    ],
)
def test_a_publication_that_was_tampered_with_is_not_switched_to(
    key: str,
    body: bytes | None,
    error: type[BaseliningError],
    words: str,
    switching: Switching,
    s3: S3Client,
) -> None:
    s3.create_bucket(Bucket="models")
    store = connect(switching.emulator, switching.monkeypatch).store()
    publication = run_publication(plan_publication(FILES, TO), store)
    where = {"Bucket": "models", "Key": f"{publication.location.key}/{key}"}
    s3.delete_object(**where) if body is None else s3.put_object(**where, Body=body)  # type: ignore[arg-type]

    with pytest.raises(error, match=words):
        read_publication(store, publication.location)


def test_a_foreign_object_under_our_key_is_left_alone_and_nothing_goes_live(
    emulator: Emulator, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.create_bucket(Bucket="models")
    plan = plan_publication(FILES, TO)
    s3.put_object(Bucket="models", Key=f"{plan.location.key}/constraints.json", Body=b"foreign")

    with pytest.raises(ForeignObjectError, match="nothing was switched") as caught:
        run_publication(plan, connect(emulator, monkeypatch).store())

    assert "publish to another prefix" in caught.value.hint


@pytest.mark.parametrize("owner", ["12345678901", "1234567890123", "12345678901x", ""])
def test_an_owner_that_is_no_account_is_refused(owner: str, switching: Switching) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        switching.monkeypatch.setenv(name, "test")

    with pytest.raises(InputError, match="12 digits"):
        app_of(COMMANDS)(
            ["registry", "s3://models/x", "--bucket-owner", owner, "--region", "us-east-1"],
            standalone_mode=False,
        )


def test_an_object_to_encrypt_like_that_is_not_there_is_refused_before_anything_is_stored(
    switching: Switching, s3: S3Client
) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}.items():
        switching.monkeypatch.setenv(name, value)
    s3.create_bucket(Bucket="models")
    where = ["--endpoint-url", switching.emulator.endpoint_url, "--region", "us-east-1"]
    words = ["publish", DOCUMENTS, "--to", str(TO), "--encrypt-like", "s3://models/live/constraint.json"]

    for options in ([], ["--plan"]):
        with pytest.raises(ConfigError, match=r"no object s3://models/live/constraint\.json to encrypt like"):
            app_of(COMMANDS)([*words, *where, *options], standalone_mode=False)

    assert "Contents" not in s3.list_objects_v2(Bucket="models")
