"""Captured traffic in S3: only the folders of the hours in a window are listed and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile
from tests.spark.test_capture import line

from baselining.errors import NoDataError
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "captured-traffic"
HOUR_S = 3600


@pytest.fixture(scope="module")
def endpoint(s3: S3Client) -> str:
    """Six hours of two variants, ten records each; the last record of each hour is stored in the next one's folder."""
    s3.create_bucket(Bucket=BUCKET)
    for variant in ("blue", "green"):
        late: list[str] = []
        for hour in range(19, 24):
            seconds = [(hour - 19) * HOUR_S + place * 350 for place in range(10)]
            lines = [line("1,2", "0.5", second=second) for second in seconds]
            body = "\n".join([*late, *lines[:-1]]) + "\n"
            late = lines[-1:]
            key = f"prefix/fares/{variant}/2024/03/07/{hour}/00-00-000-x.jsonl"
            s3.put_object(Bucket=BUCKET, Key=key, Body=body.encode())
    return f"s3://{BUCKET}/prefix/fares"


def test_a_window_lists_its_hours_only_and_holds_late_records(
    spark: SparkSession, emulator: Emulator, endpoint: str
) -> None:
    emulator.calls.clear()

    found = profile(endpoint, "capture", since="2024-03-07T20:00", until="2024-03-07T22:00", by_hour=True)

    assert found.profile.item_count == 40
    assert [hour.item_count for hour in found.hours.values()] == [20, 20]
    gets = [call.path for call in emulator.calls.of("GetObject")]
    assert {path.split("/")[-2] for path in gets} <= {"19", "20", "21", "22"}
    listings = [call for call in emulator.calls.all() if call.operation.startswith("ListObjects")]
    assert 0 < len(listings) < 40


def test_a_variant_can_be_named_and_all_of_time(spark: SparkSession, endpoint: str) -> None:
    assert profile(f"{endpoint}/blue", "capture").profile.item_count == 49
    assert (
        profile(
            f"{endpoint}/blue", "capture", since="2024-03-07T20:00", until="2024-03-07T21:00"
        ).profile.item_count
        == 10
    )
    assert profile(endpoint, "capture").profile.item_count == 98


def test_an_empty_window_is_told(spark: SparkSession, endpoint: str) -> None:
    with pytest.raises(NoDataError, match="no captured data"):
        profile(endpoint, "capture", since="2024-05-07T20:00", until="2024-05-07T22:00")
    with pytest.raises(NoDataError, match="no captured data"):
        profile(f"s3://{BUCKET}/nothing", "capture")
