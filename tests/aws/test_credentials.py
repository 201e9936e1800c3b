"""Who we are at AWS: boto3's choice, told in words, and handed on as keys where others could not find the same."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from baselining.aws.session import Aws, AwsOptions
from baselining.errors import ConfigError, WorldError
from baselining.world.credentials import Credentials
from baselining_emulator import Emulator

CONFIG = """
[profile prod]
aws_access_key_id = prod-id
aws_secret_access_key = hush-prod
[profile temporary]
aws_access_key_id = temporary-id
aws_secret_access_key = hush-temporary
aws_session_token = hush-token
[profile deployer]
role_arn = arn:aws:iam::123456789012:role/deployer
source_profile = prod
[profile orphan]
role_arn = arn:aws:iam::123456789012:role/deployer
source_profile = nobody
[profile login]
sso_session = company
sso_account_id = 123456789012
sso_role_name = deployer
[sso-session company]
sso_region = us-east-1
sso_start_url = https://company.example/start
[profile tool]
credential_process = /nonexistent/tool
[profile empty]
region = us-east-1
"""


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of a person with several profiles; no role of its own."""
    (tmp_path / "config").write_text(CONFIG)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "us-east-1")


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "variable-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-variable")


def chosen(profile: str | None = None) -> Credentials:
    return Aws(AwsOptions(profile=profile)).credentials()


def access_key(credentials: Credentials) -> str | None:
    keys = credentials.keys()
    return keys.access_key if keys else None


@pytest.mark.usefixtures("variables")
def test_a_profile_that_is_named_wins_over_variables() -> None:
    assert (chosen("prod").source, access_key(chosen("prod"))) == ("profile prod (config-file)", "prod-id")


@pytest.mark.usefixtures("variables")
def test_variables_win_over_a_profile_that_is_a_variable_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "prod")

    assert chosen().source == "environment variables (AWS_ACCESS_KEY_ID)"
    assert access_key(chosen()) == "variable-id"


def test_the_profile_of_the_environment_and_the_default_one_are_handed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = d\naws_secret_access_key = hush\n")
    assert (chosen().source, access_key(chosen())) == ("profile default (shared-credentials-file)", "d")

    monkeypatch.setenv("AWS_PROFILE", "prod")
    assert (chosen().source, access_key(chosen())) == ("profile prod (config-file)", "prod-id")


def test_a_session_token_goes_with_its_keys() -> None:
    keys = chosen("temporary").keys()

    assert keys is not None
    assert (keys.access_key, keys.session_token, keys.expires) == ("temporary-id", "hush-token", None)


def test_a_role_is_assumed_when_its_keys_are_wanted_and_says_when_they_end(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    credentials = chosen("deployer")
    assert credentials.source == "profile deployer (assume-role)"  # nobody was asked yet

    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint_url)
    keys = chosen("deployer").keys()

    assert keys is not None
    assert keys.session_token
    assert keys.expires is not None
    assert keys.expires > datetime.now(timezone.utc)


def test_every_process_keeps_a_web_identity_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/pod")

    assert chosen().source == "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)"
    assert chosen().keys() is None


@pytest.mark.usefixtures("variables")
def test_a_named_profile_without_credentials_does_not_fall_back_to_variables() -> None:
    assert (chosen("empty").source, chosen("empty").keys()) == ("none were found", None)


def test_without_any_credentials_that_is_the_source() -> None:
    assert (chosen().source, chosen().keys()) == ("none were found", None)


@pytest.mark.parametrize(
    ("profile", "kind", "says"),
    [
        ("orphan", ConfigError, "nobody"),
        ("login", WorldError, "no usable AWS credentials were found"),
        ("tool", ConfigError, "No such file or directory"),
        ("missing", ConfigError, "missing"),
    ],
)
def test_what_cannot_be_had_is_told_with_what_to_do(profile: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says) as caught:
        chosen(profile).keys()

    assert getattr(caught.value, "hint", "")


def test_half_a_pair_of_variables_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "variable-id")

    with pytest.raises(WorldError, match="no usable AWS credentials"):
        chosen().keys()


@pytest.mark.usefixtures("variables")
@pytest.mark.parametrize("profile", [None, "prod", "temporary"])
def test_no_representation_shows_a_key(profile: str | None) -> None:
    credentials = chosen(profile)
    shown = f"{credentials!r} {credentials.source} {credentials.keys()!r} {credentials.keys()}"

    assert "hush" not in shown
    assert "-id" not in shown


def test_a_tool_for_credentials_that_is_missing_is_told_by_every_client() -> None:
    with pytest.raises(ConfigError, match="No such file or directory"):
        Aws(AwsOptions(profile="tool")).store()
