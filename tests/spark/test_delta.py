"""Delta tables as real Delta 3.3.2 writes them: the rows of one version, whatever the table's features."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile

from baselining.errors import DatasetError

pytestmark = pytest.mark.usefixtures("spark")
ENGINES = pytest.mark.parametrize("engine", ["arrow", "deequ"])


@pytest.fixture
def table(tmp_path: Path) -> str:
    return f"{tmp_path}/t"


def make(
    spark: SparkSession, table: str, columns: str, *, properties: str = "", partitions: str = ""
) -> None:
    clauses = f"PARTITIONED BY ({partitions}) " if partitions else ""
    clauses += f"TBLPROPERTIES ({properties})" if properties else ""
    spark.sql(f"CREATE TABLE delta.`{table}` ({columns}) USING delta {clauses}")


def item_count(table: str, **options: object) -> tuple[int, int | None]:
    found = profile(table, "delta", **options)
    return found.profile.item_count, found.delta_version


@ENGINES
def test_rows_deleted_by_deletion_vectors_are_gone(spark: SparkSession, table: str, engine: str) -> None:
    make(spark, table, "id BIGINT, word STRING", properties="'delta.enableDeletionVectors' = 'true'")
    rows = spark.range(1000).selectExpr("id", "concat('w', id % 3) as word")
    rows.coalesce(1).write.format("delta").mode("append").save(table)
    spark.sql(f"DELETE FROM delta.`{table}` WHERE id % 10 = 0")
    assert list(Path(table).glob("deletion_vector_*")), "Delta rewrote the file instead"

    found = profile(table, "delta", engine=engine)

    assert found.profile.item_count == 900
    assert found.profile.columns["id"].numeric.minimum == 1.0  # type: ignore[union-attr]
    assert sum((found.profile.columns["word"].categories or {}).values()) == 900


@ENGINES
def test_renamed_and_dropped_columns_have_their_logical_names(
    spark: SparkSession, table: str, engine: str
) -> None:
    make(
        spark,
        table,
        "id BIGINT, old_name DOUBLE, gone STRING",
        properties="'delta.columnMapping.mode' = 'name'",
    )
    spark.sql(f"INSERT INTO delta.`{table}` VALUES (1, 1.5, 'x'), (2, 2.5, 'y')")
    spark.sql(f"ALTER TABLE delta.`{table}` RENAME COLUMN old_name TO price")
    spark.sql(f"ALTER TABLE delta.`{table}` DROP COLUMN gone")

    columns = profile(table, "delta", engine=engine).profile.columns

    assert list(columns) == ["id", "price"]
    assert columns["price"].numeric.total == 4.0  # type: ignore[union-attr]


@ENGINES
def test_partition_columns_are_columns_with_their_declared_types(
    spark: SparkSession, table: str, engine: str
) -> None:
    make(spark, table, "id BIGINT, part INT, day DATE", partitions="part, day")
    spark.sql(
        f"INSERT INTO delta.`{table}` VALUES (1, 7, DATE'2026-01-01'), (2, 7, NULL), (3, NULL, DATE'2026-01-02')"
    )

    columns = profile(table, "delta", engine=engine).profile.columns

    assert list(columns) == ["id", "part", "day"]
    assert (columns["part"].classes.integral, columns["part"].classes.missing) == (2, 1)
    assert columns["day"].categories == {"2026-01-01": 1, "2026-01-02": 1}


def test_columns_added_later_are_missing_in_earlier_rows(spark: SparkSession, table: str) -> None:
    make(spark, table, "id BIGINT")
    spark.sql(f"INSERT INTO delta.`{table}` VALUES (1), (2)")
    spark.sql(f"ALTER TABLE delta.`{table}` ADD COLUMNS (late STRING)")
    spark.sql(f"INSERT INTO delta.`{table}` VALUES (3, 'x')")

    late = profile(table, "delta").profile.columns["late"]

    assert (late.classes.missing, late.classes.string) == (2, 1)


def test_both_engines_write_the_same_documents(spark: SparkSession, table: str) -> None:
    spark.range(500).selectExpr("id", "id / 7 as share", "cast(id % 5 as string) as word").coalesce(
        1
    ).write.format("delta").save(table)

    arrow, deequ = (documents(profile(table, "delta", engine=engine)) for engine in ("arrow", "deequ"))

    assert arrow == deequ


@pytest.fixture
def three_versions(spark: SparkSession, table: str) -> dict[int, str]:
    """When each version was committed, a day apart: Delta takes the time from the commit file."""
    for rows in (10, 5, 1):
        spark.range(rows).write.format("delta").mode("append").save(table)
    times = {}
    start = time.time() - 10 * 86_400
    for version in range(3):
        at = start + version * 86_400
        os.utime(Path(table) / "_delta_log" / f"{version:020}.json", (at, at))
        times[version] = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at + 3600))
    return times


def test_a_time_names_the_version_that_was_the_newest_then(
    table: str, three_versions: dict[int, str]
) -> None:
    assert item_count(table, timestamp_as_of=three_versions[0]) == (10, 0)
    assert item_count(table, timestamp_as_of=three_versions[1]) == (15, 1)
    assert item_count(table) == (16, 2)


@pytest.mark.parametrize("moment", ["2001-01-01 00:00:00", "2099-01-01 00:00:00", "soon"])
def test_a_time_outside_the_history_is_refused(
    table: str, three_versions: dict[int, str], moment: str
) -> None:
    with pytest.raises(DatasetError):
        profile(table, "delta", timestamp_as_of=moment)


def test_what_is_written_meanwhile_does_not_belong_to_a_version_already_chosen(
    spark: SparkSession, table: str, three_versions: dict[int, str]
) -> None:
    spark.range(100).write.format("delta").mode("append").save(table)

    assert item_count(table, version_as_of=2) == (16, 2)


def test_nested_columns_are_refused_by_name(spark: SparkSession, table: str) -> None:
    make(spark, table, "id BIGINT, address STRUCT<city: STRING>")
    spark.sql(f"INSERT INTO delta.`{table}` VALUES (1, named_struct('city', 'Rome'))")

    with pytest.raises(DatasetError, match="'address'"):
        profile(table, "delta")
