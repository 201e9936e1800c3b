"""A DataFrame → a flat table of columns that can be profiled: text and numbers, the rest as text or refused."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from pyspark.sql import types as T  # noqa: N812 - likewise

from baselining.dataset.names import check_names
from baselining.errors import DatasetError

_NUMBERS = (T.ShortType, T.IntegerType, T.LongType, T.FloatType, T.DoubleType, T.DecimalType)
_AS_TEXT = (T.BooleanType, T.DateType, T.TimestampType, T.TimestampNTZType, T.NullType)


def quoted(name: str) -> str:
    """A column name as Spark's SQL wants it, whatever is in it."""
    return "`" + name.replace("`", "``") + "`"


def flat_names(frame: DataFrame, uri: str) -> tuple[str, ...]:
    """The names of the columns, of which `flat` makes text and numbers.

    Raises:
        DatasetError: If a column is nested or binary, two have one name, a name is no text, or there is no column.
    """
    fields = frame.schema.fields
    if not fields:
        raise DatasetError(f"The dataset at {uri} is empty: it has no columns.")
    check_names([field.name for field in fields], uri)
    for field in fields:
        kind = field.dataType
        if not isinstance(kind, (T.StringType, T.ByteType, *_NUMBERS, *_AS_TEXT)):
            nested = isinstance(kind, (T.StructType, T.ArrayType, T.MapType))
            raise DatasetError(
                f"The column {field.name!r} of {uri} is "
                f"{'nested' if nested else 'of type ' + kind.simpleString()}"
                f"{' (' + kind.typeName() + ')' if nested else ''}; Model Monitor knows flat tables only.",
                hint="Flatten it or leave it out before baselining.",
            )
    return tuple(field.name for field in fields)


def flat(frame: DataFrame) -> DataFrame:
    """The same rows with text and number columns only, in the same order.

    Booleans, dates and times become their text (`true`, `2013-07-01`, `2013-07-01 05:00:00`, in UTC); bytes become
    shorts (Deequ knows no byte; both hash alike).
    """
    return frame.select([_plain(field) for field in frame.schema.fields])


def _plain(field: T.StructField) -> Column:
    column = F.col(quoted(field.name))
    if isinstance(field.dataType, _AS_TEXT):
        return column.cast("string").alias(field.name)
    if isinstance(field.dataType, T.ByteType):
        return column.cast("smallint").alias(field.name)
    return column
