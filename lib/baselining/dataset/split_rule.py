"""How many bytes of files a split covers: what Spark is set to, and more for wide tables.

A column's state takes up to 45 KB however few rows its split has, so that those of 128 MB of 5,000 columns would be
larger than the data. It depends on the data alone, and is the same for all who read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from baselining.dataset.files import DataFile, Piece
from baselining.dataset.splits import cut_by_file, split_files

AT_LINE_ENDS = "cut at line ends"
"""The rule under which large CSV files are cut: as Spark cuts JSON Lines, at the line end behind each cut."""

_COLUMNS = 500
_MOST_TIMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRule:
    """Which bytes of which files are profiled together.

    Attributes:
        narrow_bytes: At most so many bytes are one split of a table of up to 999 columns
            (`spark.sql.files.maxPartitionBytes`).
        open_bytes: Each file in a split counts so many bytes more (`spark.sql.files.openCostInBytes`).
        by_file: Is each file cut by itself, so that its states can be kept?
        in_order: Do splits follow one another as the files do? Else the largest come first, as Spark has them.
    """

    narrow_bytes: int
    open_bytes: int
    by_file: bool = False
    in_order: bool = False

    def split_bytes(self, columns: int) -> int:
        """At most so many bytes are one split of a table of so many columns."""
        return min(max(columns // _COLUMNS, 1), _MOST_TIMES) * self.narrow_bytes

    def on_cores(self, files: Sequence[DataFile], cores: int) -> SplitRule:
        """The rule by which Spark splits these files where so many cores are to be busy (`FilePartition`)."""
        total = sum(file.size + self.open_bytes for file in files)
        return replace(
            self, narrow_bytes=min(self.narrow_bytes, max(self.open_bytes, total // cores)), in_order=False
        )

    def splits(self, files: Sequence[DataFile], columns: int, *, cut: bool) -> list[tuple[Piece, ...]]:
        """The files of a table of so many columns in splits, in the order in which their states are merged.

        Args:
            cut: May a file be cut? Otherwise each is one piece, whatever its size.
        """
        most = self.split_bytes(columns)
        if self.by_file:
            return cut_by_file(files, most)
        return split_files(
            files, split_bytes=most, open_bytes=self.open_bytes, cut=cut, in_order=self.in_order
        )

    def wide(self, columns: int, size: int) -> str | None:
        """The rule for a wide table of `size` bytes in words; None if it splits as a narrow one would."""
        most = self.split_bytes(columns)
        if most == self.narrow_bytes or size <= self.narrow_bytes:
            return None
        return f"every {most // 2**20} MiB, of a wide table"
