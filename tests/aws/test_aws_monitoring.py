"""SageMaker over HTTP: what is retried, what is not, and what each failure is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

import pytest
from tests.aws.connected import connect

from baselining.aws.monitoring import SageMakerMonitoring
from baselining.errors import MonitoringError, RequestRefusedError, ScheduleNotFoundError, UnknownOutcomeError
from baselining.world.ports import MonitoringType
from baselining_emulator import Emulator, faults

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
KINDS = get_args(MonitoringType)
NAME = "fraud-data-quality"


@pytest.fixture
def client(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> SageMakerMonitoring:
    return connect(emulator, monkeypatch).monitoring()


@pytest.fixture
def schedule(sagemaker: SageMakerClient, inline: Build, settled: Callable[[str], Any]) -> dict[str, Any]:
    """The config of a schedule that exists and is Scheduled."""
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName=NAME, MonitoringScheduleConfig={"MonitoringJobDefinition": inline()}
    )
    config: dict[str, Any] = settled(NAME)["MonitoringScheduleConfig"]
    return config


def test_a_schedule_is_described_without_response_metadata(
    client: SageMakerMonitoring, schedule: dict[str, Any]
) -> None:
    answer = client.describe_schedule(NAME)

    assert answer["MonitoringScheduleConfig"] == schedule
    assert "ResponseMetadata" not in answer


def test_an_unknown_schedule_gets_the_nearest_names(
    client: SageMakerMonitoring, schedule: dict[str, Any]
) -> None:
    assert schedule

    with pytest.raises(ScheduleNotFoundError, match=f"Did you mean {NAME}"):
        client.describe_schedule("fraud-dataquality")


def test_who_may_not_list_gets_no_names(client: SageMakerMonitoring, emulator: Emulator) -> None:
    emulator.faults.add(faults.access_denied("ListMonitoringSchedules"))

    with pytest.raises(ScheduleNotFoundError, match="Check the name"):
        client.describe_schedule("x")


@pytest.mark.parametrize("kind", KINDS)
def test_a_definition_of_every_type_is_created_described_and_deleted(
    kind: MonitoringType, client: SageMakerMonitoring, definition: Build
) -> None:
    body = definition(kind)
    assert client.describe_definition(kind, "clone") is None

    assert client.create_definition(kind, "clone", body, {"team": "fraud", "baseline:digest": "ab"})
    assert not client.create_definition(kind, "clone", body, {})

    found = client.describe_definition(kind, "clone")
    assert found is not None
    assert {name: found[name] for name in body} == body
    assert client.tags(found["JobDefinitionArn"]) == {"team": "fraud", "baseline:digest": "ab"}
    client.delete_definition(kind, "clone")
    client.delete_definition(kind, "clone")
    assert client.describe_definition(kind, "clone") is None


def test_a_refused_update_passes_sagemaker_s_words_on(
    client: SageMakerMonitoring, schedule: dict[str, Any], emulator: Emulator
) -> None:
    emulator.add_execution(NAME)

    with pytest.raises(RequestRefusedError, match="UpdateMonitoringSchedule"):
        client.update_schedule(NAME, schedule)


def test_updating_what_does_not_exist_is_not_found(client: SageMakerMonitoring, inline: Build) -> None:
    with pytest.raises(ScheduleNotFoundError):
        client.update_schedule("no-such", {"MonitoringJobDefinition": inline()})
    with pytest.raises(ScheduleNotFoundError):
        client.stop_schedule("no-such")


def test_a_throttled_change_is_repeated(
    client: SageMakerMonitoring, schedule: dict[str, Any], emulator: Emulator
) -> None:
    emulator.faults.add(faults.throttling("UpdateMonitoringSchedule", times=3))

    client.update_schedule(NAME, schedule)

    assert len(emulator.calls.of("UpdateMonitoringSchedule")) == 4


def test_throttling_without_end_is_an_error(
    client: SageMakerMonitoring, schedule: dict[str, Any], emulator: Emulator
) -> None:
    emulator.faults.add(faults.throttling("UpdateMonitoringSchedule", times=None))

    with pytest.raises(MonitoringError, match="too many requests"):
        client.update_schedule(NAME, schedule)


@pytest.mark.parametrize(
    "fault",
    [
        faults.dropped_before("UpdateMonitoringSchedule"),
        faults.dropped_after("UpdateMonitoringSchedule"),
        faults.internal_failure("UpdateMonitoringSchedule"),
    ],
    ids=lambda fault: fault.effect,
)
def test_a_change_without_an_answer_is_sent_once_and_of_unknown_outcome(
    fault: faults.CallFault, client: SageMakerMonitoring, schedule: dict[str, Any], emulator: Emulator
) -> None:
    emulator.faults.add(fault)

    with pytest.raises(UnknownOutcomeError):
        client.update_schedule(NAME, schedule)

    assert len(emulator.calls.of("UpdateMonitoringSchedule")) == 1


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, schedule: dict[str, Any]
) -> None:
    client = connect(emulator, monkeypatch, read_timeout_s=0.3).monitoring()
    emulator.faults.add(faults.slow("UpdateMonitoringSchedule", 1.0))

    with pytest.raises(UnknownOutcomeError, match="ReadTimeoutError"):
        client.update_schedule(NAME, schedule)


def test_a_read_that_gets_no_answer_is_repeated(
    client: SageMakerMonitoring, schedule: dict[str, Any], emulator: Emulator
) -> None:
    emulator.calls.clear()
    emulator.faults.add(faults.dropped_before("DescribeMonitoringSchedule"))

    assert client.describe_schedule(NAME)["MonitoringScheduleConfig"] == schedule
    assert len(emulator.calls.of("DescribeMonitoringSchedule")) == 2


def test_a_missing_permission_is_named(
    client: SageMakerMonitoring, schedule: dict[str, Any], emulator: Emulator
) -> None:
    emulator.faults.add(faults.access_denied("DescribeMonitoringSchedule"))
    emulator.faults.add(faults.access_denied("UpdateMonitoringSchedule"))

    with pytest.raises(MonitoringError, match="sagemaker:DescribeMonitoringSchedule is missing"):
        client.describe_schedule(NAME)
    with pytest.raises(MonitoringError, match="sagemaker:UpdateMonitoringSchedule is missing"):
        client.update_schedule(NAME, schedule)
