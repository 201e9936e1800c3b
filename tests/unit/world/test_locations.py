"""One object of S3 in every spelling that SageMaker's API takes, and what is not understood."""

from __future__ import annotations

import pytest

from baselining.world.locations import Baseline, place_of
from baselining.world.s3uri import S3Uri

PLACE = S3Uri("models", "fraud/a b/constraints.json")
HOSTS = [
    "s3.eu-west-1.amazonaws.com",
    "s3-eu-west-1.amazonaws.com",
    "s3.amazonaws.com",
    "s3-external-1.amazonaws.com",
    "s3.dualstack.eu-west-1.amazonaws.com",
    "s3-fips.us-gov-west-1.amazonaws.com",
    "s3-fips-us-gov-west-1.amazonaws.com",
    "s3-fips.dualstack.us-east-1.amazonaws.com",
    "s3.cn-north-1.amazonaws.com.cn",
    "S3.EU-WEST-1.AmazonAWS.com",
    "s3.eu-west-1.amazonaws.com:443",
]


@pytest.mark.parametrize("location", ["s3://models/{}", "s3a://models/{}", "s3n://models/{}"])
def test_the_schemes_of_s3_name_one_object(location: str) -> None:
    assert place_of(location.format(PLACE.key)) == PLACE


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["fraud/a%20b/constraints.json", "fraud%2Fa b/constraints%2ejson"])
def test_path_style_and_virtual_host_name_the_same_object(host: str, path: str) -> None:
    assert place_of(f"https://{host}/models/{path}") == PLACE
    assert place_of(f"https://models.{host}/{path}") == PLACE


@pytest.mark.parametrize("bucket", ["my.models", "s3.models", "models.s3", "dualstack", "a.s3.b"])
def test_a_bucket_whose_name_looks_like_part_of_the_host_is_found(bucket: str) -> None:
    for host in ("s3.eu-west-1.amazonaws.com", "s3.dualstack.eu-west-1.amazonaws.com", "s3.amazonaws.com"):
        assert place_of(f"https://{bucket}.{host}/k/c.json") == S3Uri(bucket, "k/c.json")
        assert place_of(f"https://{host}/{bucket}/k/c.json") == S3Uri(bucket, "k/c.json")


def test_a_faster_endpoint_has_virtual_hosts_only() -> None:
    assert place_of("https://models.s3-accelerate.amazonaws.com/c.json") == S3Uri("models", "c.json")
    assert place_of("https://s3-accelerate.amazonaws.com/models/c.json") is None


def test_slashes_are_kept_as_s3_keeps_them() -> None:
    doubled = S3Uri("models", "fraud//constraints.json")

    assert place_of("s3://models/fraud//constraints.json") == doubled
    assert place_of("https://models.s3.amazonaws.com/fraud//constraints.json") == doubled
    assert place_of("s3://models/fraud/constraints.json") != doubled


@pytest.mark.parametrize(
    "location",
    [
        "",
        "/local/constraints.json",
        "http://models.s3.amazonaws.com/c.json",
        "https://example.com/models/c.json",
        "https://s3.amazonaws.com.example.com/models/c.json",
        "https://amazonaws.com/models/c.json",
        "https://models.s3.nowhere.amazonaws.com/c.json",
        "https://models.s3-website-us-east-1.amazonaws.com/c.json",
        "https://a-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/c.json",
        "https://user@models.s3.amazonaws.com/c.json",
        "https://models.s3.amazonaws.com:8443/c.json",
        "https://models.s3.amazonaws.com/c.json?versionId=7",
        "https://models.s3.amazonaws.com/c.json#x",
        "https://models.s3.amazonaws.com/a+b/c.json",
        "https://models.s3.amazonaws.com/a%2/c.json",
        "https://models.s3.amazonaws.com/a%ff/c.json",
        "https://models.s3.amazonaws.com/a/../c.json",
        "https://models.s3.amazonaws.com/a%0Ab/c.json",
        "https://models.s3.amazonaws.com/",
        "https://s3.amazonaws.com/models",
        "s3://models",
        "s3://models/folder/",
        "s3://models//c.json",
        "s3://models/a/../c.json",
        "s3://models/c.json?versionId=7",
        "s3://MODELS/c.json",
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/a/c.json",
        "s3://a-metadata-s3alias/c.json",
        "s3://a--ol-s3/c.json",
        "https://a-metadata-s3alias.s3.eu-west-1.amazonaws.com/c.json",
    ],
)
def test_what_does_not_name_one_object_beyond_doubt_is_not_understood(location: str) -> None:
    assert place_of(location) is None


def test_a_baseline_is_the_same_in_another_spelling() -> None:
    one = Baseline(constraints="s3://models/c.json", statistics="s3a://models/s.json")
    other = Baseline(
        constraints="https://models.s3.eu-west-1.amazonaws.com/c.json",
        statistics="https://s3.amazonaws.com/models/s.json",
        digest="d" * 64,
    )

    assert one.same_files_as(other)
    assert not one.same_files_as(Baseline(constraints=one.constraints))
    assert not one.same_files_as(Baseline(constraints=one.statistics, statistics=one.constraints))


def test_spellings_that_are_not_understood_are_the_same_only_if_they_are_equal() -> None:
    odd = Baseline(constraints="https://host/c.json?v=1")

    assert odd.same_files_as(Baseline(constraints="https://host/c.json?v=1"))
    assert not odd.same_files_as(Baseline(constraints="https://host/c.json?v=2"))
    assert not odd.same_files_as(Baseline())
