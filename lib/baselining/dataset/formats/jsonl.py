"""JSON Lines: one flat object a line, with the types that Spark infers; cut at line ends, as Spark does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Place
from baselining.dataset.formats.format import Planned
from baselining.dataset.formats.lines import lines_of
from baselining.dataset.found import Found
from baselining.dataset.names import MALFORMED
from baselining.dataset.readers.json_types import columns_of_some
from baselining.dataset.readers.jsonl import reading_jsonl, reading_jsonl_held_out, rows_of_jsonl
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces, RowsOfPieces


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLines:
    """A `Format`. Files must be plain (`kernels/jsonl.py`), which is found out while they are read.

    So is whether names and types are those of the beginning. If no value is of another type there, and there is no
    other name, then those are what Spark infers from all: each stands for values that are there.

    A task that folds some columns takes all values apart, because names are told apart while all are read.

    Attributes:
        all_columns: Of the dataset, once they are known.
    """

    all_columns: tuple[FileColumn, ...] = ()
    name: ClassVar = "JSON Lines"
    keeps_states: ClassVar = False
    is_always_cut: ClassVar = True
    for_all_columns: ClassVar = 0.6
    may_be_cut: ClassVar = True

    def planned(self, found: Found, types: Sequence[FileColumn]) -> Planned:
        """As `Format.planned`; if the types are not known, those of a few lines are taken.

        If others differ, reading raises OtherColumnsError.
        """
        files = lines_of(found)
        columns = tuple(types) or columns_of_some(found.place, files)
        if MALFORMED in (column.name for column in columns):
            raise UnlikeSparkError("a column has a name that stands for lines that are no objects")
        return Planned(format=replace(self, all_columns=columns), columns=columns, files=files)

    def reading(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """As `Format.reading`."""
        return reading_jsonl(self.all_columns, columns, place)

    def reading_held_out(
        self, columns: Sequence[FileColumn], place: Place, share: float
    ) -> AbstractContextManager[FoldHeldOut]:
        """As `Format.reading_held_out`."""
        return reading_jsonl_held_out(self.all_columns, columns, place, share)

    def rows(
        self, columns: Sequence[FileColumn], names: Sequence[str], place: Place
    ) -> AbstractContextManager[RowsOfPieces]:
        """As `Format.rows`."""
        return nullcontext(partial(rows_of_jsonl, columns, names, place))
