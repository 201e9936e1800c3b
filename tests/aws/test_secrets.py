"""Secrets planted wherever people put them are in nothing that this project prints, writes or stores."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.aws.complete import SCHEDULES, complete_definition, complete_inline
from tests.aws.switching import NAME, Switching

from baselining.cli import main
from baselining.edge.exit_message import write_exit_message
from baselining_emulator import faults

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SECRET = "hush-9f3a"
DOCUMENTS = str(Path(__file__).resolve().parents[1] / "golden" / "current")
BY_HAND = "s3://models/by-hand"
ENVIRONMENT = {"API_TOKEN": f"{SECRET}-env"}
TAGS = [{"Key": "note", "Value": f"{SECRET}-tag"}]
IN_REQUEST = {
    "inline": ("UpdateMonitoringSchedule", f"'{{API_TOKEN={SECRET}-env}}'"),
    "referenced": ("CreateDataQualityJobDefinition", f"'{{API_TOKEN={SECRET}-env}}', '{SECRET}-tag'"),
}
"""Which request holds the secrets, and how AWS's validation repeats them."""


class Outputs:
    """All that a command gives: both streams, AWS's exit message and the objects in S3."""

    def __init__(self, capsys: pytest.CaptureFixture[str], message: Path, s3: S3Client) -> None:
        self._capsys, self._message, self._s3 = capsys, message, s3

    def of(self, *words: str) -> tuple[int, str]:
        self._message.unlink(missing_ok=True)
        with pytest.raises(SystemExit) as ended:
            main(words)
        out, err = self._capsys.readouterr()
        message = self._message.read_text() if self._message.exists() else ""
        return int(ended.value.code or 0), out + err + message

    def objects(self) -> str:
        found = self._s3.list_objects_v2(Bucket="models").get("Contents", [])
        bodies = (self._s3.get_object(Bucket="models", Key=each["Key"])["Body"].read() for each in found)
        return "".join(each["Key"] for each in found) + b"".join(bodies).decode()


@pytest.fixture
def outputs(
    switching: Switching,
    s3: S3Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Outputs]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": f"{SECRET}-id",
        "AWS_SECRET_ACCESS_KEY": f"{SECRET}-key",
        "AWS_SESSION_TOKEN": f"{SECRET}-session",
        "DATABASE_PASSWORD": f"{SECRET}-db",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": switching.emulator.endpoint_url,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(write_exit_message, "__defaults__", (tmp_path / "message",))
    for bucket, place in (("models", "by-hand"), ("monitoring", "baseline")):
        s3.create_bucket(Bucket=bucket)
        for name in ("constraints.json", "statistics.json"):
            s3.put_object(Bucket=bucket, Key=f"{place}/{name}", Body=b"{}")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield Outputs(capsys, tmp_path / "message", s3)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(params=["inline", "referenced"])
def planted(request: pytest.FixtureRequest, switching: Switching) -> str:
    """A schedule with secrets in its environment and tags; its style."""
    if request.param == "inline":
        switching.have_inline(complete_inline("endpoint", Environment=ENVIRONMENT), SCHEDULES["hourly"])
    else:
        body: dict[str, Any] = complete_definition("DataQuality", "endpoint")
        body["DataQualityAppSpecification"]["Environment"] = ENVIRONMENT
        switching.have_referenced("DataQuality", body, SCHEDULES["hourly"])
    described = switching.sagemaker.describe_monitoring_schedule(MonitoringScheduleName=NAME)
    arns = [described["MonitoringScheduleArn"]]
    if request.param == "referenced":
        definition = switching.sagemaker.describe_data_quality_job_definition(JobDefinitionName="old")
        arns.append(definition["JobDefinitionArn"])
    for arn in arns:
        switching.sagemaker.add_tags(ResourceArn=arn, Tags=TAGS)  # type: ignore[arg-type]
    return str(request.param)


ON = (NAME, "--records", "s3://models/records")
FAST = ("--poll", "0.01")
SWITCH = ("switch", *ON, "--baseline", BY_HAND, "--allow-other-bucket", *FAST)


@pytest.mark.parametrize("options", [("--plan",), ("--plan", "--json"), ("--json",), ()], ids=" ".join)
def test_plans_and_results_of_a_switch_hold_none(
    options: tuple[str, ...], planted: str, outputs: Outputs
) -> None:
    code, text = outputs.of(*SWITCH, *options)

    assert code == 0
    assert SECRET not in text
    assert "--plan" not in options or "API_TOKEN" in text
    assert SECRET not in outputs.objects()


@pytest.mark.parametrize("operation", ["UpdateMonitoringSchedule", "CreateDataQualityJobDefinition"])
@pytest.mark.parametrize(
    "fault",
    [
        lambda operation: faults.access_denied(operation),
        lambda operation: faults.dropped_before(operation, times=None),
        lambda _: faults.fails_after_change(NAME, "no access"),
        lambda _: faults.never_settles(NAME),
    ],
    ids=["denied", "lost", "failed", "never settles"],
)
def test_failures_of_a_switch_hold_none(
    fault: Any, operation: str, planted: str, outputs: Outputs, switching: Switching
) -> None:
    switching.emulator.faults.add(fault(operation))

    code, text = outputs.of(*SWITCH, "--json", "--settle-timeout", "0.2", "--update-timeout", "0.2")

    assert text
    assert code != 2
    assert SECRET not in text
    assert "/lock.json" in outputs.objects()
    assert SECRET not in outputs.objects()


def test_history_rollback_confirm_and_gc_hold_none(
    planted: str, outputs: Outputs, switching: Switching
) -> None:
    code, _ = outputs.of(*SWITCH)
    switching.emulator.add_execution(NAME, status="Failed", failure_reason="no data in this hour")
    texts = {}
    for words in (
        ("history", *ON),
        ("confirm", *ON),
        ("rollback", *ON, "--plan"),
        ("gc", *ON, "--keep", "1", "--plan"),
        ("rollback", *ON, *FAST),
        ("gc", *ON, "--keep", "1"),
    ):
        for options in ((), ("--json",)):
            ended, texts[words + options] = outputs.of(*words, *options)
            assert ended == (4 if words[0] == "confirm" else 0), texts[words + options]

    assert code == 0
    assert not [words for words, text in texts.items() if not text or SECRET in text]
    stored = outputs.objects()
    assert "records/fraud-quality/lock.json" in stored
    assert "-1-intent.json" in stored
    assert SECRET not in stored


@pytest.mark.parametrize(
    ("command", "operation"),
    [
        ("rollback", "UpdateMonitoringSchedule"),
        ("rollback", "DescribeMonitoringSchedule"),
        ("gc", "ListMonitoringSchedules"),
    ],
)
def test_failures_of_rollback_and_gc_hold_none(
    command: str, operation: str, planted: str, outputs: Outputs, switching: Switching
) -> None:
    outputs.of(*SWITCH)
    # A definition that is used again is named only, so the request holds nothing that AWS could repeat.
    value = f"{{API_TOKEN={SECRET}-env}}" if planted == "inline" else "old"
    refusal = f"1 validation error: Value '{value}' is bad"
    if operation == "UpdateMonitoringSchedule":
        switching.emulator.faults.add(faults.validation_error(operation, refusal, times=None))
    else:
        switching.emulator.faults.add(faults.access_denied(operation, times=None))

    patience = ("--settle-timeout", "0.2") if command == "rollback" else ()
    code, text = outputs.of(command, *ON, "--json", *patience)

    assert code == 4, text
    assert operation in text
    assert SECRET not in text + outputs.objects()


def test_a_refusal_that_repeats_the_request_is_passed_on_without_its_secrets(
    planted: str, outputs: Outputs, switching: Switching
) -> None:
    operation, repeated = IN_REQUEST[planted]
    switching.emulator.faults.add(
        faults.validation_error(operation, f"1 validation error: Value {repeated} is bad", times=None)
    )

    code, text = outputs.of(*SWITCH, "--json")

    assert code == 4
    assert "1 validation error: Value '{API_TOKEN=(hidden)}'" in text
    assert SECRET not in text


def test_publishing_holds_none(outputs: Outputs) -> None:
    for options in (("--plan",), ("--json",), (), ("--bucket-owner", "999999999999")):
        _, text = outputs.of("publish", DOCUMENTS, "--to", "s3://models/x", *options)
        assert SECRET not in text

    assert "/runs/" in outputs.objects()
    assert SECRET not in outputs.objects()


@pytest.mark.parametrize(
    "settings",
    [
        {"aws": {"endpoint_url": f"http://me:{SECRET}@127.0.0.1:1"}},
        {"aws": {"secret_access_key": SECRET}},
        {"aws": {"profile": {"secret": SECRET}}},
        {"publish": {"to": f"s3://AKIA:{SECRET}@models/x"}},
        {"publish": {"to": f"https://host/x?X-Amz-Signature={SECRET}"}},
        {"publish": {"bucket_owner": f"{SECRET}"}},
        {"dataset": {"uri": f"s3a://AKIA:{SECRET}@models/train.csv"}},
        {"dataset": {"uri": f"https://me:{SECRET}@host/train"}},
    ],
    ids=str,
)
def test_a_configuration_with_secrets_is_refused_without_repeating_them(
    settings: dict[str, Any], outputs: Outputs, tmp_path: Path
) -> None:
    config = {"dataset": {"uri": "train.csv"}, "publish": {"to": "s3://models/x"}} | settings
    (tmp_path / "job.yaml").write_text(json.dumps(config))

    code, text = outputs.of("baseline", "--config", str(tmp_path / "job.yaml"), "--plan", "--json")

    assert code == 2
    assert SECRET not in text


@pytest.mark.parametrize(
    "words",
    [
        ("suggest", f"s3://AKIA:{SECRET}@models/train.csv", "--output", "x"),
        ("publish", DOCUMENTS, "--to", f"s3://AKIA:{SECRET}@models/x"),
        ("publish", DOCUMENTS, "--to", "s3://models/x", "--endpoint-url", f"http://me:{SECRET}@127.0.0.1"),
        ("switch", NAME, "--baseline", f"s3://AKIA:{SECRET}@models/x"),
        ("switch", NAME, "--baseline", f"https://h/x?X-Amz-Signature={SECRET}"),
    ],
    ids=" ".join,
)
def test_options_with_secrets_are_refused_without_repeating_them(
    words: tuple[str, ...], outputs: Outputs, planted: str
) -> None:
    code, text = outputs.of(*words, "--json")

    assert code == 2
    assert SECRET not in text


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SAGEMAKER"])
@pytest.mark.parametrize("url", [f"http://me:{SECRET}@127.0.0.1:1", f"//me:{SECRET}@host", f"x {SECRET}@ y"])
def test_an_endpoint_of_the_environment_is_refused_without_repeating_it(
    name: str, url: str, outputs: Outputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url)

    code, text = outputs.of("publish", DOCUMENTS, "--to", "s3://models/x")

    assert code == 2
    assert SECRET not in text
