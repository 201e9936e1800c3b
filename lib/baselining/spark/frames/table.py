"""A dataset that is ready to be profiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property

from pyspark import Accumulator  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame  # noqa: TC002 - likewise

from baselining.dataset.capture.told import Told, notes_of_told
from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.reader import Reader, SparkReads
from baselining.dataset.readers.same_columns import Lacking, notes_of_lacking
from baselining.dataset.split_rule import SplitRule


@dataclass(frozen=True, kw_only=True)
class Table:
    """A dataset ready to be profiled.

    Attributes:
        open_frame: What makes `frame`.
        names: The columns to profile, in order.
        checks_rows: Does the frame say which rows have the wrong number of cells?
        delta_version: The version read, of a Delta table.
        reader: Who reads the dataset, as far as can be told before it is read.
        rule: The split rule, whoever reads.
        lacking: What is told about columns that files lack.
        told: What is told about captured records beside their rows.
        hourly: Of captured records, what makes a frame of each hour, in hours since 1970; they are open inside.
        instead: Where names or types are those of a part of the rows: what to read instead, if that fails.
    """

    open_frame: Callable[[], DataFrame]
    names: tuple[str, ...]
    checks_rows: bool = False
    delta_version: int | None = None
    reader: Reader
    rule: SplitRule
    lacking: Accumulator[Lacking] | None = None
    told: Accumulator[Told] | None = None
    hourly: Callable[[], AbstractContextManager[Mapping[int, DataFrame]]] | None = None
    instead: Callable[[UnlikeSparkError], Table] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the files, once they were read."""
        lacking = () if self.lacking is None else notes_of_lacking(self.lacking.value)
        return lacking if self.told is None else (*lacking, *notes_of_told(self.told.value))

    @cached_property
    def frame(self) -> DataFrame:
        """Text and number columns only; with `MALFORMED` as an additional last column where `checks_rows`.

        Made when it is asked for: Spark takes a second or two for the first one, and for thousands of columns.
        """
        return self.open_frame()

    def as_spark_finds_it(self) -> Table:
        """With the columns of all rows, as Spark's reader finds them.

        Raises:
            DatasetError: If it turns out not to be a flat table with distinct column names.
        """
        return self if self.instead is None else self.instead(UnlikeSparkError("Spark finds the types"))

    def read_otherwise(self, problem: UnlikeSparkError) -> Table:
        """The same dataset, read in another way, because this one could not; it may have other columns.

        Raises:
            DatasetError: If it turns out not to be a flat table with distinct column names.
        """
        if self.instead is not None:
            return self.instead(problem)
        return replace(self, reader=SparkReads(str(problem)))
