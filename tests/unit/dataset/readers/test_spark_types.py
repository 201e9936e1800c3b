from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.readers.spark_types import plain_cells, plain_type, spark_type_of

TIMES = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(9999, 12, 30))


def spark_text(time: dt.datetime) -> str:
    """A timestamp cast to string by Spark, in UTC."""
    text = time.strftime(f"{time.year:04}-%m-%d %H:%M:%S")
    return f"{text}.{time.microsecond:06}".rstrip("0").rstrip(".") if time.microsecond else text


@given(st.lists(st.none() | TIMES, max_size=20), st.sampled_from([None, "UTC", "America/New_York"]))
def test_times_are_written_as_spark_writes_them(times: list[dt.datetime | None], zone: str | None) -> None:
    cells = pa.array(times, pa.timestamp("us")).cast(pa.int64()).cast(pa.timestamp("us", zone))

    texts = plain_cells(cells, "timestamp").to_pylist()

    assert texts == [None if time is None else spark_text(time) for time in times]


@given(st.lists(st.none() | st.dates(dt.date(1582, 10, 15)), max_size=20))
def test_dates_are_written_as_spark_writes_them(dates: list[dt.date | None]) -> None:
    texts = plain_cells(pa.array(dates, pa.date32()), "date").to_pylist()

    assert texts == [None if date is None else date.isoformat() for date in dates]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (pa.array([dt.date(1582, 10, 14)]), "date"),
        (pa.array([dt.datetime(1899, 12, 31)]), "timestamp_ntz"),
    ],
)
def test_what_calendars_disagree_on_is_left_to_spark(cells: pa.Array, kind: str) -> None:
    with pytest.raises(UnlikeSparkError, match="calendars disagree"):
        plain_cells(cells, kind)


def test_booleans_become_their_text() -> None:
    assert plain_cells(pa.array([True, None, False]), "boolean").to_pylist() == ["true", None, "false"]


@pytest.mark.parametrize(
    ("arrow_type", "spark_type"),
    [
        (pa.uint8(), "smallint"),
        (pa.uint32(), "bigint"),
        (pa.uint64(), "decimal(20,0)"),
        (pa.int8(), "tinyint"),
    ],
    ids=str,
)
def test_integers_become_those_that_spark_has(arrow_type: pa.DataType, spark_type: str) -> None:
    assert spark_type_of(arrow_type, is_int96=False) == spark_type
    assert plain_cells(pa.array([7], arrow_type), spark_type).type == plain_type(spark_type)


@pytest.mark.parametrize(
    "arrow_type", [pa.binary(), pa.timestamp("ns"), pa.float16(), pa.list_(pa.int8())], ids=str
)
def test_other_types_are_not_known(arrow_type: pa.DataType) -> None:
    assert spark_type_of(arrow_type, is_int96=False) is None


def test_a_time_without_zone_is_one_of_its_own_but_for_int96() -> None:
    naive = pa.timestamp("us")

    assert spark_type_of(naive, is_int96=False) == "timestamp_ntz"
    assert spark_type_of(naive, is_int96=True) == "timestamp"


DAY_US = 24 * 3600 * 10**6
BEFORE_YEAR_ONE, AFTER_YEAR_9999 = -(10**6), 3 * 10**6
"""Days; Python's dates reach neither."""


@pytest.mark.parametrize("days", [BEFORE_YEAR_ONE, AFTER_YEAR_9999, -171_000])
def test_dates_and_times_beyond_the_calendar_are_left_to_spark(days: int) -> None:
    for cells, spark_type in (
        (pa.array([0, days, None], pa.int32()).cast(pa.date32()), "date"),
        (pa.array([0, days * DAY_US, None], pa.timestamp("us", "UTC")), "timestamp"),
    ):
        with pytest.raises(UnlikeSparkError, match="calendars disagree on"):
            plain_cells(cells, spark_type)


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("us"), pa.timestamp("ms", "UTC")])
def test_no_dates_at_all_stay_none(kind: pa.DataType) -> None:
    spark_type = "date" if kind == pa.date32() else "timestamp"

    assert plain_cells(pa.array([None, None], kind), spark_type).to_pylist() == [None, None]
    assert plain_cells(pa.array([], kind), spark_type).to_pylist() == []
