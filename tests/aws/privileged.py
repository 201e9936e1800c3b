"""An account in the emulator in which every call of our commands is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from tests.aws.recording import Recorded, record_calls

from baselining.cli import COMMANDS, app_of
from baselining.errors import BaseliningError
from baselining.publication.plan import plan_publication
from baselining.world.ports import MonitoringType
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

Build = Callable[..., dict[str, Any]]
KINDS = get_args(MonitoringType)
BUCKET = "models"
LIVE = f"s3://{BUCKET}/live/constraints.json"
SCHEDULE = "fraud-quality"
RECORDS = ("--records", f"s3://{BUCKET}/records")
_FILES = {
    "ConstraintsResource": {"S3Uri": LIVE},
    "StatisticsResource": {"S3Uri": f"s3://{BUCKET}/live/statistics.json"},
}


class World:
    """One schedule, commands in this process, and the calls that they made."""

    documents = Path(__file__).resolve().parents[1] / "golden" / "current"

    def __init__(
        self,
        emulator: Emulator,
        sagemaker: SageMakerClient,
        s3: S3Client,
        settled: Callable[[str], Any],
        definition: Build,
        inline: Build,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.emulator = emulator
        self.sagemaker = sagemaker
        self.settled = settled
        self.monkeypatch = monkeypatch
        self.calls: list[Recorded] = record_calls(monkeypatch)
        self._s3 = s3
        self._definition = definition
        self._inline = inline

    def run(self, *words: str) -> None:
        """A command in this process, as if typed."""
        assert not app_of(COMMANDS)(list(words), standalone_mode=False), words

    def fail(self, *words: str) -> None:
        """A command that fails for a reason that is this project's to explain."""
        with pytest.raises(BaseliningError):
            self.run(*words)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is done here is not done under the policy."""
        before = len(self.calls)
        yield
        del self.calls[before:]

    def have_schedule(self, kind: str, name: str = SCHEDULE) -> None:
        """A schedule anew and without history, of one kind (or inline), with definitions that carry tags."""
        summaries = self.sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"]
        if name in {found["MonitoringScheduleName"] for found in summaries}:
            self.sagemaker.delete_monitoring_schedule(MonitoringScheduleName=name)
        for key in self._keys(f"records/{name}/"):
            self._s3.delete_object(Bucket=BUCKET, Key=key)
        config: dict[str, Any] = {"ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}}
        if kind == "inline":
            body = self._inline(BaselineConfig=_FILES)
            config |= {"MonitoringJobDefinition": body, "MonitoringType": "DataQuality"}
        else:
            snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind)
            create = getattr(self.sagemaker, f"create{snake}_job_definition")
            files = {member: _FILES[member] for member in sorted(_FILES)[: 2 if kind == "DataQuality" else 1]}
            body = self._definition(kind, **{f"{kind}BaselineConfig": files})
            with suppress(self.sagemaker.exceptions.ResourceInUse):
                create(JobDefinitionName="old", **body, Tags=[{"Key": "team", "Value": "x"}])
            config |= {"MonitoringJobDefinitionName": "old", "MonitoringType": kind}
        self.sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=name, MonitoringScheduleConfig=config
        )
        self.settled(name)

    def have_package(self) -> str:
        """A model package in a group; gives its ARN."""
        self.sagemaker.create_model_package_group(ModelPackageGroupName="fraud")
        return self.sagemaker.create_model_package(ModelPackageGroupName="fraud")["ModelPackageArn"]

    def store(self, place: str, files: Mapping[str, bytes]) -> None:
        """Files below a prefix of the bucket."""
        for name, body in files.items():
            self._s3.put_object(Bucket=BUCKET, Key=f"{place}/{name}", Body=body)

    def have_other_schedule(self) -> None:
        """One that has a history too; it belongs to no endpoint that is asked for."""
        self.have_schedule("DataQuality", "other")
        with self.aside():
            to = ("--baseline", f"s3://{BUCKET}/fraud/by-hand", "--poll", "0.01")
            self.run("switch", "other", *RECORDS, *to)

    def switch_to_published(self, count: int) -> None:
        """One after the other to so many published baselines."""
        for number in range(count):
            files = {"statistics.json": b"%d" % number, "constraints.json": b"{}"}
            plan = plan_publication(files, S3Uri(BUCKET, "fraud"))
            for planned in plan.objects:
                key = S3Uri.parse(planned.uri).key
                self._s3.put_object(Bucket=BUCKET, Key=key, Body=planned.body)
            self.run("switch", SCHEDULE, *RECORDS, "--baseline", str(plan.location), "--poll", "0.01")

    def forget_the_end(self) -> None:
        """As if the last run had died before it could record its end."""
        ends = [key for key in self._keys(f"records/{SCHEDULE}/history/") if "-2-" in key]
        body = self._s3.get_object(Bucket=BUCKET, Key=ends[-1])["Body"].read()
        assert json.loads(body)["format"] == "baselining-history"
        self._s3.delete_object(Bucket=BUCKET, Key=ends[-1])

    def _keys(self, prefix: str) -> list[str]:
        found = self._s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
        return sorted(each["Key"] for each in found)
