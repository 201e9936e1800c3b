"""Windows of time, and the folders of hours that may hold what was captured in them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.dataset.capture.hour_folders import folders_between, hour_of_path, may_hold
from baselining.dataset.capture.window import moment_of, seconds_in, spelt

NOON = datetime(2024, 3, 7, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-07T19:00", "2024-03-07T19:00:00Z"),
        ("2024-03-07T19:00:00Z", "2024-03-07T19:00:00Z"),
        ("2024-03-07T19:00:00+02:00", "2024-03-07T17:00:00Z"),
        ("2024-03-07", "2024-03-07T00:00:00Z"),
        ("24h", "2024-03-06T12:00:00Z"),
        ("90m", "2024-03-07T10:30:00Z"),
        ("7d", "2024-02-29T12:00:00Z"),
    ],
)
def test_a_moment_is_utc_or_a_span_before_the_end(text: str, moment: str) -> None:
    assert spelt(moment_of(text, NOON)) == moment
    assert spelt(datetime.fromtimestamp(seconds_in(moment) or 0, timezone.utc)) == moment


@pytest.mark.parametrize(
    "text", ["", "yesterday", "24", "24 h", "-3h", "999999d", "2024-13-01", "0001-01-01T00:00+14:00"]
)
def test_anything_else_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of any kind
        moment_of(text, NOON)


@given(
    since=st.integers(1_600_000_000, 1_600_400_000),
    length=st.integers(1, 200_000),
    late=st.integers(-3600, 3600),
)
def test_the_folder_of_each_record_in_a_window_is_looked_into_even_if_clocks_differ(
    since: int, length: int, late: int
) -> None:
    until = since + length
    for captured in (since, until - 1):
        folder = datetime.fromtimestamp(captured + late, timezone.utc).strftime("%Y/%m/%d/%H")
        assert folder in folders_between(since, until)
        assert may_hold(f"bucket/prefix/endpoint/AllTraffic/{folder}/00-00-000-x.jsonl", since, until)


def test_few_other_folders_are_looked_into() -> None:
    since = int(NOON.timestamp())

    assert folders_between(since, since + 3600) == ["2024/03/07/11", "2024/03/07/12", "2024/03/07/13"]
    far = (NOON + timedelta(hours=5)).strftime("%Y/%m/%d/%H")
    assert not may_hold(f"a/{far}/x.jsonl", since, since + 3600)
    assert may_hold("a/no/hour/x.jsonl", since, since + 3600)
    assert hour_of_path("a/2024/13/07/11/x.jsonl") is None
    assert hour_of_path("/a/2024/03/07/12/x.jsonl") == since // 3600
