"""The order of categories against the real thing: the histograms of Deequ's profiler, as its JSON lists them."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import types as T  # noqa: N812 - the Spark community's name for it
from tests.spark.examples import examples

from baselining.documents.scala_order import (
    COLUMNS_PER_RUN,
    NULL_VALUE,
    ordered_pairs,
    ordered_values,
    pair_hash,
)
from baselining.spark.engines.deequ import _run

Rows = list[tuple[str | None, ...]]

_COLLIDING = ["Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa", "AaAaAa", "C#Aa", "BBC#"]
_VALUES = st.one_of(
    st.sampled_from(
        ["a", "b", "c", "yes", "no", "0", "1", "1.5", "true", "false", "New York", "NullValue", " "]
    ),
    st.sampled_from(_COLLIDING),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=6),
    st.integers(-99, 99).map(str),
)
_NAMES = st.one_of(
    st.sampled_from(["a", "b", "gender", "Aa", "BB", "col 1", "_c0", "\u00e9t\u00e9", "\U0001f600"]),
    st.text("abcdefghij_0123456789", min_size=1, max_size=9),
)


@st.composite
def few_pairs(draw: st.DrawFn) -> tuple[list[str], Rows]:
    """Columns with three to six (column, value) pairs together, missing cells among them: about the limit of four."""
    names = draw(st.lists(_NAMES, min_size=1, max_size=COLUMNS_PER_RUN, unique=True))
    values = st.one_of(st.none(), _VALUES)
    pools = [draw(st.lists(values, min_size=1, max_size=3, unique=True)) for _ in names]
    pools[0] = draw(st.lists(values, min_size=1, max_size=6, unique=True))
    return names, _rows(draw, pools)


@st.composite
def many_pairs(draw: st.DrawFn) -> tuple[list[str], Rows]:
    names = draw(st.lists(_NAMES, min_size=1, max_size=COLUMNS_PER_RUN, unique=True))
    values = st.one_of(st.none(), _VALUES)
    pools = [draw(st.lists(values, min_size=1, max_size=30, unique=True)) for _ in names]
    return names, _rows(draw, pools)


def _rows(draw: st.DrawFn, pools: list[list[str | None]]) -> Rows:
    longest = max(map(len, pools))
    columns = [draw(st.permutations([*pool, *[pool[0]] * (longest - len(pool))])) for pool in pools]
    return list(zip(*columns, strict=True))


@examples(12)
@given(table=few_pairs())
def test_few_pairs_stand_in_the_order_of_the_shuffle(
    spark: SparkSession, table: tuple[list[str], Rows]
) -> None:
    assert_deequs_order(spark, *table)


@examples(12)
@given(table=many_pairs())
def test_many_pairs_stand_in_the_order_of_scala_s_hash_maps(
    spark: SparkSession, table: tuple[list[str], Rows]
) -> None:
    names, rows = table
    pairs = {(name, cell or NULL_VALUE) for row in rows for name, cell in zip(names, row, strict=True)}
    # Equal hashes stand in an order that depends on the rows (docs/differences.md).
    assume(len({pair_hash(pair) for pair in pairs}) == len(pairs))
    assert_deequs_order(spark, names, rows)


def assert_deequs_order(spark: SparkSession, names: list[str], rows: Rows) -> None:
    schema = T.StructType([T.StructField(name, T.StringType()) for name in names])
    frame = spark.createDataFrame(rows, schema).coalesce(1)

    profiles, _ = _run(spark, frame)

    cells = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    found = {
        name: [bar["value"] for bar in profiles[name].get("histogram") or ()]
        for name in names
        if any(cell is not None for cell in cells[name])
    }
    counted = {
        name: dict.fromkeys(NULL_VALUE if cell is None else cell for cell in cells[name]) for name in found
    }
    pairs = ordered_pairs((name, value) for name in found for value in counted[name])
    assert {name: ordered_values(name, pairs) for name in found} == found
