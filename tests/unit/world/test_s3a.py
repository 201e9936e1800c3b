from __future__ import annotations

from collections.abc import Callable

import pytest

from baselining.dataset.files import Place
from baselining.world.credentials import Keys
from baselining.world.s3a import has_own, keys_in, settings_of

STATIC = Keys(access_key="id", secret_key="hush")
TEMPORARY = Keys(access_key="id", secret_key="hush", session_token="hush-token")
PROVIDER = "fs.s3a.aws.credentials.provider"
CHAIN = "com.amazonaws.auth.DefaultAWSCredentialsProviderChain"


def hadoop(*settings: dict[str, str]) -> Callable[[str], str]:
    found = {name: value for each in settings for name, value in each.items()}
    return lambda name: found.get(name, "")


@pytest.fixture(autouse=True)
def variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "variable-id")


@pytest.mark.parametrize("keys", [STATIC, TEMPORARY])
def test_keys_that_were_handed_over_are_found_again(keys: Keys) -> None:
    settings = hadoop({PROVIDER: CHAIN}, settings_of(keys))

    assert keys_in(settings, "bucket") == keys
    assert not has_own(settings)


def test_each_kind_of_keys_has_its_provider() -> None:
    assert settings_of(STATIC)[PROVIDER].endswith(".SimpleAWSCredentialsProvider")
    assert settings_of(TEMPORARY)[PROVIDER].endswith(".TemporaryAWSCredentialsProvider")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {PROVIDER: CHAIN},
        {"fs.s3a.access.key": "variable-id"},  # what Spark copies there by itself
        {PROVIDER: "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,\n more"},
    ],
)
def test_where_nothing_is_set_up_each_process_finds_its_own(settings: dict[str, str]) -> None:
    assert keys_in(hadoop(settings), "bucket") is None
    assert not has_own(hadoop(settings))


@pytest.mark.parametrize(
    "setting",
    [
        {"fs.s3a.access.key": "other-id"},
        {PROVIDER: "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider"},
        {"fs.s3a.assumed.role.arn": "arn:aws:iam::1:role/r"},
        {"fs.s3a.security.credential.provider.path": "jceks://x"},
    ],
)
def test_what_somebody_else_set_up_is_not_passed_on(setting: dict[str, str]) -> None:
    assert has_own(hadoop(setting))
    with pytest.raises(LookupError, match="credentials of its own"):
        keys_in(hadoop(setting), "bucket")
    of_bucket = {name.replace("fs.s3a.", "fs.s3a.bucket.bucket."): value for name, value in setting.items()}
    for settings in (hadoop(of_bucket), hadoop(settings_of(STATIC), of_bucket)):
        with pytest.raises(LookupError, match="credentials of its own"):
            keys_in(settings, "bucket")
    assert keys_in(hadoop(settings_of(STATIC), of_bucket), "another") == STATIC


def test_a_bucket_that_is_to_find_its_own_does_not_get_our_keys() -> None:
    settings = hadoop(settings_of(STATIC), {"fs.s3a.bucket.bucket.aws.credentials.provider": CHAIN})

    with pytest.raises(LookupError):
        keys_in(settings, "bucket")


def test_a_place_in_s3_does_not_show_its_keys() -> None:
    assert "hush" not in repr(Place(is_s3=True, keys=TEMPORARY))
    assert "hush" not in f"{TEMPORARY} {TEMPORARY!r}"
