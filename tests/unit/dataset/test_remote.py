"""Locations elsewhere are spelt as Hadoop understands them, and refused where it would understand another."""

from __future__ import annotations

import pytest

from baselining.dataset.remote import RemoteFiles, hadoop_spelling, may_be_pattern
from baselining.errors import DatasetError


@pytest.mark.parametrize(
    ("uri", "spelt"),
    [("s3://b/a?b#c%20", "s3a://b/a?b#c%20"), ("s3n://b/s3", "s3a://b/s3"), ("hdfs://h/a", "hdfs://h/a")],
)
def test_only_the_scheme_of_s3_changes(uri: str, spelt: str) -> None:
    assert hadoop_spelling(uri) == spelt


def test_another_location_to_hadoop_is_refused() -> None:
    with pytest.raises(DatasetError, match="two slashes"):
        hadoop_spelling("s3://b/s3://x")


@pytest.mark.parametrize("uri", ["s3a://b/*.csv", "s3a://b/a?", "s3a://b/[ab]", "s3a://b/{a,b}"])
def test_what_may_be_a_pattern(uri: str) -> None:
    assert may_be_pattern(uri)


@pytest.mark.parametrize("uri", ["s3a://b/a.csv", "s3a://b/a#b%20c\\d"])
def test_what_can_only_be_a_name(uri: str) -> None:
    assert not may_be_pattern(uri)


def test_a_pattern_is_what_it_matches() -> None:
    assert RemoteFiles(uri="s3a://b/a*").uris == ("s3a://b/a*",)
    assert RemoteFiles(uri="s3a://b/a*", matches=("s3a://b/a1", "s3a://b/a2")).uris == (
        "s3a://b/a1",
        "s3a://b/a2",
    )
