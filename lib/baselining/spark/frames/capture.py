"""Captured records: the workers take them apart; where they cannot, rows made in plain Python are handed to Spark."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from pyspark import RDD, Accumulator, StorageLevel
from pyspark.accumulators import AccumulatorParam
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T  # noqa: N812 - the Spark community's name for it

from baselining.dataset.capture.hour_folders import folders_between, hour_of_path
from baselining.dataset.capture.plain_rows import lines_in, rows_of
from baselining.dataset.capture.records import Encoding, Merging, Skipped
from baselining.dataset.capture.script import Script
from baselining.dataset.capture.told import FileTold, Told, merge_told
from baselining.dataset.columns import FileColumn, OtherColumnsError, UnlikeSparkError
from baselining.dataset.files import Piece, Place
from baselining.dataset.formats.capture import Capture
from baselining.dataset.formats.choose import capture_rule
from baselining.dataset.found import Found
from baselining.dataset.reader import Reader, SparkReads, WorkersRead, who_reads
from baselining.dataset.readers.capture_files import lines_of_records
from baselining.dataset.readers.capture_kinds import columns_in, reading_kinds
from baselining.dataset.spec import DatasetSpec
from baselining.dataset.split_rule import SplitRule
from baselining.dataset.splits import Task, tasks_of
from baselining.errors import DatasetError
from baselining.folding.merge import merge_here
from baselining.folding.work import Work
from baselining.spark.folding.fold import fold_here
from baselining.spark.frames.schema import flat, flat_names
from baselining.spark.frames.spelling import locate
from baselining.spark.frames.table import Table
from baselining.spark.workers.plan import find_captured, plan_files, text_at
from baselining.states.hours import NO_HOUR
from baselining.states.value_kinds import VALUE_KINDS

_OPEN_BYTES = 256 * 1024
"""What opening a file counts: captured files are many and small."""
_SPARKS_OPEN_BYTES, _CONTAINERS_CORES = 4 * 1024 * 1024, 4
"""Spark's own default, and the cores of an ml.m5.xlarge, on which AWS's examples run the container."""
_HOUR_S = 3600
_ALL_COLUMNS = (FileColumn(name="", spark_type=""),)


class _ToldParam(AccumulatorParam[Told]):
    """How Spark adds up what tasks tell."""

    def zero(self, _: Told) -> Told:
        return {}

    def addInPlace(self, value1: Told, value2: Told) -> Told:  # noqa: N802 - Spark's name
        return merge_told(value1, value2)


def read_capture(spark: SparkSession, spec: DatasetSpec, rule: SplitRule) -> Table:
    """The rows of captured records.

    Raises:
        NoDataError: If there are no records.
        DatasetError: If files are neither on this machine nor in S3, or records have no rows of one kind.
    """
    limits = capture_rule(spec)
    hours = None
    if limits.since is not None:
        hours = folders_between(limits.since, limits.until or int(time.time()))
    found = find_captured(spark, locate(spark, spec.uri), hours)
    if isinstance(found, UnlikeSparkError):
        raise DatasetError(
            f"Captured data is read from folders on this machine or in S3; {spec.uri} cannot be: {found}.",
            hint="Name a folder or a file that can be listed and read with the credentials in use.",
        )
    return _Captured(spark, spec, found, replace(rule, open_bytes=_OPEN_BYTES, in_order=True)).table()


def script_of(spark: SparkSession, spec: DatasetSpec) -> Script | None:
    """The script that makes rows of records.

    Raises:
        ConfigError: If it cannot be read, or is none.
    """
    if spec.preprocess_script is None:
        return None
    text = text_at(spark, spec.preprocess_script)
    script = Script(name=spec.preprocess_script, text=text, limit_s=spec.preprocess_limit_s)
    script.check()
    return script


class _Captured:
    """Captured files, and the ways of reading them."""

    def __init__(self, spark: SparkSession, spec: DatasetSpec, found: Found, rule: SplitRule) -> None:
        self._spark, self._spec, self._found, self._rule = spark, spec, found, rule
        self._told: Accumulator[Told] = spark.sparkContext.accumulator({}, _ToldParam())
        self._format = Capture(
            rule=capture_rule(spec, script_of(spark, spec)),
            told=self._told,
            merges_as_container=spec.merging is Merging.CONTAINER,
        )

    def table(self) -> Table:
        return self._table_of(who_reads(self._planned), knows_all=False)

    def _planned(self, types: Sequence[FileColumn] = ()) -> WorkersRead:
        rule = self._rule
        if self._format.merges_as_container:
            rule = replace(rule, open_bytes=_SPARKS_OPEN_BYTES).on_cores(
                self._format.files_of(self._found), _CONTAINERS_CORES
            )
        return plan_files(self._format, self._found, rule, types)

    def _table_of(self, reader: Reader, *, knows_all: bool) -> Table:
        if isinstance(reader, SparkReads):
            return self._by_spark(reader)

        def instead(problem: UnlikeSparkError) -> Table:
            if isinstance(problem, OtherColumnsError) and not knows_all:
                return self._table_of(who_reads(self._planned_by_all), knows_all=True)
            return self._table_of(SparkReads(str(problem)), knows_all=True)

        return Table(
            open_frame=lambda: self._by_spark(SparkReads(""), tells=False).frame,
            names=tuple(column.name for column in reader.columns),
            reader=reader,
            rule=self._rule,
            told=self._told,
            hourly=self._hourly,
            instead=instead,
        )

    def _planned_by_all(self) -> WorkersRead:
        """With the columns of all records, which the workers look at in parallel."""
        few = self._planned(_ALL_COLUMNS)
        assert isinstance(few.format, Capture)  # noqa: S101 - it was planned from one
        layout = few.format.layout
        assert layout is not None  # noqa: S101 - planned
        work = Work(
            kind=VALUE_KINDS,
            reading=partial(reading_kinds, few.format.rule, layout),
            columns=_ALL_COLUMNS,
            place=self._found.place,
            split_of=_split_of,
        )
        merged = merge_here(fold_here(self._spark, work, tasks_of(few.splits, 1, 1)), VALUE_KINDS)
        return self._planned(columns_in(merged.states.get(0, VALUE_KINDS.empty()), layout))

    def _by_spark(self, reader: SparkReads, *, tells: bool = True) -> Table:
        """Rows made in plain Python, as a frame: Spark finds names and types of objects, as it does of JSON Lines.

        Args:
            tells: Is it told what is found beside rows? Not if the workers have told it already.
        """
        rows, encoding = self._rows(tells=tells)
        raw = self._frame(rows.values(), encoding)
        return Table(
            open_frame=lambda: flat(raw),
            names=_names_of(raw, self._spec.uri),
            reader=reader,
            rule=self._rule,
            told=self._told,
            hourly=lambda: self._hourly(raw.schema),
        )

    def _rows(self, *, tells: bool) -> tuple[RDD[Any], Encoding]:
        """All rows, each behind its hour, and their encoding."""
        few = self._planned(_ALL_COLUMNS)
        assert isinstance(few.format, Capture)  # noqa: S101 - it was planned from one
        layout = few.format.layout
        assert layout is not None  # noqa: S101 - planned
        capture = few.format if tells else replace(few.format, told=None)
        make = partial(_rows_in, capture, self._found.place)
        splits = self._spark.sparkContext.parallelize(few.splits, len(few.splits))
        return splits.mapPartitions(make), layout.encoding

    @contextmanager
    def _hourly(self, schema: T.StructType | None = None) -> Iterator[Mapping[int, DataFrame]]:
        """A frame of each hour, of rows that are made once.

        Args:
            schema: Of all rows; None: it is found.
        """
        rows, encoding = self._rows(tells=False)
        kept = rows.persist(StorageLevel.MEMORY_AND_DISK)
        try:
            known = schema or self._frame(kept.values(), encoding).schema
            hours = sorted(kept.keys().distinct().collect())
            yield {
                hour: flat(self._frame(kept.filter(partial(_is_of, hour)).values(), encoding, known))
                for hour in hours
            }
        finally:
            kept.unpersist()

    def _frame(self, rows: RDD[Any], encoding: Encoding, schema: T.StructType | None = None) -> DataFrame:
        if encoding is Encoding.JSON:
            lines = rows.map(partial(json.dumps, ensure_ascii=False))
            reader = self._spark.read
            return (reader if schema is None else reader.schema(schema)).json(lines)
        if schema is None:
            width = max(rows.map(len).fold(0, max), 1)
            schema = T.StructType([T.StructField(f"_c{index}", T.StringType()) for index in range(width)])
        return self._spark.createDataFrame(
            rows.map(partial(_padded, len(schema))), schema, verifySchema=False
        )


def _names_of(raw: DataFrame, uri: str) -> tuple[str, ...]:
    try:
        return flat_names(raw, uri)
    except DatasetError as problem:
        raise DatasetError(
            problem.message,
            hint="A script that makes flat rows of captured records: --preprocess-script (dataset.preprocess_script).",
        ) from None


def _split_of(task: Task) -> tuple[str, int]:
    return "", task.run


def _is_of(hour: int, row: tuple[int, Any]) -> bool:
    return row[0] == hour


def _padded(width: int, row: Sequence[str]) -> tuple[str | None, ...]:
    return tuple([cell or None for cell in row] + [None] * (width - len(row)))


def _rows_in(capture: Capture, place: Place, splits: Iterable[Sequence[Piece]]) -> Iterator[tuple[int, Any]]:
    """Rows, each behind the hour in which it was captured: its record says that, else the name of its folder."""
    filesystem = place.filesystem()
    for piece in (piece for split in splits for piece in split):
        told = FileTold()
        folder = hour_of_path(piece.file.path) or NO_HOUR
        for block in lines_of_records(filesystem, piece):
            for seconds, rows, more in _rows_of_block(capture, bytes(block)):
                told += more
                hour = folder if seconds is None else max(seconds // _HOUR_S, NO_HOUR)
                yield from ((hour, row) for row in rows)
        if capture.told is not None:
            capture.told.add({(piece.file.path, piece.start): told})


def _rows_of_block(capture: Capture, text: bytes) -> Iterator[tuple[int | None, list[Any], FileTold]]:
    """Of each record when it was captured, in seconds since 1970, its rows, and what is to be told."""
    assert capture.layout is not None  # noqa: S101 - planned
    rule = capture.rule
    ends = text.endswith(b"\n")
    last = text.count(b"\n")
    for number, line in lines_in(text):
        record, printed = rule.read(line)
        told = FileTold(records=1, printed=int(printed))
        if isinstance(record, Skipped):
            yield None, [], replace(told, skipped=1)
        elif record is None and number == last and not ends:
            yield None, [], replace(told, cut_off=1)
        elif record is not None and not rule.holds_moment(record.seconds):
            yield None, [], replace(told, outside=1)
        else:
            width = capture.layout.output_width
            rows = None if record is None else rows_of(record, rule.captured_output, width)
            if rows is None:
                told = replace(told, broken=1, places=(number + 1,))
            yield None if record is None else record.seconds, rows or [], told
