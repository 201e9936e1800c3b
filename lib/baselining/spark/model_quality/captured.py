"""Captured answers and ground truth as two tables that are joined by the id of an inference."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.formats.choose import capture_rule
from baselining.dataset.reader import SparkReads
from baselining.dataset.readers.capture_merged import ID, answers_in, truths_in
from baselining.dataset.readers.lines import blocks_of, open_listed
from baselining.dataset.spec import DatasetSpec
from baselining.errors import DatasetError
from baselining.spark.frames.schema import flat, flat_names
from baselining.spark.frames.spelling import locate
from baselining.spark.frames.table import Table
from baselining.spark.result_settings import split_rule
from baselining.spark.workers.plan import find_captured

_READER = SparkReads("captured answers and ground truth are joined")

_Rows = Callable[[bytes], Iterator[dict[str, Any]]]


def answers(spark: SparkSession, spec: DatasetSpec) -> Table:
    """What the model answered.

    Raises:
        DatasetError: If there is nothing, or nothing that is a captured answer.
    """
    return _table(spark, spec.uri, partial(answers_in, capture_rule(spec)), "a captured answer with an id")


def truths(spark: SparkSession, uri: str, column: str) -> Table:
    """What was true, in a column of this name.

    Raises:
        DatasetError: If there is nothing, or nothing that is ground truth.
    """
    return _table(spark, uri, partial(truths_in, column), "ground truth of one value with an id")


def _table(spark: SparkSession, uri: str, rows: _Rows, what: str) -> Table:
    found = find_captured(spark, locate(spark, uri), None)
    if isinstance(found, UnlikeSparkError):
        raise DatasetError(f"{uri} cannot be read: {found}.", hint="Name a folder that can be listed.")
    files = [Piece(file=file, start=0, end=file.size) for file in found.files if file.size]
    if not files:
        raise DatasetError(f"There is no file with a byte in it at {uri}.")
    spread = spark.sparkContext.parallelize(files, min(len(files), 64))
    raw = spark.read.json(spread.mapPartitions(partial(_lines, rows, found.place)))
    if ID not in raw.columns:
        raise DatasetError(f"No line at {uri} is {what}.", hint="See docs/model-quality.md.")
    return Table(
        open_frame=lambda: flat(raw),
        names=flat_names(raw, uri),
        reader=_READER,
        rule=split_rule(by_file=False),
    )


def _lines(rows: _Rows, place: Place, pieces: Iterable[Piece]) -> Iterator[str]:
    filesystem = place.filesystem()
    for piece in pieces:
        with open_listed(filesystem, piece.file, may_grow=True) as file:
            for block in blocks_of(file, piece):
                for row in rows(bytes(block)):
                    yield json.dumps(row, ensure_ascii=False)
