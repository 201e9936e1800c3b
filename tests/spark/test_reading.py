"""Every format and place is read as documented, by both engines alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import documents, profile

from baselining.spark import result_settings as sessions
from baselining.spark.result_settings import SPLIT_BYTES

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
CSV = "id,price,city\n1,1.5,Rome\n2,,Rome\n3,2.5,\n"


def features(found: object) -> dict[str, tuple[int, int, int]]:
    """Per column: missing, present, distinct."""
    columns = found.profile.columns  # type: ignore[attr-defined]
    return {n: (c.classes.missing, c.classes.present, c.distinct) for n, c in columns.items()}


def test_a_csv_with_header_gives_its_columns_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)

    found = profile(tmp_path / "a.csv", "csv")

    assert found.profile.item_count == 3
    assert features(found) == {"id": (0, 3, 3), "price": (1, 2, 2), "city": (1, 2, 1)}


def test_a_csv_without_header_gets_numbered_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)

    found = profile(tmp_path / "a.csv", "csv", header=False)

    assert found.profile.item_count == 4
    assert list(found.profile.columns) == ["_c0", "_c1", "_c2"]


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\ufeff" + CSV, encoding="utf-8")

    assert list(profile(tmp_path / "a.csv", "csv").profile.columns) == ["id", "price", "city"]


def test_an_unnamed_column_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("," + "x\n0,1\n1,2\n")

    assert list(profile(tmp_path / "a.csv", "csv").profile.columns) == ["_c0", "x"]


def test_names_that_differ_in_case_only_are_two_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,A\n1,x\n")

    assert list(profile(tmp_path / "a.csv", "csv").profile.columns) == ["a", "A"]


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_names_may_hold_dots_blanks_and_backticks(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_text("a.b,c d,e`f,Int'l\n1,2,3,4\n")

    found = profile(tmp_path / "a.csv", "csv", engine=engine)

    assert list(found.profile.columns) == ["a.b", "c d", "e`f", "Int'l"]


def test_short_rows_count_as_missing_at_their_end_and_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3\n")

    found = profile(tmp_path / "a.csv", "csv")

    assert features(found)["b"] == (1, 1, 1)
    assert found.short_rows == 1
    assert found.notes == ("1 rows are shorter than the header; their last cells count as missing.",)


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_a_folder_of_csv_files_is_one_dataset(tmp_path: Path, engine: str) -> None:
    for name in ("b", "a", "_hidden"):
        (tmp_path / f"{name}.csv").write_text(CSV)

    assert profile(tmp_path, "csv", engine=engine).profile.item_count == 6


def test_a_glob_names_several_files(tmp_path: Path) -> None:
    for name in ("a1", "a2", "b1"):
        (tmp_path / f"{name}.csv").write_text(CSV)

    assert profile(f"{tmp_path}/a*.csv", "csv").profile.item_count == 6


def test_a_file_name_may_look_like_a_glob(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2, 3]}), tmp_path / "a[1].parquet")

    assert profile(tmp_path / "a[1].parquet", "parquet").profile.item_count == 3


def test_json_lines_are_typed_and_ordered_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"b": 1, "a": 1.5, "t": true}\n{"b": 2, "t": false}\n')

    found = profile(tmp_path / "a.jsonl", "jsonl")

    assert list(found.profile.columns) == ["a", "b", "t"]
    assert found.profile.columns["a"].classes.fractional == 1
    assert found.profile.columns["t"].categories == {"true": 1, "false": 1}


TYPED = pa.table(
    {
        "tiny": pa.array([1, -2, None], pa.int8()),
        "small": pa.array([1, 2, 3], pa.int16()),
        "int": pa.array([1, 2, 2**31 - 1], pa.int32()),
        "long": pa.array([1, 2, 2**53 + 1], pa.int64()),
        "float": pa.array([0.1, None, 2.5], pa.float32()),
        "double": pa.array([0.1, float("nan"), float("inf")], pa.float64()),
        "money": pa.array([Decimal("0.10"), Decimal("-7.25"), None], pa.decimal128(10, 2)),
        "big": pa.array([Decimal("1e20"), Decimal("-1e20"), Decimal("0.5")], pa.decimal128(38, 6)),
        "yes": pa.array([True, False, None]),
        "day": pa.array([dt.date(2013, 7, 1), None, dt.date(2013, 7, 2)]),
        "time": pa.array([dt.datetime(2013, 7, 1, 5), None, None], pa.timestamp("us", "UTC")),
        "text": pa.array(["x", "", None]),
    }
)


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_parquet_columns_keep_their_types(tmp_path: Path, engine: str) -> None:
    pq.write_table(TYPED, tmp_path / "a.parquet")

    columns = profile(tmp_path / "a.parquet", "parquet", engine=engine).profile.columns

    assert list(columns) == TYPED.column_names
    assert columns["tiny"].classes.integral == 2
    assert columns["double"].not_finite == 2
    assert columns["double"].numeric.total == 0.1  # type: ignore[union-attr]
    assert columns["money"].numeric.total == -7.15  # type: ignore[union-attr]
    assert columns["yes"].categories == {"true": 1, "false": 1}
    assert columns["day"].categories == {"2013-07-01": 1, "2013-07-02": 1}
    assert columns["time"].categories == {"2013-07-01 05:00:00": 1}
    assert columns["text"].categories == {"x": 1, "": 1}


def test_both_engines_write_the_same_documents_for_typed_columns(tmp_path: Path) -> None:
    pq.write_table(TYPED.drop_columns(["double"]), tmp_path / "a.parquet")

    arrow, deequ = (
        profile(tmp_path / "a.parquet", "parquet", engine=engine) for engine in ("arrow", "deequ")
    )

    assert documents(arrow) == documents(deequ)


def test_partition_folders_become_columns(tmp_path: Path, spark: SparkSession) -> None:
    spark.range(10).selectExpr("id", "id % 2 as part").write.partitionBy("part").parquet(f"{tmp_path}/t")

    found = profile(tmp_path / "t", "parquet")

    assert features(found) == {"id": (0, 10, 10), "part": (0, 10, 2)}


def test_a_delta_table_is_read_at_the_version_asked_for(tmp_path: Path, spark: SparkSession) -> None:
    table = f"{tmp_path}/t"
    spark.range(10).write.format("delta").save(table)
    spark.range(5).write.format("delta").mode("append").save(table)

    newest, first = profile(table, "delta"), profile(table, "delta", version_as_of=0)

    assert (newest.profile.item_count, newest.delta_version) == (15, 1)
    assert (first.profile.item_count, first.delta_version) == (10, 0)


@pytest.mark.parametrize("scheme", ["s3", "s3a"])
@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_s3_is_read_under_both_of_its_names(s3: S3Client, scheme: str, engine: str) -> None:
    bucket = f"reading-{scheme}-{engine}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="train/a.csv", Body=CSV.encode())

    assert profile(f"{scheme}://{bucket}/train/", "csv", engine=engine).profile.item_count == 3


def test_many_splits_give_what_one_split_gives_but_for_the_sketch(
    tmp_path: Path, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = spark.range(20_000).selectExpr("id", "cast(id % 7 as string) as day", "id / 3 as third")
    frame.coalesce(1).write.parquet(f"{tmp_path}/one")
    frame.repartition(6).write.parquet(f"{tmp_path}/many")
    monkeypatch.setitem(sessions.RESULT_SETTINGS, "spark.sql.files.openCostInBytes", str(SPLIT_BYTES))
    many, one = profile(tmp_path / "many", "parquet"), profile(tmp_path / "one", "parquet")
    assert (many.one_split, one.one_split) == (False, True)

    for name, column in one.profile.columns.items():
        other = many.profile.columns[name]
        assert (other.classes, other.distinct, other.categories) == (
            column.classes,
            column.distinct,
            column.categories,
        )
        if column.numeric and other.numeric:
            assert (other.numeric.minimum, other.numeric.maximum) == (
                column.numeric.minimum,
                column.numeric.maximum,
            )
            assert other.numeric.std_dev == pytest.approx(column.numeric.std_dev, rel=1e-12)
            assert other.numeric.sketch.weight == column.numeric.sketch.weight
