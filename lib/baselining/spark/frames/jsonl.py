"""JSON Lines: the workers find names and types in a few lines, then in all of them, and else Spark does."""

from __future__ import annotations

from functools import partial

from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.columns import OtherColumnsError, UnlikeSparkError
from baselining.dataset.formats.choose import format_of
from baselining.dataset.found import Found
from baselining.dataset.local import LocalFiles
from baselining.dataset.names import MALFORMED, check_names
from baselining.dataset.reader import Reader, SparkReads, WorkersRead, who_reads
from baselining.dataset.remote import RemoteFiles
from baselining.dataset.spec import DatasetSpec
from baselining.dataset.split_rule import SplitRule
from baselining.errors import DatasetError
from baselining.folding.json_types import types_of_all
from baselining.spark.folding.fold import fold_here
from baselining.spark.frames.compressed import decoded
from baselining.spark.frames.first_bytes import refuse_other_files
from baselining.spark.frames.schema import flat, flat_names
from baselining.spark.frames.spelling import locate, reader_options, reader_paths
from baselining.spark.frames.table import Table
from baselining.spark.workers.plan import find_files, plan_files


def read_jsonl(spark: SparkSession, spec: DatasetSpec, rule: SplitRule) -> Table:
    """One flat object a line, columns in order of name.

    Raises:
        DatasetError: If there is nothing to read, or it is not a flat table with distinct column names.
    """
    location = locate(spark, spec.uri)
    found = find_files(spark, location)

    planned = partial(plan_files, format_of(spec), found, rule)

    def by_workers_again() -> WorkersRead:
        assert isinstance(found, Found)  # noqa: S101 - they have read it
        return planned(types_of_all(partial(fold_here, spark), format_of(spec), found, rule))

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
