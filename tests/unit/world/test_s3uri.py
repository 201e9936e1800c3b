from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.errors import ConfigError
from baselining.world.s3uri import S3Uri, is_s3

KEYS = (
    st.text("ab/ é𝔘=%.", max_size=12)
    .map(lambda key: key.strip("/"))
    .filter(lambda key: not {".", ".."} & set(key.split("/")))
)


@pytest.mark.parametrize("scheme", ["s3", "s3a", "s3n"])
@pytest.mark.parametrize(
    ("tail", "key"), [("", ""), ("/", ""), ("/a", "a"), ("/a/b/", "a/b"), ("/a//b", "a//b")]
)
def test_every_spelling_is_read(scheme: str, tail: str, key: str) -> None:
    assert S3Uri("my-bucket", key) == S3Uri.parse(f"{scheme}://my-bucket{tail}")


@given(KEYS)
def test_a_location_reads_back(key: str) -> None:
    uri = S3Uri("my-bucket", key)

    assert uri == S3Uri.parse(str(uri))
    assert str(uri) == f"s3://my-bucket/{key}"


@pytest.mark.parametrize(
    "text", ["", "bucket/key", "/data/x", "https://s3.amazonaws.com/b/k", "S3://bucket/k", "s3:/bucket"]
)
def test_what_is_no_s3_location_is_refused(text: str) -> None:
    assert not is_s3(text)
    with pytest.raises(ConfigError, match="Expected an S3 location like s3://bucket/prefix"):
        S3Uri.parse(text)


@pytest.mark.parametrize(
    "bucket",
    ["", "ab", "Bucket", "a_b_c", "-abc", "abc-", ".abc", "a" * 64, "größe", "a b c", "a..b", "192.168.5.4"],
)
def test_a_name_that_no_bucket_can_have_is_refused(bucket: str) -> None:
    assert is_s3(f"s3://{bucket}/key")
    with pytest.raises(ConfigError, match="is not a valid one") as caught:
        S3Uri.parse(f"s3://{bucket}/key")

    assert caught.value.hint.startswith("Use 3 to 63 lower-case letters")


@pytest.mark.parametrize(
    "key",
    [
        "a\nb",
        "a\x00",
        "a/../b",
        "..",
        "./a",
        "a/.",
        "\ud800",
        "x" * 1025,
        "é" * 513,
        "a\x7f",
        "/a",
        "a//",
        "/",
    ],
)
def test_a_key_that_tools_disagree_about_is_refused(key: str) -> None:
    with pytest.raises(ConfigError, match="is not a plain one"):
        S3Uri.parse(f"s3://my-bucket/{key}")


@pytest.mark.parametrize(
    "text", ["s3://AKIAX:hush@bucket/key", "https://me:hush@host/x", "https://host/x?X-Amz-Signature=hush"]
)
def test_credentials_in_a_location_are_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        S3Uri.parse(text)

    assert "hush" not in str(caught.value)


def test_names_are_joined_and_taken_off() -> None:
    root = S3Uri("bucket")

    assert S3Uri("bucket", "a") == root / "a"
    assert S3Uri("bucket", "a/b/c") == root / "a" / "b/c"
    assert root / "a" == (root / "a" / "b").parent
    assert root == (root / "a").parent
    assert root == root.parent
