"""What profiling hands on: the profile of a dataset, and what is to be said about how they came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baselining.profile import DatasetProfile

Counts = Mapping[str, Mapping[str, int]]
"""Cells by column and text."""

Progress = Callable[[str, int, int, str], None]
"""Told (what, done, of how many, more in words) while something long runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiled:
    """What profiling found.

    Attributes:
        profile: Of the dataset.
        short_rows: CSV rows with fewer cells than the header; the rest of them counts as missing.
        delta_version: The version read, of a Delta table.
        one_split: Is the dataset one file that nobody cuts? Then every last bit of the profile is the container's;
            otherwise the sketches, and the last digits of sums, depend on how the data was split.
        spark_version: That computed it.
        notes: Sentences that a person should read, such as on cells left out.
        throughput: What it took.
        hours: Profiles of what was captured in each hour, in hours since 1970, UTC, where that was asked for; 0 stands
            for rows of which that is not known.
        split_rule: Other than Spark's, which decides bytes: where states were kept, a file of lines was cut, or a wide
            table has larger splits.
        held_out: The profile of rows that were held out, where that was asked for; they are in `profile`, too.
        counted: By column, how many cells have which of the texts that were asked for, where the profile does not say.
        counted_by_hour: The same of each hour.
    """

    profile: DatasetProfile
    short_rows: int = 0
    delta_version: int | None = None
    one_split: bool = False
    spark_version: str = ""
    notes: tuple[str, ...] = ()
    throughput: Throughput
    split_rule: str | None = None
    hours: Mapping[int, DatasetProfile] = field(default_factory=dict)
    counted: Counts = field(default_factory=dict)
    counted_by_hour: Mapping[int, Counts] = field(default_factory=dict)
    held_out: DatasetProfile | None = None

    def renamed(self, names: Mapping[str, str]) -> Profiled:
        """With other names for the columns; `names` has each of them."""

        def as_named(profile: DatasetProfile) -> DatasetProfile:
            columns = {names[name]: column for name, column in profile.columns.items()}
            return replace(profile, columns=columns)

        def as_named_counts(counted: Counts) -> Counts:
            return {names[name]: counts for name, counts in counted.items()}

        return replace(
            self,
            profile=as_named(self.profile),
            hours={hour: as_named(profile) for hour, profile in self.hours.items()},
            held_out=None if self.held_out is None else as_named(self.held_out),
            counted=as_named_counts(self.counted),
            counted_by_hour={hour: as_named_counts(each) for hour, each in self.counted_by_hour.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """How much was profiled in what time. It differs from run to run, so no manifest's digest covers it.

    Attributes:
        reading: Who read the data, and why.
        rows, columns: Of the dataset.
        input_bytes: As stored.
        seconds: From opening the dataset to its profile, without Spark's start.
        java_compiler: Of Spark's JVM; None where that is not known.
    """

    reading: str
    rows: int
    columns: int
    input_bytes: int
    seconds: float
    java_compiler: str | None = None

    def to_json(self) -> dict[str, Any]:
        """With the rates that follow."""
        seconds = max(self.seconds, 1e-9)
        return {
            "reading": self.reading,
            "rows": self.rows,
            "columns": self.columns,
            "input_bytes": self.input_bytes,
            "seconds": round(self.seconds, 3),
            "rows_per_s": round(self.rows / seconds),
            "bytes_per_s": round(self.input_bytes / seconds),
            "values_per_s": round(self.rows * self.columns / seconds),
            "java_compiler": self.java_compiler,
        }


def notes_of(profile: DatasetProfile, short_rows: int) -> tuple[str, ...]:
    """What a person should know about the cells."""
    notes = []
    if short_rows:
        notes.append(f"{short_rows:,} rows are shorter than the header; their last cells count as missing.")
    for name, column in profile.columns.items():
        if column.not_finite:
            notes.append(
                f"{column.not_finite:,} cells of {name!r} are NaN or infinite; its numbers leave them out."
            )
        if column.numeric is not None and column.numeric.beyond_64_bits:
            notes.append(_of_long_sum(name, column.numeric.total))
    return tuple(notes)


def _of_long_sum(name: str, total: float) -> str:
    """Of integers whose sum is beyond 64 bits; what wrapped around is within them."""
    wrapped = abs(total) <= 2.0**63
    outcome = (
        "its sum and mean are what Deequ left of them; --engine arrow gives the exact ones"
        if wrapped
        else "its sum and mean are exact here, and wrapped around in Deequ"
    )
    return f"The integers of {name!r} add up to more than 64 bits hold: {outcome}."
