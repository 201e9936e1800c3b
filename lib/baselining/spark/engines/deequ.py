"""The `deequ` engine: PyDeequ's column profiler with KLL, the reference the `arrow` engine is held against."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from typing import Any

import numpy as np
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from pyspark.sql import types as T  # noqa: N812 - likewise

from baselining.dataset.names import MALFORMED
from baselining.errors import SetupError
from baselining.profile import ColumnProfile, DatasetProfile, NumberProfile
from baselining.spark.engines.long_sums import mark_long_sums
from baselining.spark.engines.text_cells import with_text_cells
from baselining.spark.frames.ragged import count_malformed
from baselining.spark.frames.schema import quoted
from baselining.spark.frames.table import Table
from baselining.states.column import CellClasses
from baselining.states.kll import C, K, Kll

COLUMNS_AT_ONCE = 5
"""As the container does ("Number of shards" in its log): for hundreds at once, planning takes Spark forever."""

_BUCKETS = 10
_FLOATS = (T.FloatType, T.DoubleType)
_KINDS = ("Unknown", "Fractional", "Integral", "Boolean", "String")


Profile = dict[str, Any]
"""One column as Deequ's JSON has it, with `typeCounts` and `numbers` added."""


def _tell_nobody(_done: int, _shards: int) -> None:
    return


def profile_table(
    spark: SparkSession, table: Table, on_shard: Callable[[int, int], None] = _tell_nobody
) -> tuple[DatasetProfile, int, int]:
    """Profile all rows of `table` with the real Deequ, five columns at a time (three to four passes each).

    Of columns with NaN or infinities, which poison Deequ's numbers, the numbers are those of the other cells.

    Args:
        on_shard: Told how many shards of five columns are done, and of how many.

    Returns:
        The profile; how many rows were shorter than the header, and how many longer.

    Raises:
        SetupError: If pydeequ is not installed.
    """
    short_rows, long_rows = _malformed_rows(table)
    table = table.as_spark_finds_it()
    # Names of our own: Deequ escapes some characters in names and renames columns while casting.
    data = table.frame.select([F.col(quoted(name)).alias(f"c{i}") for i, name in enumerate(table.names)])
    if data.head() is None:  # Deequ fails on no rows
        return DatasetProfile(item_count=0, columns={}), short_rows, long_rows
    fields = data.schema.fields
    profiles, items = _run(spark, data, on_shard)
    not_finite = _leave_out_not_finite(spark, data, profiles)
    columns = {
        name: _metrics(profiles[field.name], field.dataType, items, not_finite.get(field.name, 0))
        for name, field in zip(table.names, fields, strict=True)
    }
    columns = with_text_cells(data, columns, dict(zip(table.names, data.columns, strict=True)))
    return DatasetProfile(item_count=items, columns=mark_long_sums(data, columns)), short_rows, long_rows


def _run(
    spark: SparkSession,
    data: DataFrame,
    on_shard: Callable[[int, int], None] = _tell_nobody,
    *,
    fractional: bool = False,
) -> tuple[dict[str, Profile], int]:
    """Deequ's profiles by column, and the number of rows.

    Args:
        fractional: Take all columns for Fractional instead of finding out.
    """
    shards = [data.columns[at : at + COLUMNS_AT_ONCE] for at in range(0, len(data.columns), COLUMNS_AT_ONCE)]
    profiles: dict[str, Profile] = {}
    items = 0
    for done, names in enumerate(shards):
        on_shard(done, len(shards))
        found, items = _run_shard(spark, data.select(names), fractional=fractional)
        profiles |= found
    return profiles, items


def _run_shard(spark: SparkSession, data: DataFrame, *, fractional: bool) -> tuple[dict[str, Profile], int]:
    # PyDeequ reads this when imported, and raises without it.
    os.environ.setdefault("SPARK_VERSION", ".".join(spark.version.split(".")[:2]))
    try:
        from pydeequ.analyzers import DataTypeInstances, KLLParameters
        from pydeequ.profiles import ColumnProfilerRunner
    except ImportError:
        raise SetupError(
            "The deequ engine needs pydeequ, which is not installed.", hint="pip install 'baselining[deequ]'"
        ) from None
    builder = ColumnProfilerRunner(spark).onData(data).withKLLProfiling()
    builder = builder.setKLLParameters(KLLParameters(spark, K, C, _BUCKETS))
    if fractional:
        builder = builder.setPredefinedTypes(dict.fromkeys(data.columns, DataTypeInstances.Fractional))
    # PyDeequ's run() would then fetch every item of every sketch by a call of its own.
    result = builder._ColumnProfilerRunBuilder.run()
    return _fetch(spark, result, data.columns), int(result.numRecords())


def _fetch(spark: SparkSession, result: Any, names: list[str]) -> dict[str, Profile]:
    """Profiles out of the JVM in few calls: what all columns have as Deequ's JSON, and the numbers beside it.

    Deequ's JSON has the numbers too, but refuses infinity, and a sum can be beyond the range of doubles.
    """
    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    found = {name: result.profiles().apply(name) for name in names}
    package = jvm.com.amazon.deequ.profiles
    common = jvm.java.util.ArrayList()
    for each in found.values():
        common.add(
            package.StandardColumnProfile(
                each.column(),
                each.completeness(),
                each.approximateNumDistinctValues(),
                each.dataType(),
                each.isDataTypeInferred(),
                each.typeCounts(),
                each.histogram(),
            )
        )
    text = package.ColumnProfiles.toJson(jvm.PythonUtils.toSeq(common))
    profiles: dict[str, Profile] = {profile["column"]: profile for profile in json.loads(text)["columns"]}
    for name, profile in profiles.items():
        counts = found[name].typeCounts()
        profile["typeCounts"] = {kind: _value(counts.get(kind)) or 0 for kind in _KINDS}
        profile["numbers"] = _fetch_numbers(jvm, found[name])
    return profiles


def _fetch_numbers(jvm: Any, profile: Any) -> NumberProfile | None:
    if profile.getClass().getSimpleName() != "NumericColumnProfile":
        return None
    kll = _value(profile.kll())
    if kll is None or not profile.mean().isDefined():
        return None
    levels = [json.loads(jvm.java.util.Arrays.toString(level)) for level in kll.data()]
    return NumberProfile(
        mean=_value(profile.mean()),
        total=_value(profile.sum()),
        std_dev=_value(profile.stdDev()),
        minimum=_value(profile.minimum()),
        maximum=_value(profile.maximum()),
        sketch=Kll(levels=tuple(np.array(level, float) for level in levels), compactions=(0,) * len(levels)),
    )


def _value(option: Any) -> Any:
    return option.get() if option.isDefined() else None


def _leave_out_not_finite(
    spark: SparkSession, data: DataFrame, profiles: dict[str, Profile]
) -> dict[str, int]:
    """Replace the numbers of columns with NaN, infinities or text like `1e999` by those of their other cells.

    Returns:
        How many such cells each of those columns has.
    """
    floats = [field.name for field in data.schema.fields if isinstance(field.dataType, _FLOATS)]
    text = [
        name for name, profile in profiles.items() if name not in floats and _is_infinite(profile["numbers"])
    ]
    number = {name: F.col(name).cast("double") for name in [*floats, *text]}
    if not number:
        return {}
    sums = [F.sum((~_is_finite(n)).cast("long")).alias(name) for name, n in number.items()]
    row = data.select(sums).head()
    counts = {name: count for name, count in row.asDict().items() if count} if row else {}
    if counts:
        kept = [
            F.when(number[name].isNull() | _is_finite(number[name]), F.col(name)).alias(name)
            for name in counts
        ]
        again, _ = _run(spark, data.select(kept), fractional=True)
        for name in counts:
            profiles[name]["numbers"] = again[name]["numbers"]
    return counts


def _is_infinite(numbers: NumberProfile | None) -> bool:
    return numbers is not None and not math.isfinite(numbers.maximum - numbers.minimum)


def _metrics(profile: Profile, kind: T.DataType, items: int, not_finite: int) -> ColumnProfile:
    counts = profile["typeCounts"]
    if isinstance(kind, T.StringType):
        classes = CellClasses(
            missing=counts["Unknown"],
            fractional=counts["Fractional"],
            integral=counts["Integral"],
            boolean=counts["Boolean"],
            string=counts["String"],
        )
    else:
        present = round(profile["completeness"] * items)
        integral = isinstance(kind, T.IntegralType)
        classes = CellClasses(
            missing=items - present,
            integral=present if integral else 0,
            fractional=0 if integral else present,
        )
    histogram = profile.get("histogram")
    text = isinstance(kind, T.StringType)
    return ColumnProfile(
        classes=classes,
        distinct=profile["approximateNumDistinctValues"],
        numeric=profile["numbers"],
        categories=_categories(histogram, classes) if text and histogram is not None else None,
        not_finite=not_finite,
    )


def _categories(histogram: list[dict[str, Any]], classes: CellClasses) -> dict[str, int]:
    """Count by value, without the missing cells that Deequ counts as the text "NullValue"."""
    counts = {entry["value"]: int(entry["count"]) for entry in histogram}
    if classes.missing:
        counts["NullValue"] -= classes.missing
        if not counts["NullValue"]:
            del counts["NullValue"]
    return counts


def _malformed_rows(table: Table) -> tuple[int, int]:
    if not table.checks_rows:
        return 0, 0
    short = long = 0
    bad = table.frame.select(quoted(table.names[0]), quoted(MALFORMED)).where(
        F.col(quoted(MALFORMED)).isNotNull()
    )
    for row in bad.toLocalIterator():
        counts = count_malformed(_one(row[1]), len(table.names))
        short, long = short + counts[0], long + counts[1]
    return short, long


def _one(text: str) -> Any:
    import pyarrow as pa

    return pa.array([text])


def _is_finite(column: Column) -> Column:
    return ~F.isnan(column) & (F.abs(column) != float("inf"))
