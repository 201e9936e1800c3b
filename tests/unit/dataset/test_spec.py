from __future__ import annotations

import pytest

from baselining.dataset.spec import DatasetFormat, DatasetSpec, guess_format
from baselining.errors import ConfigError


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("train.csv", "csv"),
        ("TRAIN.CSV", "csv"),
        ("a/b.c/train.csv.gz", "csv"),
        ("train.jsonl", "jsonl"),
        ("train.ndjson.zst", "jsonl"),
        ("s3://bucket/part-*.parquet", "parquet"),
        ("s3a://bucket/part-0.snappy.parquet", "parquet"),
        ("/data/train.pq", "parquet"),
        ("hdfs://name/train.delta/", "delta"),
        ("größe 𝔘.csv", "csv"),
    ],
)
def test_the_name_says_the_format(uri: str, expected: str) -> None:
    assert DatasetFormat(expected) is guess_format(uri)


@pytest.mark.parametrize(
    "uri", ["", "/", "train", "train.txt", "train.gz", "s3://bucket/2026-11/", "x.csv/part-0", ".csv"]
)
def test_a_name_that_says_none_is_refused_with_what_to_do(uri: str) -> None:
    with pytest.raises(ConfigError, match="Cannot tell the format of ") as caught:
        guess_format(uri)

    assert "--format csv|jsonl|parquet|delta" in caught.value.hint


@pytest.mark.parametrize(
    "uri",
    [
        "s3://AKIA:hush@bucket/train.csv",
        "s3a://hush@bucket/train.csv",
        "hdfs://me:hush@host/train.csv",
        "https://hush@host/train.csv",
        "https://host/train.csv?X-Amz-Signature=hush",
    ],
)
def test_credentials_in_a_location_are_refused_without_repeating_them(uri: str) -> None:
    with pytest.raises(ConfigError, match="user name, password or signature") as caught:
        DatasetSpec(uri=uri, format=DatasetFormat.CSV)

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("uri", ["abfss://data@account.dfs.example.net/x", "s3://b/a@b.csv", "me@home.csv"])
def test_an_at_sign_that_is_no_user_s_is_fine(uri: str) -> None:
    assert DatasetSpec(uri=uri, format=DatasetFormat.CSV).uri == uri
