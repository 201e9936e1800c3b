"""Parquet types and calendars that Spark cannot read by itself: told by name, with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.errors import BaseliningError, DatasetError, ExitCode
from baselining.spark.profiled import Profiled
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
ENGINES = pytest.mark.parametrize("engine", ["arrow", "deequ"])
UNKNOWN = {
    "Float16": pa.array(np.array([1.5], np.float16)),
    "Time in milliseconds": pa.array([dt.time(1, 2)], pa.time32("ms")),
    "Time in nanoseconds": pa.array([1], pa.time64("ns")),
    "UUID": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0123456789abcdef"], pa.binary(16))),
    "Decimal(50,2)": pa.array([Decimal(1)], pa.decimal256(50, 2)),
    "Timestamp in nanoseconds": pa.array([1], pa.timestamp("ns")),
}
REBASE = {
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
}


def refusal(uri: Path | str, **options: str) -> BaseliningError:
    with pytest.raises(DatasetError) as caught:
        profile(uri, "parquet", **options)
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    return caught.value


@ENGINES
@pytest.mark.parametrize("told", UNKNOWN)
def test_a_type_that_spark_does_not_know_is_told_with_its_column(
    tmp_path: Path, told: str, engine: str
) -> None:
    pq.write_table(pa.table({"fine": [1], "the column": UNKNOWN[told]}), tmp_path / "a.parquet")

    found = refusal(tmp_path, engine=engine)

    assert found.message == (
        f"The column 'the column' of {tmp_path}/a.parquet is of the Parquet type {told}, which Spark does not know."
    )


def test_in_s3(tmp_path: Path, s3: S3Client) -> None:
    pq.write_table(pa.table({"the column": UNKNOWN["UUID"]}), tmp_path / "a.parquet")
    s3.create_bucket(Bucket="unknown-types")
    s3.put_object(Bucket="unknown-types", Key="t/a.parquet", Body=(tmp_path / "a.parquet").read_bytes())

    found = refusal("s3://unknown-types/t").message

    assert found.startswith(
        "The column 'the column' of unknown-types/t/a.parquet is of the Parquet type UUID"
    )


def test_bytes_are_still_told_as_bytes(tmp_path: Path) -> None:
    pq.write_table(pa.table({"raw": [b"x"]}), tmp_path / "a.parquet")

    assert "'raw'" in refusal(tmp_path).message
    assert "of type binary" in refusal(tmp_path).message


ANCIENT = {
    "date": (pa.array([dt.date(1500, 1, 1)]), {}, "1500-01-01"),
    "time": (
        pa.array([dt.datetime(1850, 6, 1, tzinfo=dt.timezone.utc)], pa.timestamp("us", "UTC")),
        {},
        "1850-06-01 00:00:00",
    ),
    "int96": (
        pa.array([dt.datetime(1850, 6, 1)]),
        {"use_deprecated_int96_timestamps": True},
        "1850-06-01 00:00:00",
    ),
}


@pytest.fixture(params=ANCIENT)
def ancient(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A file as pandas writes it, and its cell as text."""
    cells, options, text = ANCIENT[request.param]
    pq.write_table(pa.table({"d": cells}), tmp_path / "a.parquet", **options)
    return tmp_path, text


@ENGINES
def test_times_without_a_zone_are_never_ambiguous(tmp_path: Path, engine: str) -> None:
    cells = pa.array([dt.datetime(1850, 6, 1)], pa.timestamp("us"))
    pq.write_table(pa.table({"d": cells}), tmp_path / "a.parquet")

    found = profile(tmp_path, "parquet", engine=engine)

    assert found.profile.columns["d"].categories == {"1850-06-01 00:00:00": 1}


@pytest.fixture
def unset(spark: SparkSession) -> Iterator[None]:
    yield
    for name in REBASE:
        spark.conf.unset(name)


def with_settings(uri: Path, engine: str, settings: dict[str, str]) -> Profiled:
    """As `--conf` gives settings."""
    spec = DatasetSpec(uri=str(uri), format=DatasetFormat.PARQUET)

    def ignore(*_: Any) -> None:
        return

    return profile_dataset(
        spec, engine=Engine(engine), session=SessionSpec(settings=settings), on_progress=ignore
    )


@ENGINES
def test_ancient_dates_and_times_are_refused_with_the_setting_that_helps(
    ancient: tuple[Path, str], engine: str
) -> None:
    found = refusal(ancient[0], engine=engine)

    assert "1582-10-15" in found.message
    assert "--conf spark.sql.parquet.datetimeRebaseModeInRead=CORRECTED" in found.hint
    assert "spark.sql.parquet.int96RebaseModeInRead" in found.hint


@pytest.mark.usefixtures("unset")
def test_ancient_dates_and_times_are_read_with_that_setting(ancient: tuple[Path, str]) -> None:
    arrow, deequ = (with_settings(ancient[0], engine, REBASE) for engine in ("arrow", "deequ"))

    assert arrow.profile.columns["d"].categories == {ancient[1]: 1}
    assert documents(arrow) == documents(deequ)
