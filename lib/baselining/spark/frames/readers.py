"""Reading a dataset into a flat DataFrame, format by format. Spark's readers are the reference.

Each reader keeps splits a matter of the data: local folders are read file by file in order of name (S3 and HDFS list
in that order by themselves), and the size of splits depends on the number of columns alone (`split_size.py`).
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it
from pyspark.sql import types as T  # noqa: N812 - likewise

from baselining.dataset.hidden import is_hidden
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import DatasetError
from baselining.spark.frames.schema import flat, flat_names, refuse_duplicates
from baselining.spark.workers.direct import Direct, plan_delta, plan_parquet
from baselining.spark.workers.lines import plan_csv, plan_jsonl

MALFORMED = "__baselining_malformed_row"
"""Where Spark puts the text of a CSV row with more or fewer cells than the header."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A dataset ready to be profiled.

    Attributes:
        open_frame: What makes `frame`.
        names: The columns to profile, in order.
        checks_rows: Does the frame say which rows have the wrong number of cells?
        delta_version: The version read, of a Delta table.
        direct: What the workers read themselves instead of Spark's reader, or why they do not.
    """

    open_frame: Callable[[], DataFrame]
    names: tuple[str, ...]
    checks_rows: bool = False
    delta_version: int | None = None
    direct: Direct | str

    @cached_property
    def frame(self) -> DataFrame:
        """Text and number columns only; with `MALFORMED` as an additional last column where `checks_rows`.

        Made when it is asked for: Spark takes a second or two for the first one, and for thousands of columns.
        """
        return self.open_frame()


def read(spark: SparkSession, spec: DatasetSpec, *, by_file: bool = False) -> Table:
    """Open the dataset; reads no more than names and types.

    Args:
        by_file: Cut each file by itself, so that states of a file can be kept.

    Raises:
        DatasetError: If there is nothing to read, or it is not a flat table with distinct column names.
    """
    match spec.format:
        case DatasetFormat.CSV:
            return _read_csv(spark, spec)
        case DatasetFormat.JSONL:
            return _read_jsonl(spark, spec)
        case DatasetFormat.PARQUET:
            paths, options = _places(spec.uri)
            raw = spark.read.options(**options).parquet(*paths)
            names = flat_names(raw, spec.uri)
            direct = plan_parquet(spark, raw, spec.uri, paths, by_file=by_file)
            return Table(open_frame=lambda: flat(raw), names=names, direct=direct)
        case DatasetFormat.DELTA:
            return _read_delta(spark, spec, by_file=by_file)


def _read_csv(spark: SparkSession, spec: DatasetSpec) -> Table:
    """CSV as the container reads it: all text, quoted line breaks allowed, one file never split.

    The first line is read without a Spark job where workers can read the files.
    """
    paths, options = _places(spec.uri)
    reader = spark.read.options(multiLine=True, **options)
    direct = plan_csv(spark, spec, paths)
    checkable = True
    if isinstance(direct, Direct):
        names = [column.name for column in direct.columns]
        checkable = direct.csv is None or direct.csv.header is None or None not in direct.csv.header
    else:
        raw = reader.csv(paths, header=False)
        if raw.columns != [f"_c{i}" for i in range(len(raw.columns))]:
            raise DatasetError(
                f"Folders of {spec.uri} name columns ({raw.columns[-1]}=…), which is not supported for CSV.",
                hint="Have those columns in the files, or write the dataset as Parquet.",
            )
        first = raw.head()
        if first is None:
            raise DatasetError(f"The dataset at {spec.uri} is empty: there is no file with a row in it.")
        names = [f"_c{i}" if name is None or not spec.header else name for i, name in enumerate(first)]
        if spec.header:
            checkable = None not in tuple(first) and not names[0].startswith("\ufeff")
            names[0] = names[0].removeprefix("\ufeff")
    refuse_duplicates(names, spec.uri)
    schema = T.StructType([T.StructField(name, T.StringType()) for name in [*names, MALFORMED]])
    reader = reader.schema(schema).options(
        enforceSchema=not (spec.header and checkable), columnNameOfCorruptRecord=MALFORMED
    )

    def open_frame() -> DataFrame:
        return reader.csv(paths, header=spec.header)

    return Table(open_frame=open_frame, names=tuple(names), checks_rows=True, direct=direct)


def _read_jsonl(spark: SparkSession, spec: DatasetSpec) -> Table:
    """One flat object a line; Spark finds the types in one pass and orders columns by name."""
    paths, options = _places(spec.uri)
    raw = spark.read.options(columnNameOfCorruptRecord=MALFORMED, **options).json(list(paths))
    if MALFORMED in raw.columns:
        raise DatasetError(
            f"{spec.uri} has lines that are not JSON objects.",
            hint="JSON Lines: one flat object on each line.",
        )
    names = flat_names(raw, spec.uri)
    direct = plan_jsonl(spark, raw, spec.uri, paths)
    return Table(open_frame=lambda: flat(raw), names=names, direct=direct)


def _read_delta(spark: SparkSession, spec: DatasetSpec, *, by_file: bool) -> Table:
    """A Delta table at one version, fixed before reading so that what is recorded is what was read."""
    from delta.tables import DeltaTable

    uri = _hadoop(spec.uri)
    reader = spark.read.format("delta")
    version = spec.version_as_of
    if version is None:
        history = DeltaTable.forPath(spark, uri).history(*([] if spec.timestamp_as_of else [1]))
        if spec.timestamp_as_of:
            # Refuses times before and after the history.
            reader.option("timestampAsOf", spec.timestamp_as_of).load(uri)
            history = history.where(F.col("timestamp") <= F.lit(spec.timestamp_as_of).cast("timestamp"))
        newest = history.agg(F.max("version")).head()
        if newest is None or newest[0] is None:
            raise DatasetError(f"{spec.uri} has no version to read.")
        version = int(newest[0])
    raw = spark.read.format("delta").option("versionAsOf", version).load(uri)
    names = flat_names(raw, spec.uri)
    direct = plan_delta(spark, raw, uri, version, by_file=by_file)
    return Table(open_frame=lambda: flat(raw), names=names, delta_version=version, direct=direct)


def _places(uri: str) -> tuple[list[str], dict[str, str]]:
    """What to hand to Spark's reader: local folders as their files in order of name, everything else as it is."""
    if "://" in uri and not uri.startswith("file:"):
        return [_hadoop(uri)], {}
    local = re.sub(r"^file:(//)?", "", uri)
    found = sorted(glob.glob(local)) if glob.has_magic(local) and not os.path.exists(local) else [local]
    found = [path for path in found if os.path.exists(path)]
    if not found:
        raise DatasetError(f"No dataset at {uri}.")
    files = [file for path in found for file in ([path] if os.path.isfile(path) else _data_files(path))]
    files = [file for file in files if not is_hidden(os.path.basename(file))]
    if not files:
        raise DatasetError(
            f"The dataset at {uri} is empty: there is no file in it.",
            hint="Files whose names begin with `_` or `.` do not count: Spark takes them for bookkeeping.",
        )
    # Without this base, the names of partition folders (`month=7/`) would not become columns.
    options = {"basePath": os.path.abspath(local)} if os.path.isdir(local) else {}
    return [_escaped(os.path.abspath(file)) for file in files], options


def _data_files(folder: str) -> list[str]:
    """The files below a folder in order of name, without the hidden ones that Spark leaves out too."""
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        files += [os.path.join(parent, name) for name in sorted(names) if not is_hidden(name)]
    return sorted(files)


def _escaped(path: str) -> str:
    """A local path as a URI in which nothing is taken for a glob."""
    return "file://" + re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _hadoop(uri: str) -> str:
    """The spelling Hadoop understands outside EMR, too: `s3a://` for S3."""
    return re.sub(r"^s3n?://", "s3a://", uri)
