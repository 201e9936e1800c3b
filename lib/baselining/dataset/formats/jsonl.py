"""JSON Lines: one flat object a line, with the types that Spark finds; cut at line ends, as Spark does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import Place
from baselining.dataset.formats.format import Planned
from baselining.dataset.formats.lines import lines_of
from baselining.dataset.found import Found
from baselining.dataset.readers.jsonl import TYPES, reading_jsonl
from baselining.dataset.readers.reading import FoldPieces
from baselining.dataset.splits import Sharing


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLines:
    """A `Format`. Files must be plain (`readers/jsonl.py`), which is found out while they are read.

    Columns are not shared out, because names are told apart while all are read.
    """

    name: ClassVar = "JSON Lines"
    keeps_states: ClassVar = False
    is_always_cut: ClassVar = True
    sharing: ClassVar = Sharing.NEVER
    may_be_cut: ClassVar = True

    def planned(self, found: Found, types: Sequence[FileColumn]) -> Planned:
        """As `Format.planned`."""
        for column in types:
            if column.spark_type not in TYPES:
                raise UnlikeSparkError(f"the column {column.name!r} is of type {column.spark_type}")
        return Planned(format=self, columns=tuple(types), files=lines_of(found))

    def reading(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """As `Format.reading`."""
        return reading_jsonl(columns, place)
