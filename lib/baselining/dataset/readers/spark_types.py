"""Spark's types and Arrow's: how a Parquet column looks in Arrow, and its cells as Spark would hand them over.

Text and numbers stay as they are; booleans, dates and times become their text, as Spark's cast to string writes them.
"""

from __future__ import annotations

import datetime as dt
import re

import pyarrow as pa
import pyarrow.compute as pc

from baselining.dataset.columns import UnlikeSparkError

_PLAIN = {
    "tinyint": pa.int16(),  # Deequ knows no byte; both hash alike
    "smallint": pa.int16(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "string": pa.string(),
    "boolean": pa.string(),
    "date": pa.string(),
    "timestamp": pa.string(),
    "timestamp_ntz": pa.string(),
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_EQUAL = {
    pa.int8(): "tinyint",
    pa.int16(): "smallint",
    pa.uint8(): "smallint",
    pa.int32(): "int",
    pa.uint16(): "int",
    pa.int64(): "bigint",
    pa.uint32(): "bigint",
    pa.uint64(): "decimal(20,0)",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.string(): "string",
    pa.large_string(): "string",
}
_EARLIEST_DATE = dt.date(1582, 10, 15)
_EARLIEST_TIME = dt.datetime(1900, 1, 1)
"""Spark asks before it reads earlier ones, because calendars and time zones changed (`datetimeRebaseModeInRead`)."""
_LATEST_YEAR = 9999


def plain_type(spark_type: str) -> pa.DataType | None:
    """The Arrow type of a column of `spark_type` (its `simpleString`) as text or numbers; None if it is neither."""
    if digits := _DECIMAL.fullmatch(spark_type):
        return pa.decimal128(int(digits[1]), int(digits[2]))
    return _PLAIN.get(spark_type)


def spark_type_of(arrow_type: pa.DataType, *, is_int96: bool) -> str | None:
    """What Spark takes a Parquet column for that pyarrow reads as `arrow_type`; None if that is not known here."""
    if pa.types.is_dictionary(arrow_type):
        arrow_type = arrow_type.value_type
    if pa.types.is_decimal128(arrow_type):
        return f"decimal({arrow_type.precision},{arrow_type.scale})"
    if pa.types.is_timestamp(arrow_type) and arrow_type.unit in ("us", "ms"):
        return "timestamp" if is_int96 or arrow_type.tz else "timestamp_ntz"
    return _EQUAL.get(arrow_type)


def plain_cells(cells: pa.Array, spark_type: str) -> pa.Array:
    """The cells of a column of `spark_type` as text or numbers.

    Raises:
        UnlikeSparkError: If there are dates or times that Spark's calendar may read differently.
    """
    if pa.types.is_null(cells.type):
        return cells.cast(plain_type(spark_type))
    if spark_type == "date":
        return _text_of(cells, _dates_as_text)
    if spark_type in ("timestamp", "timestamp_ntz"):
        return _text_of(cells, _times_as_text)
    if spark_type == "boolean":
        return _text_of(cells, lambda values: values.cast(pa.string()))
    if spark_type == "string":
        return cells
    wanted = plain_type(spark_type)
    return cells if cells.type == wanted else cells.cast(wanted)


def _text_of(cells: pa.Array, text: object) -> pa.DictionaryArray:
    coded = cells.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices, text(coded.dictionary))  # type: ignore[operator]


def _dates_as_text(dates: pa.Array) -> pa.Array:
    _refuse_outside(dates, _EARLIEST_DATE, dt.date(_LATEST_YEAR, 12, 31))
    return dates.cast(pa.string())


def _times_as_text(times: pa.Array) -> pa.Array:
    """`2013-07-01 05:00:00`, with as many digits of the second's fraction as are not zero; in UTC."""
    naive = times.cast(pa.timestamp(times.type.unit, times.type.tz)).view(pa.int64())
    naive = naive.view(pa.timestamp(times.type.unit))
    _refuse_outside(naive, _EARLIEST_TIME, dt.datetime(_LATEST_YEAR, 12, 31))
    return pc.utf8_rtrim(pc.utf8_rtrim(naive.cast(pa.string()), "0"), ".")


def _refuse_outside(values: pa.Array, earliest: dt.date, latest: dt.date) -> None:
    found = pc.min_max(values)
    too_low = pc.less(found["min"], pa.scalar(earliest, values.type))  # in Arrow: Python knows no year 0
    too_high = pc.greater(found["max"], pa.scalar(latest, values.type))
    if pc.or_(too_low, too_high).as_py():
        raise UnlikeSparkError("it has dates or times that calendars disagree on")
