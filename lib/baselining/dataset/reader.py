"""Who reads a dataset: workers take its files apart themselves, or Spark's reader does and hands them rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.formats.format import Format
from baselining.dataset.readers.reading import Reading
from baselining.dataset.split_rule import AT_LINE_ENDS, SplitRule
from baselining.dataset.splits import Task, share_out, size_of, splits_per_task, tasks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersRead:
    """The workers read the files themselves.

    Attributes:
        format: Takes the files apart.
        splits: Pieces of files that are profiled together, in merge order.
        columns: In order.
        place: Where the files are.
        rule: By which they were split.
    """

    format: Format
    splits: Sequence[tuple[Piece, ...]]
    columns: tuple[FileColumn, ...]
    place: Place
    rule: SplitRule

    @property
    def reading(self) -> Reading:
        """What takes the files apart on an executor."""
        return self.format.reading

    def tasks(self, cores: int, most_states: int) -> list[Task]:
        """The splits, shared out to so many cores; if they can, tasks leave no more than `most_states` to merge."""
        return share_out(self.splits, len(self.columns), cores, most_states, self.format.for_all_columns)

    def tasks_of_rows(self, cores: int, most_states: int) -> list[Task]:
        """The splits, shared out so that a task reads whole rows and makes one state."""
        together = splits_per_task(list(map(size_of, self.splits)), 1, cores, most_states)
        return tasks_of(self.splits, 1, cores, together=together)

    @property
    def files(self) -> frozenset[DataFile]:
        """All files."""
        return frozenset(piece.file for split in self.splits for piece in split)

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(file.size for file in self.files)

    @property
    def has_cut_files(self) -> bool:
        """Is a file read in several pieces?"""
        return sum(map(len, self.splits)) > len(self.files)

    @property
    def other_rule(self) -> str | None:
        """How files were split, in words, where Spark would not do so by itself."""
        if self.format.is_always_cut:
            return self.rule.wide(len(self.columns), self.bytes)
        return AT_LINE_ENDS if self.has_cut_files else None

    @property
    def is_one_split(self) -> bool:
        """Is it one file that nobody cuts, neither for a narrow table nor for a wide one?"""
        whole = self.bytes <= self.rule.narrow_bytes or not self.format.is_always_cut
        return whole and len(self.files) == len(self.splits) == 1

    def __str__(self) -> str:
        """In words, for people."""
        files, splits = len(self.files), len(self.splits)
        name = self.format.name
        return (
            f"workers read {files:,} {name} file{'s' * (files != 1)} in {splits:,} split{'s' * (splits != 1)}"
        )


@dataclass(frozen=True, slots=True)
class SparkReads:
    """Spark's reader reads the dataset, because the workers cannot, or not for sure the same."""

    reason: str

    def __str__(self) -> str:
        """In words, for people."""
        return f"Spark reads it: {self.reason}"


Reader: TypeAlias = WorkersRead | SparkReads


def who_reads(plan: Callable[[], WorkersRead]) -> Reader:
    """The workers as `plan` has it, or Spark's reader if that raises UnlikeSparkError."""
    try:
        return plan()
    except UnlikeSparkError as problem:
        return SparkReads(str(problem))
