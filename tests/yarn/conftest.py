"""One YARN for all tests of a file, and the main job against the emulator's S3 and SageMaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.job.conftest import Ended, emulator, environment, here, s3, sagemaker, schedule
from tests.yarn.daemons import Yarn, yarn
from tests.yarn.main_job import MainJob, environment_on_yarn, settings_on_yarn

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["emulator", "environment", "here", "s3", "sagemaker", "schedule"]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yarn]:
    with yarn(tmp_path_factory.mktemp("yarn")) as running:
        yield running


@pytest.fixture
def job(
    emulator: Emulator, s3: S3Client, schedule: dict[str, Any], here: Callable[..., Ended], tmp_path: Path
) -> MainJob:
    return MainJob(emulator, s3, tmp_path, here)


@pytest.fixture
def job_on_yarn(job: MainJob, tmp_path: Path) -> MainJob:
    job.settings = settings_on_yarn(tmp_path, job.emulator.endpoint_url)
    return job


@pytest.fixture
def on_yarn(environment: dict[str, str], cluster: Yarn) -> dict[str, str]:
    return environment_on_yarn(environment, cluster)
