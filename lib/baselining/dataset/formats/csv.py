"""CSV: all text; a file is one piece, as for the container, unless it may be cut."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from baselining.dataset.columns import FileColumn
from baselining.dataset.compression import codec_of
from baselining.dataset.files import Place
from baselining.dataset.formats.format import Planned
from baselining.dataset.formats.lines import text_of
from baselining.dataset.found import Found
from baselining.dataset.readers.csv import CsvLayout, layout_of, reading_csv, reading_csv_held_out
from baselining.dataset.readers.csv_rows import rows_of_csv
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces, RowsOfPieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Csv:
    """A `Format`. Files must be plain (`readers/csv.py`), which is found out while they are read.

    Attributes:
        header: Do files begin with the column names?
        may_be_cut: Was that asked for? It decides bytes. None is, where one is compressed.
        layout: How all files begin, once that is known.
    """

    header: bool = True
    may_be_cut: bool = False
    layout: CsvLayout | None = None
    name: ClassVar = "CSV"
    keeps_states: ClassVar = False
    is_always_cut: ClassVar = False
    for_all_columns: ClassVar = 0.15

    @property
    def names_all_columns(self) -> bool:
        """Does the header leave no column without a name? So does none at all."""
        return self.layout is None or self.layout.header is None or None not in self.layout.header

    def planned(
        self,
        found: Found,
        types: Sequence[FileColumn],  # noqa: ARG002 - all is text
    ) -> Planned:
        """As `Format.planned`; a file's first line is read."""
        files = text_of(found)
        codecs = {codec_of(file.path) for file in found.files}
        largest = max(files, key=lambda file: file.size)  # Spark hands over its first row first
        layout = layout_of(found.place, largest, header=self.header)
        columns = tuple(FileColumn(name=name, spark_type="string") for name in layout.names)
        return Planned(
            format=replace(self, layout=layout, may_be_cut=self.may_be_cut and codecs == {None}),
            columns=columns,
            files=files,
        )

    def reading(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """As `Format.reading`."""
        assert self.layout is not None  # noqa: S101 - planned before it is read
        return reading_csv(self.layout, columns, place)

    def reading_held_out(
        self, columns: Sequence[FileColumn], place: Place, share: float
    ) -> AbstractContextManager[FoldHeldOut]:
        """As `Format.reading_held_out`."""
        assert self.layout is not None  # noqa: S101 - planned before it is read
        return reading_csv_held_out(self.layout, columns, place, share)

    def rows(
        self,
        columns: Sequence[FileColumn],  # noqa: ARG002 - the layout knows them
        names: Sequence[str],
        place: Place,
    ) -> AbstractContextManager[RowsOfPieces]:
        """As `Format.rows`."""
        assert self.layout is not None  # noqa: S101 - planned before it is read
        return nullcontext(partial(rows_of_csv, self.layout, names, place))
