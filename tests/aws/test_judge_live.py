"""`judge` and `diff` beside what a schedule uses, and what lies in S3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.aws.connected import REGION
from tests.unit.judgement.training_sets import FAULTS, documents, healthy

from baselining.baselines.folder import write_documents
from baselining.cli import app_of
from baselining.errors import BaseliningError, ConfigError, InputError, UnfitBaselineError
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient


class Live:
    """A schedule whose baseline can be replaced, and the commands."""

    def __init__(self, emulator: Emulator, s3: S3Client, folder: Path) -> None:
        self._s3, self.folder = s3, folder
        self._where = ("--region", REGION, "--endpoint-url", emulator.endpoint_url)
        s3.create_bucket(Bucket="monitoring")

    def have(self, files: dict[str, bytes]) -> None:
        for name, body in files.items():
            self._s3.put_object(Bucket="monitoring", Key=f"baseline/{name}", Body=body)

    def run(self, *words: str) -> None:
        assert not app_of(["judge", "diff"])([*words, *self._where], standalone_mode=False)

    def refusal(self, kind: type[BaseliningError], *words: str) -> BaseliningError:
        with pytest.raises(kind) as caught:
            self.run(*words)
        return caught.value


@pytest.fixture
def live(emulator: Emulator, s3: S3Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
    write_documents(tmp_path / "new", documents(healthy(1)).to_files())
    write_documents(tmp_path / "leaky", documents(FAULTS["truth leaked in"](healthy(1))).to_files())
    return Live(emulator, s3, tmp_path)


def test_a_baseline_is_judged_beside_what_the_schedule_uses(
    live: Live, schedule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    live.have(documents(healthy(0)).to_files())

    live.run("judge", str(live.folder / "new"), "--schedule", schedule)
    found = live.refusal(UnfitBaselineError, "judge", str(live.folder / "leaky"), "--schedule", schedule)

    assert "may go live" in capsys.readouterr().out
    assert "`arr_delay` is new" in found.message


def test_a_prefix_of_s3_is_compared_and_judged_like_a_folder(
    live: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    live.have(documents(healthy(0)).to_files())

    live.run("diff", "s3://monitoring/baseline/", str(live.folder / "leaky"), "--json")
    found = json.loads(capsys.readouterr().out)
    live.run("judge", "s3://monitoring/baseline/", "--against", str(live.folder / "new"))

    assert found["features"][0]["name"] == "arr_delay"


def test_a_live_baseline_that_cannot_be_compared_with_is_said_to_be_so(
    live: Live, schedule: str, sagemaker: SageMakerClient, definition: Callable[..., dict[str, Any]]
) -> None:
    words = ("judge", str(live.folder / "new"), "--schedule")
    assert f"the schedule '{schedule}'" in live.refusal(ConfigError, *words, schedule).message

    sagemaker.create_model_quality_job_definition(JobDefinitionName="mq", **definition("ModelQuality"))
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="quality",
        MonitoringScheduleConfig={"MonitoringJobDefinitionName": "mq", "MonitoringType": "ModelQuality"},
    )
    assert "only data quality" in live.refusal(InputError, *words, "quality").message


def test_a_schedule_without_a_baseline_leaves_what_stands_alone_and_one_without_statistics_is_refused(
    live: Live,
    sagemaker: SageMakerClient,
    definition: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("judge", str(live.folder / "leaky"), "--schedule")
    none, lone = definition(), definition()
    del none["DataQualityBaselineConfig"]
    del lone["DataQualityBaselineConfig"]["StatisticsResource"]
    for name, body in {"none": none, "lone": lone}.items():
        sagemaker.create_data_quality_job_definition(JobDefinitionName=name, **body)
        config: Any = {"MonitoringJobDefinitionName": name, "MonitoringType": "DataQuality"}
        sagemaker.create_monitoring_schedule(MonitoringScheduleName=name, MonitoringScheduleConfig=config)

    live.run(*words, "none")

    assert "no old baseline is known" in capsys.readouterr().err
    assert "has no statistics" in live.refusal(InputError, *words, "lone").message
