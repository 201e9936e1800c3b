"""Endpoint data capture: JSON Lines of records, whose payloads are the rows; cut at line ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import ClassVar

from baselining.dataset.capture.hour_folders import may_hold
from baselining.dataset.capture.told import ToldSink
from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.compression import refuse_compressed
from baselining.dataset.files import DataFile, Place
from baselining.dataset.formats.format import Planned
from baselining.dataset.found import Found
from baselining.dataset.readers.batches import with_batches
from baselining.dataset.readers.capture import CaptureRule
from baselining.dataset.readers.capture_fold import CaptureLayout, CaptureReading
from baselining.dataset.readers.capture_kinds import columns_of_some, layout_of
from baselining.dataset.readers.reading import FoldHours, FoldPieces, RowsOfPieces
from baselining.errors import DatasetError, NoDataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A `Format`. Whether rows look as their beginning does is found out while all are read.

    Columns are not shared out, because each record has cells of all.

    Attributes:
        rule: Which records are read, and how.
        layout: What their rows look like, once that is known.
        told: Told what is found beside rows.
        merges_as_container: Are states of files merged in the container's order of operations?
    """

    rule: CaptureRule
    layout: CaptureLayout | None = None
    told: ToldSink | None = None
    merges_as_container: bool = False
    name: ClassVar = "data capture"
    keeps_states: ClassVar = False
    is_always_cut: ClassVar = True
    for_all_columns: ClassVar = 1.0
    may_be_cut: ClassVar = True

    def planned(self, found: Found, types: Sequence[FileColumn]) -> Planned:
        """As `Format.planned`; if the columns are not known, those of a few records are taken.

        If others differ, reading raises OtherColumnsError.
        """
        files = self.files_of(found)
        layout = self.layout or layout_of(found.place, files, self.rule)
        columns = tuple(types) or columns_of_some(found.place, files, self.rule, layout)
        return Planned(format=replace(self, layout=layout), columns=columns, files=files)

    def files_of(self, found: Found) -> list[DataFile]:
        """The files that may hold records within the limits, in order of their paths, which is that of time.

        Raises:
            NoDataError: If there are none.
            DatasetError: As `with_batches`.
        """
        files = [
            file
            for file in found.files
            if file.size and may_hold(file.path, self.rule.since, self.rule.until)
        ]
        if not files:
            raise NoDataError(
                "There is no captured data: no file"
                + (" of the hours in the window" if self.rule.is_limited else "")
                + " has a byte in it.",
                hint="Is capture switched on, and is it that endpoint's traffic in those hours (UTC)?",
            )
        try:
            refuse_compressed(files)
        except UnlikeSparkError:
            raise DatasetError(
                "A file of captured data is compressed, by its name, as SageMaker never writes one.",
                hint="Decompress it, or name a folder without it.",
            ) from None
        return with_batches(found.place, files)

    def reading(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """As `Format.reading`."""
        return self._reading().opened(columns, place)

    def reading_by_hour(
        self, columns: Sequence[FileColumn], place: Place
    ) -> AbstractContextManager[FoldHours]:
        """As `reading`, with a state for each hour."""
        return self._reading().opened_by_hour(columns, place)

    def rows(
        self,
        columns: Sequence[FileColumn],  # noqa: ARG002 - of no use, see below
        names: Sequence[str],  # noqa: ARG002 - likewise
        place: Place,  # noqa: ARG002 - likewise
    ) -> AbstractContextManager[RowsOfPieces]:
        """As `Format.rows`: rows of records are made in plain Python, and handed to Spark."""
        raise UnlikeSparkError("whole rows of captured records are made one by one")

    def _reading(self) -> CaptureReading:
        assert self.layout is not None  # noqa: S101 - planned before it is read
        return CaptureReading(rule=self.rule, layout=self.layout, told=self.told)
