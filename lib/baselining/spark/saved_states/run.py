"""States that last: profile only the files that are new or changed, merge with what was saved, and save.

All states, old and new, are merged in one tree, in order of file and place in the file, so that the result is that of
profiling everything by the same split rule. They are written, read and merged by the executors.
"""

from __future__ import annotations

from pyspark import Accumulator  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

from baselining.dataset.reader import SparkReads, WorkersRead
from baselining.dataset.spec import DatasetSpec
from baselining.errors import ConfigError, DatasetError
from baselining.folding.parts import Part
from baselining.spark.folding.batches import small_batches
from baselining.spark.frames.spelling import AS_THEY_ARE
from baselining.spark.frames.table import Table
from baselining.spark.saved_states.folder import StatesFolder, abandoned, new_run
from baselining.spark.saved_states.parts import (
    SAVED,
    merge_parts,
    name_of,
    profile_parts,
    reading_states,
)
from baselining.states.dataset import Dataset
from baselining.states.saved.index import Covered, Index, read_index
from baselining.states.saved.refresh import plan_refresh


class StatesRun:
    """One run with saved states: `profile()`, then `save()`, which makes its states count, or `discard()`.

    Raises:
        DatasetError: If states of this dataset cannot be kept.
        DocumentError: If the index is damaged.
        StorageError: If the states cannot be reached.
    """

    def __init__(self, spark: SparkSession, table: Table, spec: DatasetSpec, states: str) -> None:
        if isinstance(table.reader, SparkReads):
            raise _not_kept(spec, table.reader.reason)
        self.reader: WorkersRead = table.reader
        self._spark, self._spec, self._states = spark, spec, states
        self._folder, self._run = StatesFolder(spark, states), new_run()
        with reading_states(states):
            self._body, self._runs = self._folder.read_index(), self._folder.runs()
        self._saved = None if self._body is None else read_index(self._body, self._folder.index_name)
        self._plan = plan_refresh(self._saved, self._wanted(), self._runs)

    @property
    def notes(self) -> tuple[str, ...]:
        """Which files are read."""
        return (self._plan.in_words(),) if self._saved is not None else ()

    @property
    def reading(self) -> str:
        """Who reads what, in words."""
        fresh, files = len(self._plan.fresh), len(self._plan.index.files)
        return f"workers read {fresh:,} of {files:,} Parquet file{'s' * (files != 1)}, each by itself"

    def profile(self, *, write: bool, values: Accumulator[int] | None = None) -> Dataset:
        """Profile what has no saved states and merge it with what has.

        Args:
            write: Write the new states; they do not count before `save`.
            values: Tasks add the number of values to it that they have profiled.

        Raises:
            DatasetError: If a file is damaged, or can be read by Spark's reader only.
            DocumentError: If saved states are damaged or not all there.
            StorageError: If the states cannot be written or read.
        """
        with reading_states(self._states), small_batches(self._spark):
            fresh, kept = self._fresh(values), self._kept()
            if write:
                fresh, kept = self._written(fresh, kept)
            parts = [part for part in (fresh, kept) if part is not None]
            index = self._plan.index
            names = [name for name, _ in index.columns]
            return merge_parts(self._spark, parts, names, index.splits, self._states, self._explain)

    def save(self) -> None:
        """Write the index; remove what long ago was begun or used, and is named by no index.

        Raises:
            ConfigError, StorageError: If it cannot be written. The old one is as it was.
        """
        with reading_states(self._states):
            body = self._plan.index.to_bytes()
            if body != self._body:
                self._folder.write_index(body)
            before = self._saved.runs if isinstance(self._saved, Index) else frozenset()
            for run in abandoned(self._runs, before | self._plan.index.runs):
                self._folder.remove(run)

    def discard(self) -> None:
        """Remove what this run wrote."""
        self._folder.remove(self._run)

    def _wanted(self) -> Index:
        """The index if this run profiled everything."""
        reader, spec = self.reader, self._spec
        files = {
            name_of(file, reader.place): Covered(size=file.size, modified_ns=file.modified_ns, run=self._run)
            for file in reader.files
        }
        if any(name.startswith(f"{self._folder.place}/") for name in files):
            raise ConfigError(
                f"{spec.uri} takes in the states saved at {self._states}.",
                hint="Keep them in a folder beside it.",
            )
        return Index(
            dataset=spec.uri,
            dataset_format=spec.format.value,
            columns=tuple((column.name, column.spark_type) for column in reader.columns),
            split_bytes=reader.rule.split_bytes(len(reader.columns)),
            files=files,
        )

    def _fresh(self, values: Accumulator[int] | None) -> DataFrame | None:
        reader, fresh = self.reader, self._plan.fresh
        splits = [split for split in reader.splits if name_of(split[0].file, reader.place) in fresh]
        if not splits:
            return None
        return profile_parts(self._spark, splits, reader.reading, reader.columns, reader.place, values)

    def _kept(self) -> DataFrame | None:
        if not self._plan.kept or not isinstance(self._saved, Index):
            return None
        return saved_parts(self._spark, [(self._folder, self._saved)], self._plan.kept)

    def _written(
        self, fresh: DataFrame | None, kept: DataFrame | None
    ) -> tuple[DataFrame | None, DataFrame | None]:
        """Write the fresh states, and the kept ones, too, if they lie in too many folders; read them from there."""
        gather = self._plan.gather
        writing = [part for part in (fresh, kept if gather else None) if part is not None]
        if not writing:
            return fresh, kept
        place = self._folder.parts(self._run)
        for number, part in enumerate(writing):
            rows = part.drop("part_of").withColumn("run", F.lit(self._run))
            rows.write.mode("append" if number else "error").option("compression", "zstd").parquet(place)
        written = self._spark.read.schema(SAVED).options(**AS_THEY_ARE).parquet(place)
        return written.select(F.lit(0).alias("part_of"), *Part._fields[1:]), None if gather else kept

    def _explain(self, reason: str) -> DatasetError:
        return _not_kept(self._spec, reason)


def saved_parts(
    spark: SparkSession, sets: list[tuple[StatesFolder, Index]], names: frozenset[str] | None = None
) -> DataFrame:
    """The saved states of files, by default of all; each with the number of its set as `part_of`."""
    current = [
        (number, file.run, name)
        for number, (_, index) in enumerate(sets)
        for name, file in index.files.items()
        if names is None or name in names
    ]
    places = {(number, run): sets[number][0].parts(run) for number, run, _ in current}
    read = spark.read.schema(SAVED).options(**AS_THEY_ARE).parquet(*sorted(set(places.values())))
    wanted = spark.createDataFrame(current, "part_of int, run string, file string")
    return read.join(F.broadcast(wanted), ["run", "file"]).select(*Part._fields)


def _not_kept(spec: DatasetSpec, reason: str) -> DatasetError:
    return DatasetError(
        f"States of {spec.uri} cannot be kept: only Spark's reader can read it ({reason}).",
        hint="Leave out --save-states (profile.states), or make the files plain ones.",
    )
