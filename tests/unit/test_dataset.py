from __future__ import annotations

import pytest

from baselining.dataset import DatasetFormat, guess_format
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
