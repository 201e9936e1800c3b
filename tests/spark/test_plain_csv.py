"""What workers take for plain CSV has the cells that Spark's reader finds, whatever the bytes are."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from tests.spark.examples import examples
from tests.spark.random_bytes import random_file

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.readers.csv import layout_of, read_csv
from baselining.dataset.readers.lines import open_listed
from baselining.errors import DatasetError

FILES = 400
Row = tuple[str | None, ...]


def cells_of(rng: random.Random, file: DataFile) -> list[Row]:
    """All rows of a file in the way of the workers, cut into pieces and blocks at random."""
    place = Place()
    layout = layout_of(place, file, header=False)
    cuts = sorted({0, file.size, *(rng.randint(0, file.size) for _ in range(rng.choice([0, 0, 1, 3])))})
    rows: list[Row] = []
    for start, end in pairwise(cuts):
        piece = Piece(file=file, start=start, end=end)
        with open_listed(place.filesystem(), file) as opened:
            for cells in read_csv(opened, piece, layout, rng.randint(1, 4), rng.choice([1, 5, 50, 5000])):
                text = cells.data.tobytes()
                for places in zip(cells.starts.tolist(), cells.ends.tolist(), strict=True):
                    row = zip(*places, strict=True)
                    rows.append(tuple(text[start:end].decode() or None for start, end in row))
    return rows


def spark_cells(spark: SparkSession, paths: list[str], width: int) -> dict[str, list[Row]]:
    """The rows of files in Spark's way, as the product asks for it."""
    schema = ", ".join([*(f"c{i} string" for i in range(width)), "malformed string"])
    frame = (
        spark.read.options(multiLine=True, columnNameOfCorruptRecord="malformed").schema(schema).csv(paths)
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in frame.withColumn("file", F.input_file_name()).collect():
        assert row["malformed"] is None, "a plain row is of the right length"
        found[row["file"].removeprefix("file://")].append(tuple(row)[:width])
    return found


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bytes")


@examples(1)
@given(seed=st.integers(0, 2**32))
def test_the_cells_of_any_bytes(spark: SparkSession, folder: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    shutil.rmtree(folder)
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}").write_bytes(random_file(rng))
    ours: dict[int, dict[str, list[Row]]] = defaultdict(dict)
    refused = 0
    for file in list_files(Place().filesystem(), [f"{folder}/{number}" for number in range(FILES)]):
        try:
            rows = cells_of(rng, file)
            ours[len(rows[0])][file.path] = rows
        except (UnlikeSparkError, DatasetError):  # of few bytes some look like UTF-16
            refused += 1
    assert FILES / 5 < refused < FILES * 4 / 5, "both kinds are common"

    for width, files in ours.items():
        theirs = spark_cells(spark, list(files), width)
        for path, rows in files.items():
            assert theirs[path] == rows, Path(path).read_bytes()
