"""How clients are made: from options, variables and files, with a clear word when that fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.aws.connected import REGION, connect

from baselining.aws.session import Aws, AwsOptions
from baselining.errors import ConfigError, MonitoringError, StorageError
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator

WHERE = S3Uri("no-such-bucket", "x")


@pytest.fixture(autouse=True)
def no_aws_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def test_the_endpoint_of_the_environment_is_used_with_path_style(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint_url)
    aws = connect(emulator, monkeypatch, endpoint_url=None)

    with pytest.raises(StorageError, match="NoSuchBucket"):
        aws.store().read(WHERE)

    assert [call.path for call in emulator.calls.of("GetObject")] == ["/no-such-bucket/x"]


def test_without_a_region_there_are_no_clients() -> None:
    with pytest.raises(ConfigError, match="region"):
        Aws(AwsOptions()).monitoring()


def test_the_region_of_the_environment_is_used_by_either_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, "eu-west-1")
        Aws(AwsOptions()).monitoring()
        monkeypatch.delenv(name)


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(ConfigError, match="no-such-profile"):
        Aws(AwsOptions(profile="no-such-profile"))


def test_an_endpoint_that_is_no_url_is_refused() -> None:
    with pytest.raises(ConfigError, match="endpoint URL is not an address"):
        Aws(AwsOptions(region=REGION, endpoint_url="not a url"))


@pytest.mark.parametrize("url", ["http://me:hush@127.0.0.1:1", "//me:hush@host"])
def test_an_endpoint_of_the_profile_that_holds_credentials_is_refused_without_repeating_it(
    url: str, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text(f"[default]\nregion = eu-west-1\nendpoint_url = {url}\n")

    with pytest.raises(ConfigError, match=r"user name or password|Invalid endpoint\.") as caught:
        Aws(AwsOptions()).store()

    assert "hush" not in str(caught.value)


def test_plain_http_to_another_machine_is_noted_and_https_is_the_default() -> None:
    far = Aws(AwsOptions(region=REGION, endpoint_url="http://minio.internal:9000"))
    near = Aws(AwsOptions(region=REGION, endpoint_url="http://127.0.0.1:9000"))
    default = Aws(AwsOptions(region=REGION))
    for aws in (far, near, default):
        aws.store()
        aws.monitoring()

    assert far.plain_endpoints == ["http://minio.internal:9000"]
    assert near.plain_endpoints == []
    assert default.plain_endpoints == []


def test_without_credentials_people_are_told_to_log_in(emulator: Emulator) -> None:
    aws = Aws(AwsOptions(region=REGION, endpoint_url=emulator.endpoint_url))

    with pytest.raises(MonitoringError, match="Log in again"):
        aws.monitoring().describe_schedule("x")
    with pytest.raises(StorageError, match="Log in again"):
        aws.store().read(WHERE)


def test_an_endpoint_where_nobody_listens_is_said(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = connect(emulator, monkeypatch, attempts=1)
    emulator.stop()

    with pytest.raises(MonitoringError, match="cannot be reached"):
        aws.monitoring().describe_schedule("x")
    with pytest.raises(MonitoringError, match="cannot be reached"):
        aws.monitoring().stop_schedule("x")
