from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.errors import ConfigError
from baselining.world.endpoint import check_endpoint, is_plain
from baselining.world.planned import PlannedCall
from baselining.world.redact import HIDDEN, redacted, secrets_of, without_credentials

JSON = st.recursive(
    st.text(max_size=5) | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def test_a_plan_names_environments_and_tags_and_hides_their_values() -> None:
    arguments = {
        "MonitoringScheduleConfig": {"MonitoringJobDefinition": {"Environment": {"TOKEN": "hush-1"}}},
        "DataQualityAppSpecification": {"Environment": {"KEY": "hush-2"}, "ImageUri": "image"},
        "Tags": [{"Key": "owner", "Value": "hush-3"}, {"Key": "baseline:digest", "Value": "d" * 64}],
    }

    shown = json.dumps(PlannedCall(operation="X", arguments=arguments).to_json())

    assert "hush" not in shown
    for kept in ("TOKEN", "KEY", "image", "owner", "d" * 64, HIDDEN):
        assert kept in shown
    assert secrets_of(arguments) == {"hush-1", "hush-2", "hush-3"}


@given(JSON)
def test_what_holds_no_environment_and_no_tags_is_shown_as_it_is(value: object) -> None:
    assert redacted(value) == value
    assert secrets_of(value) == frozenset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:hush@host/x", f"https://{HIDDEN}@host/x"),
        ("see s3://AKIA:hush@b/k now", f"see s3://{HIDDEN}@b/k now"),
        ("https://h/x?a=1&X-Amz-Signature=hush", f"https://h/x?a=1&X-Amz-Signature={HIDDEN}"),
        ("https://h/x?sig=hush&a=1", f"https://h/x?sig={HIDDEN}&a=1"),
        ("https://h/x@y", "https://h/x@y"),
        ("no address: me@example.org", "no address: me@example.org"),
    ],
)
def test_addresses_lose_their_credentials_only(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


@pytest.mark.parametrize("url", ["https://me:hush@host", "http://hush@127.0.0.1:9000", "https://me:hush@"])
def test_an_endpoint_with_credentials_is_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(ConfigError, match="user name or password") as caught:
        check_endpoint(url)

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "host:9000", "ftp://host", "https://", "https://[::1", "not a url"])
def test_an_endpoint_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="endpoint URL is not an address"):
        check_endpoint(url)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://s3.amazonaws.com", False),
        ("http://127.0.0.1:5599", False),
        ("http://localhost", False),
        ("http://[::1]:1", False),
        ("http://minio:9000", True),
        ("http://10.0.0.1", True),
    ],
)
def test_plain_http_is_noticed_where_it_leaves_the_machine(url: str, plain: bool) -> None:
    assert check_endpoint(url) == url
    assert is_plain(url) is plain
