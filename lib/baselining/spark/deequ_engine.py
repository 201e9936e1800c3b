"""The `deequ` engine: PyDeequ's column profiler with KLL, the reference that the `arrow` engine is held against."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from pyspark.sql import types as T  # noqa: N812 - likewise

from baselining.errors import SetupError
from baselining.metrics import ColumnMetrics, DatasetMetrics, NumericMetrics
from baselining.spark.ragged import count_malformed
from baselining.spark.readers import MALFORMED, Table
from baselining.spark.schema import quoted
from baselining.states.column import CellClasses
from baselining.states.kll import C, K, Kll

_BUCKETS = 10


def profile_table(spark: SparkSession, table: Table) -> tuple[DatasetMetrics, int, int]:
    """Profile all rows of `table` with the real Deequ (three to four passes).

    NaN and infinities of typed columns are hidden from Deequ, which they would poison, and counted back in.

    Returns:
        The metrics; how many rows were shorter than the header, and how many longer.

    Raises:
        SetupError: If pydeequ is not installed.
    """
    short_rows, long_rows = _malformed_rows(table)
    data = table.frame.select([F.col(quoted(name)) for name in table.names])
    not_finite = _count_not_finite(data)
    # Names of our own: Deequ escapes some characters in names and renames columns while casting.
    plain = data.select(
        [_finite(field).alias(f"c{i}") for i, field in enumerate(data.schema.fields)]
    )
    profiles, items = _run(spark, plain)
    types = plain.schema.fields
    columns = {
        name: _metrics(profiles[f"c{i}"], types[i].dataType, items, not_finite.get(name, 0))
        for i, name in enumerate(table.names)
    }
    return DatasetMetrics(item_count=items, columns=columns), short_rows, long_rows


def _run(spark: SparkSession, data: DataFrame) -> tuple[dict[str, dict[str, Any]], int]:
    """Deequ's profiles by column, as its own JSON plus the class counts it leaves out, and the number of rows."""
    # PyDeequ reads this when imported, and raises without it.
    os.environ.setdefault("SPARK_VERSION", ".".join(spark.version.split(".")[:2]))
    try:
        from pydeequ.analyzers import KLLParameters
        from pydeequ.profiles import ColumnProfilerRunner
    except ImportError:
        raise SetupError(
            "The deequ engine needs pydeequ, which is not installed.", hint="pip install 'baselining[deequ]'"
        ) from None
    builder = ColumnProfilerRunner(spark).onData(data).withKLLProfiling()
    builder = builder.setKLLParameters(KLLParameters(spark, K, C, _BUCKETS))
    # PyDeequ's run() would then fetch every item of every sketch by a call of its own; Deequ's JSON is one call.
    result = builder._ColumnProfilerRunBuilder.run()  # noqa: SLF001 - PyDeequ has no public way
    java_profiles = result.profiles().values().toSeq()
    jvm = spark._jvm  # noqa: SLF001 - as above
    assert jvm is not None  # noqa: S101 - a session has one
    text = jvm.com.amazon.deequ.profiles.ColumnProfiles.toJson(java_profiles)
    profiles = {profile["column"]: profile for profile in json.loads(text)["columns"]}
    for name, profile in profiles.items():
        counts = result.profiles().apply(name).typeCounts()
        profile["typeCounts"] = {
            kind: counts.get(kind).get() if counts.contains(kind) else 0
            for kind in ("Unknown", "Fractional", "Integral", "Boolean", "String")
        }
    return profiles, int(result.numRecords())


def _metrics(profile: dict[str, Any], kind: T.DataType, items: int, not_finite: int) -> ColumnMetrics:
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
        present = round(profile["completeness"] * items) + not_finite
        integral = isinstance(kind, T.IntegralType)
        classes = CellClasses(
            missing=items - present,
            integral=present if integral else 0,
            fractional=0 if integral else present,
        )
    histogram = profile.get("histogram")
    text = isinstance(kind, T.StringType)
    return ColumnMetrics(
        classes=classes,
        distinct=profile["approximateNumDistinctValues"],
        numeric=_numeric(profile),
        categories=_categories(histogram, classes) if text and histogram is not None else None,
        not_finite=not_finite,
    )


def _numeric(profile: dict[str, Any]) -> NumericMetrics | None:
    if "mean" not in profile or "kll" not in profile:
        return None
    levels = json.loads(profile["kll"]["sketch"]["data"])
    sketch = Kll(levels=tuple(np.array(level, float) for level in levels), compactions=(0,) * len(levels))
    return NumericMetrics(
        mean=profile["mean"],
        total=profile["sum"],
        std_dev=profile["stdDev"],
        minimum=profile["minimum"],
        maximum=profile["maximum"],
        sketch=sketch,
    )


def _categories(histogram: list[dict[str, Any]], classes: CellClasses) -> dict[str, int]:
    """Counts by value, without the missing cells that Deequ counts as the text "NullValue"."""
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
    bad = table.frame.select(quoted(table.names[0]), quoted(MALFORMED)).where(F.col(quoted(MALFORMED)).isNotNull())
    for row in bad.toLocalIterator():
        counts = count_malformed(_one(row[1]), len(table.names))
        short, long = short + counts[0], long + counts[1]
    return short, long


def _one(text: str) -> Any:
    import pyarrow as pa

    return pa.array([text])


def _count_not_finite(data: DataFrame) -> dict[str, int]:
    floats = [f.name for f in data.schema.fields if isinstance(f.dataType, (T.FloatType, T.DoubleType))]
    if not floats:
        return {}
    sums = [F.sum((~_is_finite(F.col(quoted(name)))).cast("long")) for name in floats]
    row = data.select(sums).head()
    return {name: count or 0 for name, count in zip(floats, row or (), strict=True)}


def _finite(field: T.StructField) -> Column:
    column = F.col(quoted(field.name))
    if isinstance(field.dataType, (T.FloatType, T.DoubleType)):
        return F.when(_is_finite(column), column)
    return column


def _is_finite(column: Column) -> Column:
    return ~F.isnan(column) & (F.abs(column) != float("inf"))
