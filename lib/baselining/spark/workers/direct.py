"""Which datasets the workers read themselves, without Spark's reader, and why others not. One rule, told to people.

Parquet files that pyarrow reads as Spark does: local or in S3 (with the credentials every AWS client finds by itself),
not partitioned into folders, not encrypted; of Delta tables those that any reader of Parquet understands (reader
version 1: no deletion vectors, no column mapping), at their newest version. Which CSV and JSON Lines: direct_lines.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, urlparse

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.partitions import partition_columns
from baselining.dataset.readers.csv import CsvLayout, reading_csv
from baselining.dataset.readers.jsonl import reading_jsonl
from baselining.dataset.readers.parquet import reading_parquet
from baselining.dataset.readers.reading import Reading
from baselining.dataset.readers.spark_types import plain_type
from baselining.dataset.spec import DatasetFormat
from baselining.dataset.splits import Task, cut_by_file, size_of, splits_per_task, tasks_of
from baselining.spark.split_size import split_bytes, splits_of
from baselining.spark.workers.s3 import hadoop_setting, list_s3, reaching_s3, refuse_partitions, s3_place
from baselining.world.s3uri import S3Uri, is_s3

_UNESCAPE = re.compile(r"\\(.)")
_MOST_SHARES = 8
_KINDS = {DatasetFormat.PARQUET: "Parquet", DatasetFormat.CSV: "CSV", DatasetFormat.JSONL: "JSON Lines"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """What the workers read themselves.

    Attributes:
        splits: Pieces of files that are profiled together, in merge order.
        columns: In order.
        place: Where the files are.
        cut_every: With the split rule by file: how many bytes of a file a split covers.
        kind: Of the files.
        csv: How they begin, if they are CSV.
    """

    splits: Sequence[tuple[Piece, ...]]
    columns: tuple[FileColumn, ...]
    place: Place
    cut_every: int | None = None
    kind: DatasetFormat = DatasetFormat.PARQUET
    csv: CsvLayout | None = None

    @property
    def reading(self) -> Reading:
        """What takes the files apart on an executor."""
        if self.csv is not None:
            return partial(reading_csv, self.csv)
        return reading_jsonl if self.kind is DatasetFormat.JSONL else reading_parquet

    @property
    def is_cut(self) -> bool:
        """Is a CSV file cut into pieces? That is asked for, and decides bytes."""
        return self.csv is not None and sum(map(len, self.splits)) > len(self.files)

    def tasks(self, cores: int, most_states: int) -> list[Task]:
        """The splits, shared out to so many cores; if they can, tasks leave no more than `most_states` to merge."""
        columns = len(self.columns)
        together = 1
        if self.kind is DatasetFormat.JSONL:  # names are told apart while all are read
            cores = 0
        elif self.csv is not None:  # each share of the columns reads and takes apart all bytes
            cores = max(min(cores, _MOST_SHARES * len(self.splits)) // 2, 1)
        else:
            together = splits_per_task([size_of(split) for split in self.splits], columns, cores, most_states)
        return tasks_of(self.splits, columns, cores, together=together)

    @property
    def files(self) -> frozenset[DataFile]:
        """All files."""
        return frozenset(piece.file for split in self.splits for piece in split)

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(file.size for file in self.files)

    def __str__(self) -> str:
        """The rule's outcome in words."""
        files, splits = len(self.files), len(self.splits)
        kind = _KINDS[self.kind]
        return (
            f"workers read {files:,} {kind} file{'s' * (files != 1)} in {splits:,} split{'s' * (splits != 1)}"
        )


def plan_parquet(
    spark: SparkSession, frame: DataFrame, uri: str, paths: Sequence[str], *, by_file: bool = False
) -> Direct | str:
    """How to read Parquet files directly, or why not.

    Args:
        frame: As Spark's reader has it, with all types.
        uri: As the user gave it.
        paths: What Spark's reader was given: local files (absolute, as `file://` URIs), or `uri` as it is.
        by_file: Cut each file by itself; then the names of folders may be columns, too. (Otherwise the order of
            partitioned files, which Spark takes from a hash table, decides what is packed together.)

    Raises:
        DatasetError: If a file has no bytes.
    """
    try:
        if is_s3(uri):
            place, files = list_s3(spark, uri, nested=by_file)
            if by_file:
                return _plan_by_file(spark, frame, place, files, _key(uri))
            return _plan(spark, frame, place, files)
        if not paths[0].startswith("file:"):
            return "Spark reads it: not on this machine and not in S3"
        local = local_paths(paths)
        place = Place()
        if by_file:
            root = os.path.abspath(local_root(uri)) if os.path.isdir(local_root(uri)) else None
            return _plan_by_file(spark, frame, place, list_files(place.filesystem(), local), root)
        refuse_partitions(os.path.relpath(path, local_root(uri)) for path in local)
        return _plan(spark, frame, place, list_files(place.filesystem(), local))
    except UnlikeSparkError as problem:
        return f"Spark reads it: {problem}"


def plan_delta(
    spark: SparkSession, frame: DataFrame, uri: str, version: int, *, by_file: bool = False
) -> Direct | str:
    """How to read a Delta table at `version` directly, or why not. `uri` is Hadoop's spelling."""
    try:
        detail = spark.sql(f"DESCRIBE DETAIL delta.`{uri.replace('`', '``')}`").select(
            F.col("minReaderVersion"), F.size("partitionColumns"), F.col("numFiles")
        )
        row = detail.head()
        newest = spark.sql(f"DESCRIBE HISTORY delta.`{uri.replace('`', '``')}` LIMIT 1").head()
        if row is None or newest is None or newest["version"] != version:
            return "Spark reads it: not the newest version of the Delta table"
        if row[0] != 1:
            return f"Spark reads it: the Delta table needs readers of version {row[0]}"
        if row[1]:
            return "Spark reads it: a partitioned Delta table"
        uris = sorted(frame.inputFiles())
        if not uris:
            return "Spark reads it: the Delta table has no files"
        paths = [urlparse(each) for each in uris]
        if paths[0].scheme == "file":
            place = Place()
            files = list_files(place.filesystem(), [unquote(p.path) for p in paths])
            return (_plan_by_file if by_file else _plan)(spark, frame, place, files)
        if not is_s3(uris[0]):
            return "Spark reads it: not on this machine and not in S3"
        place = s3_place(spark, paths[0].netloc)
        keys = [unquote(f"{path.netloc}{path.path}") for path in paths]
        with reaching_s3():
            files = list_files(place.filesystem(), keys)
        return (_plan_by_file if by_file else _plan)(spark, frame, place, files)
    except UnlikeSparkError as problem:
        return f"Spark reads it: {problem}"


def _plan(spark: SparkSession, frame: DataFrame, place: Place, files: list[DataFile]) -> Direct:
    columns = _columns(spark, frame)
    splits = splits_of(spark, files, len(columns))
    return Direct(splits=splits, columns=columns, place=place)


def _plan_by_file(
    spark: SparkSession, frame: DataFrame, place: Place, files: list[DataFile], root: str | None = None
) -> Direct:
    columns, files = partition_columns(_columns(spark, frame), files, root)
    every = split_bytes(spark, len(columns))
    return Direct(splits=cut_by_file(files, every), columns=columns, place=place, cut_every=every)


def _columns(spark: SparkSession, frame: DataFrame) -> tuple[FileColumn, ...]:
    fields = frame.schema.fields
    columns = tuple(FileColumn(name=f.name, spark_type=f.dataType.simpleString()) for f in fields)
    for column in columns:
        if plain_type(column.spark_type) is None:
            raise UnlikeSparkError(f"the column {column.name!r} is of type {column.spark_type}")
    if hadoop_setting(spark, "parquet.crypto.factory.class"):
        raise UnlikeSparkError("Parquet encryption is set up")
    return columns


def _key(uri: str) -> str:
    location = S3Uri.parse(uri)
    return f"{location.bucket}/{location.key}".rstrip("/")


def local_paths(paths: Sequence[str]) -> list[str]:
    """What was handed to Spark's reader as `file://` URIs in which nothing is taken for a pattern."""
    return [_UNESCAPE.sub(r"\1", path.removeprefix("file://")) for path in paths]


def local_root(uri: str) -> str:
    """The folder below which the names of local folders may say something about the rows."""
    return re.sub(r"^file:(//)?", "", uri)
