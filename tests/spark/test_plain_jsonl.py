"""What workers take for plain JSON Lines has the values that Spark's reader finds, whatever the bytes are."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from tests.spark.examples import examples
from tests.spark.random_bytes import random_jsonl
from tests.spark.random_typed import PLAIN_JSON_LINES, TableRecipe
from tests.spark.test_direct import assert_both_readers_agree, assert_left_to_spark, opened, splits_of
from tests.unit.states.same import assert_bits_equal

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.readers.json_types import columns_of_kinds, kinds_in
from baselining.dataset.readers.jsonl import read_jsonl
from baselining.dataset.readers.lines import open_listed
from baselining.errors import DatasetError
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.workers.plan import columns_of
from baselining.states.value_kinds import VALUE_KINDS

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FILES = 400
TYPED = 120
COLUMNS = [
    FileColumn(name=name, spark_type=kind)
    for name, kind in (("a", "bigint"), ("b", "double"), ("c", "string"), ("d", "boolean"))
]
Row = tuple[Any, ...]


def values_of(rng: random.Random, file: DataFile) -> list[str]:
    """All rows of a file in the way of the workers, cut into pieces and blocks at random."""
    cuts = sorted({0, file.size, *(rng.randint(0, file.size) for _ in range(rng.choice([0, 0, 1, 3])))})
    rows: list[str] = []
    for start, end in pairwise(cuts):
        piece = Piece(file=file, start=start, end=end)
        with open_listed(Place().filesystem(), file) as opened:
            for batch in read_jsonl(opened, piece, COLUMNS, None, rng.choice([1, 5, 50, 5000])):
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
    "an integer beyond 64 bits": (
        b'{"a": 12345678901234567890}\n',
        "it has numbers that readers may read differently",
    ),
    "text and numbers": (b'{"a": 1}\n{"a": "x"}\n', "the column 'a' has values of several types"),
    "a column without a name": (b'{"a": 1, "": 2}\n', "a column has no name"),
    "a name for malformed lines": (
        b'{"__baselining_malformed_row": 2}\n',
        "a column has a name that stands for lines that are no objects",
    ),
}


@pytest.fixture
def looking_at_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning by which names and types are judged at first is the first line."""
    monkeypatch.setattr("baselining.dataset.readers.json_types._SAMPLES", 1)
    monkeypatch.setattr("baselining.dataset.readers.json_types._SAMPLE_BYTES", 1)


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if kind != "a name for malformed lines"])
def test_what_workers_leave_to_spark_at_once(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    body, why = REFUSED[kind]
    (tmp_path / "a").write_bytes(body)

    assert opened(spark, tmp_path / "a", "jsonl").reader == SparkReads(why)


@pytest.mark.usefixtures("looking_at_one_line")
@pytest.mark.parametrize("kind", REFUSED)
def test_what_workers_leave_to_spark_while_reading(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    body, why = REFUSED[kind]
    (tmp_path / "a").write_bytes(b'{"a": null}\n' + body)

    if kind == "a name for malformed lines":
        with pytest.raises(DatasetError, match="lines that are not JSON objects"):
            assert_left_to_spark(spark, opened(spark, tmp_path / "a", "jsonl"), why)
    else:
        assert_left_to_spark(spark, opened(spark, tmp_path / "a", "jsonl"), why)


@pytest.mark.usefixtures("looking_at_one_line")
def test_names_and_types_are_those_of_all_files(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b'{"n": 1, "m": null, "t": null, "z": null}\n' + b'{"n": 1}\n' * 99)
    (tmp_path / "2").write_bytes(b'{"n": 2, "m": 1.5, "new": true}\n')
    (tmp_path / "3").write_bytes(b'{"n": 3, "t": "x"}')
    table = opened(spark, tmp_path, "jsonl")
    said: list[object] = []

    found = arrow_engine.profile_table(spark, table, said.append)

    assert isinstance(found.table.reader, WorkersRead)
    assert said == [found.table.reader]
    assert found.table.names == ("m", "n", "new", "t", "z")
    types = [column.spark_type for column in found.table.reader.columns]
    assert types == ["double", "bigint", "boolean", "string", "string"]
    assert_bits_equal(found.state, assert_both_readers_agree(spark, found.table))


@pytest.mark.usefixtures("looking_at_one_line")
@examples(5)
@given(recipe=PLAIN_JSON_LINES)
def test_any_table_has_the_states_of_sparks_reader(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory, recipe: TableRecipe
) -> None:
    file = tmp_path_factory.mktemp("jsonl") / "data.jsonl"
    file.write_text(recipe.json_lines(may_escape=False), encoding="utf-8", newline="")
    table = opened(spark, file, "jsonl")

    found = arrow_engine.profile_table(spark, table)

    assert isinstance(found.table.reader, WorkersRead), found.table.reader

    theirs = arrow_engine.profile_table(spark, table.as_spark_finds_it()).state
    assert list(theirs.columns) == list(found.state.columns)
    assert_bits_equal(theirs, found.state)


@examples(1)
@given(seed=st.integers(0, 2**32))
def test_the_types_of_any_bytes(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    compared = 0
    for _ in range(TYPED):
        bodies = [random_jsonl(rng) for _ in range(rng.choice([1, 1, 2]))]
        try:
            kinds = [kinds_in([memoryview(body)])[1] for body in bodies]
            ours = columns_of_kinds(VALUE_KINDS.merge(kinds[0], kinds[-1]))
        except UnlikeSparkError:
            continue
        compared += 1
        folder = tmp_path_factory.mktemp("jsonl")
        for number, body in enumerate(bodies):
            (folder / str(number)).write_bytes(body)
        assert ours == columns_of(spark.read.json(str(folder))), bodies
        shutil.rmtree(folder)
    assert TYPED / 10 < compared < TYPED, "both kinds are common"
