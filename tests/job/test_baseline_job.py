"""The main job: plan, run, run again, fail and be stopped; always the old or the new baseline, completely."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.doubles.signals import set_disposition
from tests.job.conftest import BIN, BUCKET, OLD, ROOT, SCHEDULE, Ended

from baselining_emulator import Emulator
from baselining_emulator.faults import fails_after_change, never_settles
from baselining_emulator.s3_faults import s3_access_denied

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

CSV = "id,price,city\n" + "".join(f"{i},{i / 4},{'Rome' if i % 3 else 'Oslo'}\n" for i in range(500))
Run = Callable[..., Ended]
pytestmark = pytest.mark.usefixtures("warm_java")


@pytest.fixture
def config(tmp_path: Path, schedule: dict[str, Any], emulator: Emulator, s3: S3Client) -> Path:
    """A configuration that re-baselines the schedule from S3."""
    s3.put_object(Bucket=BUCKET, Key="training/new.csv", Body=CSV.encode())
    file = tmp_path / "job.yaml"
    file.write_text(
        f"dataset: {{uri: 's3://{BUCKET}/training/new.csv'}}\n"
        f"switch: {{schedule: {SCHEDULE}, poll_s: 0.05, update_timeout_s: 3, settle_timeout_s: 3}}\n"
        f"aws: {{endpoint_url: '{emulator.endpoint_url}'}}\n"
        "spark: {master: 'local[2]'}\n"
    )
    return file


def live(sagemaker: SageMakerClient) -> str:
    found = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    baseline = found["MonitoringScheduleConfig"]["MonitoringJobDefinition"]["BaselineConfig"]
    places = {
        baseline[member]["S3Uri"].rpartition("/")[0]
        for member in ("ConstraintsResource", "StatisticsResource")
    }
    assert len(places) == 1
    return places.pop()


def keys(s3: S3Client) -> list[str]:
    return [
        entry["Key"]
        for entry in s3.list_objects_v2(Bucket=BUCKET, Prefix="baselining/").get("Contents", [])
        if not entry["Key"].endswith("/conditional-writes.json")
    ]


def published(s3: S3Client) -> list[str]:
    return [key.rpartition("/")[2] for key in keys(s3) if "/baselines/" in key and "/runs/" not in key]


def records(s3: S3Client) -> list[dict[str, Any]]:
    """What each run says of itself."""
    bodies = (s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys(s3) if "/runs/" in key)
    return [json.loads(body) for body in bodies]


def test_spark_submit_with_the_zip_switches_once_and_then_says_unchanged(
    run: Run, config: Path, sagemaker: SageMakerClient, s3: S3Client, schedule: dict[str, Any]
) -> None:
    package = next((ROOT / "dist").glob("baselining-*.zip"))
    jars = ",".join(str(jar) for jar in (ROOT / ".jars").glob("*.jar"))
    words = ["--master", "local[2]", "--jars", jars, "--properties-file", ROOT / "conf/demo-defaults.conf"]
    words += ["--py-files", package, ROOT / "jobs/baseline.py", "--config", config]

    first = run(*words, program=BIN / "spark-submit")
    second = run(*words, program=BIN / "spark-submit")

    assert (first.code, second.code) == (0, 0), first.out + second.out
    assert f"{SCHEDULE}: switched and verified, Scheduled" in first.out
    assert "unchanged, it uses this baseline already" in second.out
    assert live(sagemaker).startswith(f"s3://{BUCKET}/baselining/{SCHEDULE}/baselines/")
    assert sorted(published(s3)) == ["constraints.json", "manifest.json", "statistics.json"]
    ends = [key.partition("Z-")[2][8:] for key in keys(s3) if "/history/" in key]
    assert ends == ["-1-intent.json", "-2-done.json"], "one operation, the second run added nothing"
    assert sorted(record["stored_the_documents"] for record in records(s3)) == [False, True]
    for record in records(s3):
        assert record["facts"]["engine"] == "arrow"
        assert record["facts"]["spark_version"].startswith("3.5.")
        assert record["facts"]["rows_per_s"] > 0
    after = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=SCHEDULE)[
        "MonitoringScheduleConfig"
    ]
    del after["MonitoringJobDefinition"]["BaselineConfig"]
    before = {**schedule, "MonitoringJobDefinition": {**schedule["MonitoringJobDefinition"]}}
    del before["MonitoringJobDefinition"]["BaselineConfig"]
    after["MonitoringJobDefinition"].pop("StoppingCondition", None)  # a default that the service fills in
    assert after == before


def test_a_plan_prints_every_call_and_changes_nothing(
    here: Run, config: Path, emulator: Emulator, sagemaker: SageMakerClient, s3: S3Client
) -> None:
    ended = here("baseline", "--config", config, "--plan")

    plan = json.loads(ended.out)
    assert {call["call"] for call in plan["publish"]["calls"]} == {"s3:PutObject"}
    names = [call["uri"].rpartition("/")[2] for call in plan["publish"]["calls"]]
    assert names == ["conditional-writes.json", "statistics.json", "constraints.json", "manifest.json"]
    assert all(call["size_bytes"] > 0 and len(call["sha256"]) == 64 for call in plan["publish"]["calls"])
    assert [call["call"] for call in plan["switch"]["calls"]] == ["sagemaker:UpdateMonitoringSchedule"]
    assert plan["switch"]["calls"][0]["arguments"]["MonitoringScheduleName"] == SCHEDULE
    assert live(sagemaker) == OLD
    assert published(s3) == []
    assert set(emulator.calls.operations("sagemaker")) <= {"DescribeMonitoringSchedule", "ListTags"}


def test_a_schedule_that_does_not_exist_is_told_before_anything_is_computed(here: Run, config: Path) -> None:
    config.write_text(config.read_text().replace(SCHEDULE, "prices-data-qualty"))

    ended = here("baseline", "--config", config)

    assert ended.code == 2
    assert "prices-data-qualty" in ended.err
    assert SCHEDULE in ended.err  # the near one
    assert "starting Spark" not in ended.err


def test_another_bucket_than_the_live_baselines_is_refused(here: Run, config: Path, s3: S3Client) -> None:
    config.write_text(config.read_text() + "publish: {to: 's3://elsewhere-bucket/x'}\n")

    ended = here("baseline", "--config", config)

    assert ended.code == 2
    assert "elsewhere-bucket" in ended.err
    assert published(s3) == []


def test_no_permission_to_write_leaves_the_old_baseline_live(
    here: Run, config: Path, emulator: Emulator, sagemaker: SageMakerClient, s3: S3Client
) -> None:
    emulator.faults.add(s3_access_denied("PutObject", bucket=BUCKET))

    ended = here("baseline", "--config", config)

    assert ended.code == 4
    assert "s3:PutObject" in ended.err
    assert live(sagemaker) == OLD
    assert published(s3) == []


def test_a_schedule_that_fails_on_the_new_baseline_gets_the_old_one_back(
    here: Run, config: Path, emulator: Emulator, sagemaker: SageMakerClient
) -> None:
    emulator.faults.add(fails_after_change(SCHEDULE, "no such role"))

    ended = here("baseline", "--config", config)

    assert ended.code == 4
    assert "put back" in ended.err
    assert live(sagemaker) == OLD


def test_a_schedule_that_stays_pending_after_the_update_needs_a_person(
    here: Run, config: Path, emulator: Emulator
) -> None:
    emulator.faults.add(never_settles(SCHEDULE))

    ended = here("baseline", "--config", config)

    assert ended.code == 5
    assert "describe-monitoring-schedule" in ended.err


def test_a_running_execution_past_the_budget_changes_nothing(
    here: Run, config: Path, emulator: Emulator, sagemaker: SageMakerClient
) -> None:
    emulator.add_execution(SCHEDULE, status="InProgress")

    ended = here("baseline", "--config", config)

    assert ended.code == 4
    assert live(sagemaker) == OLD


@pytest.mark.parametrize(
    ("moment_s", "number"),
    [(0.1, signal.SIGINT), (2.0, signal.SIGTERM), (4.0, signal.SIGINT), (6.0, signal.SIGTERM)],
)
def test_a_signal_leaves_the_old_or_the_new_baseline_and_no_process_and_is_told_as_it_is(
    config: Path,
    environment: dict[str, str],
    sagemaker: SageMakerClient,
    s3: S3Client,
    moment_s: float,
    number: signal.Signals,
    tmp_path: Path,
) -> None:
    """The moment is counted from the first line that is said."""
    command = [str(BIN / "baselining"), "baseline", "--config", str(config)]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
            preexec_fn=set_disposition,
        )
    while not (tmp_path / "said").read_text():
        time.sleep(0.02)
    time.sleep(moment_s)
    process.send_signal(number)
    process.communicate(timeout=60)  # waits for everyone who holds the pipe, Java too
    err = (tmp_path / "said").read_text()

    if process.returncode == 0:  # the machine was quicker than we were
        assert live(sagemaker) != OLD
    else:
        assert process.returncode == 4
        assert "error: Stopped" in err
        assert live(sagemaker) == OLD
        assert "manifest.json" not in published(s3) or "constraints.json" in published(s3)
        if "Nothing was published" in err:
            assert published(s3) == []
        if "is published at" in err:
            assert "manifest.json" in published(s3)


def test_no_secret_reaches_any_output(here: Run, config: Path) -> None:
    plan, failed = (
        here("baseline", "--config", config, "--plan"),
        here("baseline", "--config", config, "--master", "nonsense"),
    )

    assert "planted-secret" not in plan.out + plan.err + failed.out + failed.err
