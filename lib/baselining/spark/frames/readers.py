"""Reading a dataset into a flat DataFrame, format by format. Spark's readers are the reference.

Each reader keeps splits a matter of the data: local folders are read file by file in order of name (S3 and HDFS list
in that order by themselves), and the size of splits depends on the number of columns alone (`dataset/split_rule.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from pyspark.sql import types as T  # noqa: N812 - likewise

from baselining.dataset.formats.choose import format_of
from baselining.dataset.formats.csv import Csv
from baselining.dataset.formats.delta import Delta
from baselining.dataset.formats.parquet import Parquet
from baselining.dataset.local import LocalFiles
from baselining.dataset.names import MALFORMED, check_names
from baselining.dataset.reader import WorkersRead, who_reads
from baselining.dataset.readers.cells import count_cells
from baselining.dataset.readers.too_wide import MOST_COLUMNS
from baselining.dataset.remote import RemoteFiles
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.dataset.split_rule import SplitRule
from baselining.errors import DatasetError
from baselining.spark.frames.capture import read_capture
from baselining.spark.frames.compressed import decoded
from baselining.spark.frames.first_bytes import refuse_other_files
from baselining.spark.frames.jsonl import read_jsonl
from baselining.spark.frames.parquet import compare_columns, lacking_told, open_parquet
from baselining.spark.frames.schema import flat, flat_names
from baselining.spark.frames.spelling import locate, reader_options, reader_paths, table_path
from baselining.spark.frames.table import Table
from baselining.spark.result_settings import split_rule
from baselining.spark.workers.plan import find_files, plan_delta, plan_files, plan_parquet


def read(spark: SparkSession, spec: DatasetSpec, *, by_file: bool = False) -> Table:
    """Open the dataset; reads no more than names and types.

    Args:
        by_file: Cut each file by itself, so that states of a file can be kept.

    Raises:
        DatasetError: If there is nothing to read, or it is not a flat table with distinct column names.
    """
    rule = split_rule(by_file=by_file)
    match spec.format:
        case DatasetFormat.CSV:
            return _read_csv(spark, spec, rule)
        case DatasetFormat.JSONL:
            return read_jsonl(spark, spec, rule)
        case DatasetFormat.PARQUET:
            return _read_parquet(spark, spec, rule)
        case DatasetFormat.DELTA:
            return _read_delta(spark, spec, rule)
        case DatasetFormat.CAPTURE:
            return read_capture(spark, spec, rule)


def _read_csv(spark: SparkSession, spec: DatasetSpec, rule: SplitRule) -> Table:
    """CSV as the container reads it: all text, quoted line breaks allowed, one file never split.

    The first line is read without a Spark job where workers can read the files.
    """
    location = locate(spark, spec.uri)

    def spark_reader() -> DataFrameReader:
        return spark.read.options(multiLine=True, maxColumns=MOST_COLUMNS, **reader_options(location))

    reader = who_reads(lambda: plan_files(format_of(spec), find_files(spark, location), rule))
    checkable = True
    if isinstance(reader, WorkersRead):
        names = [column.name for column in reader.columns]
        checkable = isinstance(reader.format, Csv) and reader.format.names_all_columns
    else:
        first = _first_row(spark, spark_reader(), location, spec.uri)
        names = [f"_c{i}" if name is None or not spec.header else name for i, name in enumerate(first)]
        if spec.header:
            checkable = None not in first and not names[0].startswith("\ufeff")
            names[0] = names[0].removeprefix("\ufeff")
    check_names(names, spec.uri, from_header=spec.header)

    def open_frame() -> DataFrame:
        enforce = not (spec.header and checkable)
        text = _text(spark_reader().options(enforceSchema=enforce), names)
        frame = text.csv(reader_paths(location), header=spec.header)
        if isinstance(reader, WorkersRead):  # it is Spark that reads, nevertheless
            refuse_other_files(spark, frame)
        return frame

    return Table(open_frame=open_frame, names=tuple(names), checks_rows=True, reader=reader, rule=rule)


def _first_row(
    spark: SparkSession, spark_reader: DataFrameReader, location: LocalFiles | RemoteFiles, uri: str
) -> tuple[str | None, ...]:
    """The cells of the first row, as Spark's reader has them; None where one is empty.

    It is read with a schema, first of one column: while Spark finds columns by itself, it takes names for patterns.
    """
    paths = reader_paths(location)
    one = decoded(spark, location, lambda: _text(spark_reader, ["_c0"]).csv(paths, header=False))
    refuse_other_files(spark, one)
    if one.columns[-1] != MALFORMED:
        raise DatasetError(
            f"Folders of {uri} name columns ({one.columns[-1]}=…), which is not supported for CSV.",
            hint="Have those columns in the files, or write the dataset as Parquet.",
        )
    first = one.head()
    if first is None:
        raise DatasetError(f"The dataset at {uri} is empty: there is no file with a row in it.")
    if first[MALFORMED] is None:
        return (first[0],)
    width = count_cells(first[MALFORMED])
    first = _text(spark_reader, [f"_c{i}" for i in range(width)]).csv(paths, header=False).head()
    assert first is not None  # noqa: S101 - it was there a moment ago
    return tuple(first)[:width]


def _text(spark_reader: DataFrameReader, names: Sequence[str]) -> DataFrameReader:
    """With columns of text of these names, and `MALFORMED` behind them."""
    schema = T.StructType([T.StructField(name, T.StringType()) for name in [*names, MALFORMED]])
    return spark_reader.schema(schema).option("columnNameOfCorruptRecord", MALFORMED)


def _read_parquet(spark: SparkSession, spec: DatasetSpec, rule: SplitRule) -> Table:
    """Parquet, with the columns of the first file and those that folders name."""
    location = locate(spark, spec.uri)
    found = find_files(spark, location)
    raw = open_parquet(spark, spec.uri, location, found)
    names = flat_names(raw, spec.uri)
    lacking = lacking_told(spark)
    parquet = Parquet(by_file=rule.by_file, lacking=lacking)
    reader = who_reads(lambda: plan_parquet(spark, parquet, raw, found, rule))

    def open_frame() -> DataFrame:
        compare_columns(spark, raw, lacking)
        return flat(raw)

    return Table(open_frame=open_frame, names=names, reader=reader, rule=rule, lacking=lacking)


def _read_delta(spark: SparkSession, spec: DatasetSpec, rule: SplitRule) -> Table:
    """A Delta table at one version, fixed before reading so that what is recorded is what was read."""
    from delta.tables import DeltaTable

    uri = table_path(spec.uri)
    spark_reader = spark.read.format("delta")
    version = spec.version_as_of
    if version is None:
        history = DeltaTable.forPath(spark, uri).history(*([] if spec.timestamp_as_of else [1]))
        if spec.timestamp_as_of:
            # Refuses times before and after the history.
            spark_reader.option("timestampAsOf", spec.timestamp_as_of).load(uri)
            history = history.where(F.col("timestamp") <= F.lit(spec.timestamp_as_of).cast("timestamp"))
        newest = history.agg(F.max("version")).head()
        if newest is None or newest[0] is None:
            raise DatasetError(f"{spec.uri} has no version to read.")
        version = int(newest[0])
    raw = spark.read.format("delta").option("versionAsOf", version).load(uri)
    names = flat_names(raw, spec.uri)
    reader = who_reads(lambda: plan_delta(spark, Delta(by_file=rule.by_file), raw, uri, version, rule))
    return Table(open_frame=lambda: flat(raw), names=names, delta_version=version, reader=reader, rule=rule)
