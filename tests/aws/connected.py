"""This project's own clients against an emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.loaders import create_loader
from tests.doubles.memory_monitoring import MemoryClock

from baselining.aws.session import Aws, AwsOptions
from baselining_emulator import Emulator

if TYPE_CHECKING:
    import pytest

REGION = "us-east-1"
MODELS = create_loader()
"""Shared, because each session else parses SageMaker's service model anew, which takes longer than most tests."""


def connect(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Aws:
    """Clients as the command line makes them, but with little patience, and a clock that does not wait."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
    settings = {"region": REGION, "endpoint_url": emulator.endpoint_url, "read_timeout_s": 5, "attempts": 2}
    aws = Aws(AwsOptions(**(settings | options)), clock=MemoryClock())
    aws._session._session.register_component("data_loader", MODELS)
    return aws
