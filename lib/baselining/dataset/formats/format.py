"""What every format gives those who plan and read its files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from baselining.dataset.columns import FileColumn
from baselining.dataset.files import DataFile, Place
from baselining.dataset.found import Found
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces, RowsOfPieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Files that are ready to be read.

    Attributes:
        format: With what was found out about them.
        columns: In order.
        files: Those to read, in order, with the columns that their folders name.
    """

    format: Format
    columns: tuple[FileColumn, ...]
    files: Sequence[DataFile]


@runtime_checkable
class HoldsOut(Protocol):
    """A format of which a share of the rows can be held out while all are read."""

    def reading_held_out(
        self, columns: Sequence[FileColumn], place: Place, share: float
    ) -> AbstractContextManager[FoldHeldOut]:
        """On an executor: as `Format.reading`, with the state of those rows beside that of all."""


class Format(Protocol):
    """A format, as a value that travels to the executors."""

    @property
    def name(self) -> str:
        """For messages."""

    @property
    def keeps_states(self) -> bool:
        """Can the states of each file be kept, and merged with those of other files later?"""

    @property
    def is_always_cut(self) -> bool:
        """Does Spark cut large files of this format, whoever wants them?"""

    @property
    def may_be_cut(self) -> bool:
        """May the workers cut large files?"""

    @property
    def for_all_columns(self) -> float:
        """Of the time that a task takes for a split: how much does not become less if it folds a few columns only?

        0 where each column can be read by itself; 1 where columns cannot be shared out among tasks.
        """

    def planned(self, found: Found, types: Sequence[FileColumn]) -> Planned:
        """What is to be known about these files in particular; at most a few lines are read.

        Args:
            found: At least one file.
            types: The columns as Spark's reader has them; none if it has text only, or they are not known yet.

        Raises:
            DatasetError: If a file cannot be read by anybody.
            UnlikeSparkError: If only Spark's reader can read them, or for sure the same.
        """

    def reading(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """On an executor: a `Reading` of some of the columns."""

    def rows(
        self, columns: Sequence[FileColumn], names: Sequence[str], place: Place
    ) -> AbstractContextManager[RowsOfPieces]:
        """On an executor: rows of some columns together.

        Args:
            columns: All of the dataset.
            names: Those to read.
        """
