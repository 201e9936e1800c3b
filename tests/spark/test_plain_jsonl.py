"""What workers take for plain JSON Lines has the values that Spark's reader finds, whatever the bytes are."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from tests.spark.examples import examples
from tests.spark.random_bytes import random_jsonl
from tests.spark.test_direct import assert_both_readers_agree, assert_left_to_spark, opened, splits_of

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.readers.jsonl import read_jsonl
from baselining.dataset.readers.lines import open_listed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FILES = 400
SCHEMA = pa.schema([("a", pa.int64()), ("b", pa.float64()), ("c", pa.string()), ("d", pa.bool_())])
Row = tuple[Any, ...]


def values_of(rng: random.Random, file: DataFile) -> list[str]:
    """All rows of a file in the way of the workers, cut into pieces and blocks at random."""
    cuts = sorted({0, file.size, *(rng.randint(0, file.size) for _ in range(rng.choice([0, 0, 1, 3])))})
    rows: list[str] = []
    for start, end in pairwise(cuts):
        piece = Piece(file=file, start=start, end=end)
        with open_listed(Place().filesystem(), file) as opened:
            for batch in read_jsonl(opened, piece, SCHEMA, rng.choice([1, 5, 50, 5000])):
                rows += [repr(tuple(row.values())) for row in batch.to_pylist()]
    return rows


@examples(1)
@given(seed=st.integers(0, 2**32))
def test_the_values_of_any_bytes(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    folder = tmp_path_factory.mktemp("jsonl")
    ours: dict[str, list[str]] = {}
    for number in range(FILES):
        (folder / f"{number}").write_bytes(random_jsonl(rng))
    for file in list_files(Place().filesystem(), [f"{folder}/{number}" for number in range(FILES)]):
        try:
            ours[file.path] = values_of(rng, file)
        except UnlikeSparkError:
            continue
    assert FILES / 10 < len(ours) < FILES * 9 / 10, "both kinds are common"

    frame = spark.read.schema("a bigint, b double, c string, d boolean").json(list(ours))
    theirs: dict[str, list[str]] = defaultdict(list)
    for row in frame.withColumn("file", F.input_file_name()).collect():
        theirs[row["file"].removeprefix("file://")].append(repr(tuple(row)[:-1]))
    for path, rows in ours.items():
        assert theirs[path] == rows, Path(path).read_bytes()
    shutil.rmtree(folder)


LINES = b"".join(
    b'{"n": %d, "x": %s, "a.b": "%s", "yes": %s, "none": null}\n'
    % (i, b"null" if i % 7 == 0 else b"%.3f" % (i / 9), b"t" * (i % 40), [b"true", b"false"][i % 2])
    for i in range(5000)
)


def test_many_splits(spark: SparkSession, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}").write_bytes(LINES[: len(LINES) // (number + 1)].rpartition(b"\n")[0])

    with splits_of(spark, 50_000):
        table = opened(spark, tmp_path, "jsonl")
        assert isinstance(table.reader, WorkersRead)
        assert table.reader.has_cut_files
        assert len(table.reader.splits) == table.frame.rdd.getNumPartitions() > 5
        assert assert_both_readers_agree(spark, table).item_count > 5000


def test_files_in_s3(spark: SparkSession, s3: S3Client) -> None:
    s3.create_bucket(Bucket="direct-jsonl")
    s3.put_object(Bucket="direct-jsonl", Key="train/a", Body=LINES)

    table = opened(spark, "s3://direct-jsonl/train/", "jsonl")

    assert str(table.reader) == "workers read 1 JSON Lines file in 1 split"
    assert_both_readers_agree(spark, table)


REFUSED = {
    "an escape": (b'{"a": "\\n"}\n', "it has escapes or control characters"),
    "two objects on a line": (b'{"a": 1}{"a": 2}\n', "not every line is one flat object"),
    "line ends of Windows": (b'{"a": 1}\r\n', "not every line is one flat object"),
    "a name in single quotes": (b"{'a': 1}\n", "not every line is one flat object"),
    "minus zero": (b'{"a": -0}\n', "it has numbers that readers may read differently"),
    "a number beyond a double": (b'{"a": 1e999}\n', "it has numbers that readers may read differently"),
    "text and numbers": (
        b'{"a": 1}\n{"a": "x"}\n',
        "it has several values or types for a name, or is not UTF-8",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_workers_leave_to_spark_while_reading(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    body, why = REFUSED[kind]
    (tmp_path / "a").write_bytes(body)

    assert_left_to_spark(spark, opened(spark, tmp_path / "a", "jsonl"), why)


def test_types_that_only_spark_reads(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b'{"a": 12345678901234567890}\n')

    table = opened(spark, tmp_path / "a", "jsonl")

    assert table.reader == SparkReads("the column 'a' is of type decimal(20,0)")
