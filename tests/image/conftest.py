"""The images of `make test-image`, run by buildah as their own users, against the emulator on this machine."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.job.conftest import CREDENTIALS, emulator, environment, here, s3, sagemaker, schedule

from baselining_emulator import Emulator

__all__ = ["emulator", "environment", "here", "s3", "sagemaker", "schedule"]

BUILDAH = shlex.split(os.environ.get("BUILDAH", ""))
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not BUILDAH and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="images are built by make test-image"))


@contextmanager
def container_of(image: str, emulator: Emulator) -> Iterator[Run]:
    """`run("baselining", "doctor", mount={folder: "/data"}, user="0")` in a container of the image."""
    made = subprocess.run(
        [*BUILDAH, "from", "--pull-never", f"localhost/baselining-{image}:{os.environ['IMAGE_VERSION']}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    container = made.stdout.strip()

    def run(
        *words: str, mount: Mapping[Path, str] | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        given = {**CREDENTIALS, "AWS_ENDPOINT_URL": emulator.endpoint_url, **variables}
        options = [word for name, value in given.items() for word in ("--env", f"{name}={value}")]
        for folder, place in (mount or {}).items():
            options += ["--volume", f"{folder}:{place}"]
        # Without a host name, Spark cannot resolve the container's id.
        return subprocess.run(
            [*BUILDAH, "run", "--isolation", "chroot", "--hostname", "localhost", *options, container, "--", *words],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=550, check=False,
        )  # fmt: skip

    try:
        yield run
    finally:
        subprocess.run([*BUILDAH, "rm", container], capture_output=True, check=True)


@pytest.fixture(scope="module")
def in_spark_image(emulator: Emulator) -> Iterator[Run]:
    with container_of("spark", emulator) as run:
        yield run


@pytest.fixture(scope="module")
def in_sagemaker_image(emulator: Emulator) -> Iterator[Run]:
    with container_of("sagemaker", emulator) as run:
        yield run
