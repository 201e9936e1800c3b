"""CSV that workers read themselves gives the state that Spark's reader gives, bit for bit; the rest goes to Spark."""

from __future__ import annotations

import bz2
import dataclasses
import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession
from tests.golden_data import golden
from tests.spark.examples import examples
from tests.spark.profiling import documents, profile
from tests.spark.random_csv import CSVS, CsvRecipe
from tests.spark.test_direct import assert_both_readers_agree, assert_left_to_spark, opened, splits_of
from tests.unit.states.same import assert_bits_equal

from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.split_rule import AT_LINE_ENDS
from baselining.errors import ConfigError, DatasetError
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.frames.table import Table

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def csv(spark: SparkSession, uri: str | Path, **options: Any) -> Table:
    return opened(spark, uri, "csv", **options)


def write_many(folder: Path, files: int) -> None:
    """Files of very different sizes, some of several splits' length, some without rows."""
    random = np.random.default_rng(3)
    folder.mkdir()
    for number in range(files):
        rows = 20_000 if number == files // 2 else int(random.integers(0, 900))
        with (folder / f"{number:03}.csv").open("w") as file:
            file.write("x,n,s,id\n")
            for i, x, n in zip(
                range(rows), random.normal(size=rows), random.integers(0, 9, rows), strict=True
            ):
                cell = "" if n == 3 else '"a,b"' if n == 4 else '""' if n == 5 else f"v{n}"
                file.write(f"{x},{n},{cell},id-{i}\n")
    (folder / "empty.csv").touch()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csv") / "train set"
    write_many(folder, 12)
    return folder


@examples(8)
@given(recipe=CSVS)
def test_any_file_has_one_state(spark: SparkSession, many: Path, recipe: CsvRecipe) -> None:
    file = many.parent / "one.csv"
    file.write_text(recipe.text(), encoding="utf-8")
    table = csv(spark, file)
    said: list[object] = []

    ours = arrow_engine.profile_table(spark, table, said.append).state

    if not recipe.short_rows and not set('"\\\r\0\ufeff') & set(recipe.text()):
        assert isinstance(table.reader, WorkersRead)
        assert said == []
    theirs = arrow_engine.profile_table(spark, dataclasses.replace(table, reader=SparkReads("a test"))).state
    assert_bits_equal(ours, theirs)


def test_whole_files_are_packed_into_splits_as_spark_packs_them(spark: SparkSession, many: Path) -> None:
    with splits_of(spark, 200_000):
        table = csv(spark, many)
        assert isinstance(table.reader, WorkersRead)
        assert str(table.reader) == f"workers read 12 CSV files in {len(table.reader.splits)} splits"
        assert not table.reader.has_cut_files
        assert len(table.reader.splits) == table.frame.rdd.getNumPartitions() > 2
        assert_both_readers_agree(spark, table)


@pytest.mark.parametrize("size", [40_000, 41_003, 150_000])
def test_cut_files_give_what_spark_gives_that_cuts_them(spark: SparkSession, many: Path, size: int) -> None:
    with splits_of(spark, size):
        table = csv(spark, many, split_large_files=True)
        assert isinstance(table.reader, WorkersRead)
        assert table.reader.has_cut_files
        cut = spark.read.schema(table.frame.schema).csv(
            [f"{many}/{n:03}.csv" for n in range(12)], header=True
        )
        assert len(table.reader.splits) == cut.rdd.getNumPartitions() > 5
        assert_both_readers_agree(spark, dataclasses.replace(table, open_frame=lambda: cut))


def test_files_in_s3(spark: SparkSession, s3: S3Client, many: Path) -> None:
    s3.create_bucket(Bucket="direct-csv")
    for file in many.iterdir():
        s3.put_object(Bucket="direct-csv", Key=f"train set/{file.name}", Body=file.read_bytes())
    s3.put_object(Bucket="direct-csv", Key="train set/_SUCCESS", Body=b"")

    assert_both_readers_agree(spark, csv(spark, "s3://direct-csv/train set/"))
    assert_both_readers_agree(spark, csv(spark, "s3a://direct-csv/train set/006.csv"))
    with splits_of(spark, 100_000):
        cut = csv(spark, "s3://direct-csv/train set/", split_large_files=True)
        ours = arrow_engine.profile_table(spark, cut).state
        assert_bits_equal(
            ours, arrow_engine.profile_table(spark, csv(spark, many, split_large_files=True)).state
        )


def test_the_columns_of_a_file_may_be_shared_out(
    spark: SparkSession, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baselining.dataset.splits._LEAST_BYTES", 10_000)
    table = csv(spark, many / "006.csv")
    assert isinstance(table.reader, WorkersRead)

    assert len(table.reader.tasks(2, 500)) == 2
    assert len(table.reader.tasks(100, 500)) == 4
    assert_both_readers_agree(spark, table)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_and_cells_that_run_over_every_buffer(spark: SparkSession, tmp_path: Path, end: str) -> None:
    random = np.random.default_rng(5)
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"a,b{end}")
        for i, length in enumerate(random.integers(0, 60, 150_000)):
            cell = "xé" * length
            file.write(f'{i},"{cell},"{end}' if i % 3 else f"{cell},{i}{end}")
            if i == 70_000:
                file.write("y" * 20_000_000 + f",{end}")

    assert_both_readers_agree(spark, csv(spark, tmp_path / "a.csv"))


PLAIN = {
    "no end of the last line": b"a,b\n1,2\n3,",
    "line ends of Windows": b"a,b\r\n1,2\r\n\r\n3,4",
    "an unnamed column": b",b\n0,2\n1,4\n",
    "a quoted header": '"a, é","b"\n1,"2,3"\n'.encode(),
    "one column": b'a\n1\n""\n\n \n2\n',
    "backslashes": b"a,b\n\\N,c:\\d\n",
    "doubled quotes": b'a,b\n1,"x ""y"""\n2,""""\n3,"""x"" y"\n',
    "quotes within": b'a,b\n1,5"\n2,"x"y"z"\n3,"x" \n',
    "backslashes within quotes": b'a,b\n1,"c:\\d"\n',
    "a byte order mark later": b"a,b\n\xef\xbb\xbf1,2\n",
}


@pytest.mark.parametrize("kind", PLAIN)
@pytest.mark.parametrize("header", [True, False])
def test_what_workers_read(spark: SparkSession, tmp_path: Path, kind: str, header: bool) -> None:
    (tmp_path / "a.csv").write_bytes(PLAIN[kind])

    assert_both_readers_agree(spark, csv(spark, tmp_path / "a.csv", header=header))


REFUSED = {
    "a NUL": (b"a,b\n1,\0\n", "it has NUL bytes"),
    "a carriage return": (b"a,b\n1,2\r3,4\n", "line ends are not all alike"),
    "other line ends later": (b"a,b\n1,2\n3,4\r\n", "line ends are not all alike"),
    "other line ends first": (b"a,b\r\n1,2\n", "line ends are not all alike"),
    "a quoted line end": (b'a,b\n1,"x\ny"\n', "it has escapes or line ends within quoted cells"),
    "an escaped quote": (b'a,b\n1,"x\\"y"\n', "it has escapes or line ends within quoted cells"),
    "a quote that never ends": (b'a,b\n1,"x\n', "it has escapes or line ends within quoted cells"),
    "a short row": (b"a,b\n1\n", "not all rows have as many cells as the first line"),
    "not UTF-8": (b"a,b\n1,\xff\n", "it is not UTF-8"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_workers_leave_to_spark_while_reading(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    body, why = REFUSED[kind]
    (tmp_path / "a.csv").write_bytes(body)

    assert_left_to_spark(spark, csv(spark, tmp_path / "a.csv"), why)


UNOPENED = {
    "a byte order mark": ("a.csv", b"\xef\xbb\xbfa,b\n1,2\n", "a file begins with a byte order mark"),
    "an empty line": ("a.csv", b"\na,b\n1,2\n", "a file begins with an empty line, or a very long one"),
    "an odd header": ("a.csv", b'a,b""\n1,2\n', "the first line of a file is not plain CSV"),
    "deflated": ("a.csv.deflate", zlib.compress(b"a,b\n1,2\n"), "compressed in a way that only Hadoop knows"),
}


@pytest.mark.parametrize("kind", UNOPENED)
def test_what_workers_leave_to_spark_from_the_start(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    name, body, why = UNOPENED[kind]
    (tmp_path / name).write_bytes(body)

    table = csv(spark, tmp_path)

    assert table.reader == SparkReads(why)
    assert arrow_engine.profile_table(spark, table).state.item_count == 1


@pytest.mark.parametrize(("suffix", "compress"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_compressed_files(
    spark: SparkSession, many: Path, tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    (tmp_path / f"empty.csv.{suffix}").write_bytes(compress(b""))
    for name in ("003", "006"):
        body = (many / f"{name}.csv").read_bytes()
        streams = [body[:1001], body[1001:-77], body[-77:]]  # in the middle of lines
        (tmp_path / f"{name}.csv.{suffix}").write_bytes(b"".join(map(compress, streams)))
    with splits_of(spark, 50_000):
        table = csv(spark, tmp_path, split_large_files=True)
        assert isinstance(table.reader, WorkersRead)
        assert not table.reader.has_cut_files
        assert_both_readers_agree(spark, table)


def test_what_cannot_be_decompressed_is_spark_s_to_refuse(spark: SparkSession, tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    body = gzip.compress("".join(f"{x}\n" for x in random.normal(size=100_000)).encode())
    (tmp_path / "a.csv.gz").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "b.csv.gz").write_bytes(body[: len(body) // 2])

    assert csv_reason(spark, tmp_path / "b.csv.gz") == [SparkReads("it cannot be decompressed")]
    for name in ("a.csv.gz", "b.csv.gz"):
        with pytest.raises(DatasetError):
            profile(tmp_path / name, "csv", header=False)


def csv_reason(spark: SparkSession, path: Path) -> list[object]:
    """Why Spark starts over, which fails then."""
    said: list[object] = []
    with pytest.raises(Py4JJavaError):
        arrow_engine.profile_table(spark, csv(spark, path, header=False), said.append)
    return said


def test_files_with_different_headers_are_left_to_spark(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_bytes(b",b\n0,1\n0,1\n")
    (tmp_path / "2.csv").write_bytes(b",c\n0,2\n")
    said: list[object] = []

    found = arrow_engine.profile_table(spark, csv(spark, tmp_path), said.append).state

    assert said == [SparkReads("not all files begin with the same header")]
    assert found.item_count == 3, "headers with unnamed columns are not compared, by Spark"


def test_a_file_that_changes_is_named(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\n1\n")
    table = csv(spark, tmp_path / "a.csv")
    (tmp_path / "a.csv").write_bytes(b'a\n"1""\n')

    with pytest.raises(DatasetError, match=r"a\.csv changed while it was being read"):
        arrow_engine.profile_table(spark, table)


def test_quoted_line_ends_are_never_cut(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + b'1,"x\ny"\n' * 100)
    with splits_of(spark, 50):
        table = csv(spark, tmp_path / "a.csv", split_large_files=True)
        assert isinstance(table.reader, WorkersRead)
        assert len(table.reader.splits) > 5

        assert arrow_engine.profile_table(spark, table).state.item_count == 100


def test_the_profile_says_whether_files_were_cut(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_bytes(b"a,b\n" + b"1,2\n" * 100)
    (tmp_path / "quotes.csv").write_bytes(b"a,b\n" + b'1,"x\ny"\n' * 100)
    facts = {}
    with splits_of(spark, 100):
        for name, asked in (("plain", True), ("plain", False), ("quotes", True)):
            found = profile(tmp_path / f"{name}.csv", "csv", split_large_files=asked)
            facts[name, asked] = (found.split_rule, found.one_split)
    small = profile(tmp_path / "plain.csv", "csv", split_large_files=True)

    assert facts == {
        ("plain", True): (AT_LINE_ENDS, False),
        ("plain", False): (None, True),
        ("quotes", True): (None, True),
    }
    assert small.split_rule is None


def test_the_deequ_engine_cuts_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Only the arrow engine cuts"):
        profile(tmp_path / "a.csv", "csv", engine="deequ", split_large_files=True)


def test_other_formats_need_not_be_asked_to_be_cut(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Only CSV files are cut if that is asked for"):
        profile(tmp_path / "a.parquet", "parquet", split_large_files=True)


@pytest.mark.parametrize(("case", "header"), [("cardio-oxayavongsa", True), ("bank-cwzkevin", False)])
def test_real_data_has_the_same_documents_either_way(
    spark: SparkSession, case: str, header: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = golden(case) / "baseline.csv"
    ours = profile(file, "csv", header=header)
    monkeypatch.setattr("baselining.spark.frames.readers.who_reads", lambda _: SparkReads("a test"))
    theirs = profile(file, "csv", header=header)

    assert ours.throughput.reading == "workers read 1 CSV file in 1 split"
    assert theirs.throughput.reading == "Spark reads it: a test"
    assert documents(ours) == documents(theirs)


@pytest.mark.parametrize("pattern", ["*.csv", "_old.csv*", "", ".csv"])
def test_names_that_spark_hides_are_no_data(spark: SparkSession, tmp_path: Path, pattern: str) -> None:
    for name in ("a.csv", "_old.csv", ".b.csv", "c.csv._COPYING_"):
        (tmp_path / name).write_text("x,y\n1,2\n")

    if pattern in ("_old.csv*", ".csv"):
        with pytest.raises(DatasetError, match=r"No dataset|there is no file in it"):
            csv(spark, tmp_path / pattern)
        return
    table = csv(spark, tmp_path / pattern)

    assert isinstance(table.reader, WorkersRead)
    assert arrow_engine.profile_table(spark, table).state.item_count == 1
    assert table.frame.count() == 1


def test_a_link_to_nothing_is_named(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "nowhere")

    with pytest.raises(DatasetError, match=r"b\.csv is gone"):
        csv(spark, tmp_path)


def test_values_are_counted_once_when_spark_starts_over(spark: SparkSession, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.csv").write_text("x,y\n" + "1,2\n" * 1000)
    (tmp_path / "4.csv").write_text('x,y\n1,"a\nb"\n')
    values, said = spark.sparkContext.accumulator(0), []

    with splits_of(spark, 1000):
        arrow_engine.profile_table(spark, csv(spark, tmp_path), said.append, values)

    assert len(said) == 1
    assert values.value == 2 * 4001
