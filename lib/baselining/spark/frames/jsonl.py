"""JSON Lines: the workers find names and types in a few lines, then in all of them, and else Spark does."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import FileColumn, OtherColumnsError, UnlikeSparkError
from baselining.dataset.formats.choose import format_of
from baselining.dataset.found import Found
from baselining.dataset.local import LocalFiles
from baselining.dataset.names import check_names
from baselining.dataset.reader import Reader, SparkReads, WorkersRead, who_reads
from baselining.dataset.readers.json_types import columns_of_kinds, reading_kinds
from baselining.dataset.remote import RemoteFiles
from baselining.dataset.spec import DatasetSpec
from baselining.dataset.split_rule import SplitRule
from baselining.dataset.splits import Task, tasks_of
from baselining.errors import DatasetError
from baselining.spark.folding.fold import Work, fold_here
from baselining.spark.folding.merge import merge_here
from baselining.spark.frames.compressed import decoded
from baselining.spark.frames.first_bytes import refuse_other_files
from baselining.spark.frames.schema import flat, flat_names
from baselining.spark.frames.spelling import locate, reader_options, reader_paths
from baselining.spark.frames.table import MALFORMED, Table
from baselining.spark.workers.plan import find_files, plan_files
from baselining.states.value_kinds import VALUE_KINDS

_ALL_COLUMNS = (FileColumn(name="", spark_type=""),)
"""What a task is told to look at: all at once."""


def read_jsonl(spark: SparkSession, spec: DatasetSpec, rule: SplitRule) -> Table:
    """One flat object a line, columns in order of name.

    Raises:
        DatasetError: If there is nothing to read, or it is not a flat table with distinct column names.
    """
    location = locate(spark, spec.uri)
    found = find_files(spark, location)

    def planned(types: Sequence[FileColumn] = ()) -> WorkersRead:
        workers = plan_files(format_of(spec), found, rule, types)
        if MALFORMED in (column.name for column in workers.columns):
            raise UnlikeSparkError("a column has a name that stands for lines that are no objects")
        return workers

    def by_workers_again() -> WorkersRead:
        assert isinstance(found, Found)  # noqa: S101 - they have read it
        return planned(_types_of_all(spark, spec, found, rule))

    def table_of(reader: Reader, *, knows_all: bool) -> Table:
        if isinstance(reader, SparkReads):
            return _read_by_spark(spark, spec, location, rule, reader)

        def instead(problem: UnlikeSparkError) -> Table:
            if isinstance(problem, OtherColumnsError) and not knows_all:
                return table_of(who_reads(by_workers_again), knows_all=True)
            return table_of(SparkReads(str(problem)), knows_all=True)

        names = tuple(column.name for column in reader.columns)
        check_names(names, spec.uri)
        return Table(
            open_frame=lambda: table_of(SparkReads(""), knows_all=True).frame,
            names=names,
            reader=reader,
            rule=rule,
            instead=instead,
        )

    return table_of(who_reads(planned), knows_all=False)


def _read_by_spark(
    spark: SparkSession,
    spec: DatasetSpec,
    location: LocalFiles | RemoteFiles,
    rule: SplitRule,
    reader: SparkReads,
) -> Table:
    """Spark's reader, which reads everything once to find names and types."""
    spark_reader = spark.read.options(columnNameOfCorruptRecord=MALFORMED, **reader_options(location))
    raw = decoded(spark, location, lambda: spark_reader.json(reader_paths(location)))
    if MALFORMED in raw.columns:
        refuse_other_files(spark, raw)
        raise DatasetError(
            f"{spec.uri} has lines that are not JSON objects.",
            hint="JSON Lines: one flat object on each line.",
        )

    def open_frame() -> DataFrame:
        refuse_other_files(spark, raw)
        return flat(raw)

    return Table(open_frame=open_frame, names=flat_names(raw, spec.uri), reader=reader, rule=rule)


def _types_of_all(
    spark: SparkSession, spec: DatasetSpec, found: Found, rule: SplitRule
) -> tuple[FileColumn, ...]:
    """Names and types by all lines, which the workers look at in parallel.

    Raises:
        DatasetError: If a file changed meanwhile, or cannot be read.
        UnlikeSparkError: If only Spark's reader can read them, or for sure the same.
    """
    few = plan_files(format_of(spec), found, rule, _ALL_COLUMNS)
    work = Work(
        kind=VALUE_KINDS,
        reading=reading_kinds,
        columns=_ALL_COLUMNS,
        place=found.place,
        split_of=_split_of,
    )
    tasks = tasks_of(few.splits, len(_ALL_COLUMNS), 1)
    merged = merge_here(fold_here(spark, work, tasks), VALUE_KINDS)
    return columns_of_kinds(merged.states.get(0, VALUE_KINDS.empty()))


def _split_of(task: Task) -> tuple[str, int]:
    return "", task.run
