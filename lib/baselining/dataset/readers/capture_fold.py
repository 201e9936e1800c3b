"""Rows of captured records → column states, where that is asked for one for each hour of capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from pyarrow import fs  # noqa: TC002 - loaded anyway

from baselining.dataset.capture.hour_folders import hour_of_path
from baselining.dataset.capture.records import Encoding
from baselining.dataset.capture.told import FileTold, ToldSink
from baselining.dataset.columns import FileColumn
from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.capture import (
    CaptureRule,
    Longs,
    encoding_of,
    records_of,
    several_encodings,
)
from baselining.dataset.readers.capture_files import lines_of_pieces
from baselining.dataset.readers.capture_rows import CsvRows, JsonRows, Rows
from baselining.dataset.readers.lines import BLOCK_BYTES
from baselining.dataset.readers.reading import FoldHours, FoldPieces
from baselining.kernels.escapes import UNKNOWN
from baselining.states.column import Column
from baselining.states.hours import NO_HOUR, Hours

_USUAL_HOURS = 24
_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureLayout:
    """What rows of captured records look like, as their beginning has it.

    Attributes:
        encoding: Of their payloads.
        output_width: Of CSV: how many columns an output has.
    """

    encoding: Encoding
    output_width: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureReading:
    """How captured records are read; travels to the executors.

    Attributes:
        told: Told what was found beside rows.
    """

    rule: CaptureRule
    layout: CaptureLayout
    told: ToldSink | None = None

    def opened(self, columns: Sequence[FileColumn], place: Place) -> AbstractContextManager[FoldPieces]:
        """A `Reading`."""
        return nullcontext(partial(self._fold, columns, place))

    def opened_by_hour(
        self, columns: Sequence[FileColumn], place: Place
    ) -> AbstractContextManager[FoldHours]:
        """As `opened`, with a state for each hour."""
        return nullcontext(partial(self._fold_by_hour, columns, place))

    def _fold(
        self, columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece]
    ) -> Iterator[tuple[int, Column]]:
        rows, builders = self._folded(columns, place, pieces, by_hour=False)
        if rows:
            for builder in builders[NO_HOUR]:
                yield rows, builder.column()

    def _fold_by_hour(
        self, columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece]
    ) -> Iterator[tuple[int, Hours]]:
        rows, builders = self._folded(columns, place, pieces, by_hour=True)
        if rows:
            for index in range(len(columns)):
                yield rows, {hour: builders[hour][index].column() for hour in sorted(builders)}

    def _folded(
        self, columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece], *, by_hour: bool
    ) -> tuple[int, dict[int, list[Any]]]:
        """How many rows there were, and by hour what folded them."""
        source = self._rows_of(columns, by_hour=by_hour)
        builders: dict[int, list[Any]] = {}
        rows = 0
        for piece, blocks in lines_of_pieces(place, pieces):
            told, lines = FileTold(), 0
            hour = hour_of_path(piece.file.path)
            for block in map(partial(records_of, rule=self.rule), blocks):
                encoding = encoding_of(block.records)
                if encoding not in (None, self.layout.encoding):
                    raise several_encodings()
                for seconds, batch in source.batches(block):
                    rows += len(seconds)
                    for found, start, end in _runs(seconds, hour, by_hour=by_hour):
                        if found not in builders:
                            builders[found] = source.builders()
                        source.add(builders[found], batch, start, end)
                told += _moved(block.found(source.take_short()), lines)
                lines += block.line_count
            if self.told is not None:
                told = _moved(told, _lines_before(place.filesystem(), piece)) if told.places else told
                self.told.add({(piece.file.path, piece.start): told})
        return rows, builders

    def _rows_of(self, columns: Sequence[FileColumn], *, by_hour: bool) -> Rows:
        if self.layout.encoding is Encoding.JSON:
            return JsonRows(columns, self.rule.captured_output)
        hours = _USUAL_HOURS if by_hour else 1
        return CsvRows(len(columns), self.rule.captured_output, self.layout.output_width, hours)


def _moved(told: FileTold, lines: int) -> FileTold:
    """The same with so many lines before."""
    return replace(told, places=tuple(number + lines for number in told.places))


def _lines_before(filesystem: fs.FileSystem, piece: Piece) -> int:
    """How many lines a file has before those of a piece."""
    if not piece.start:
        return 0
    with filesystem.open_input_file(piece.file.path) as file:
        left, lines = piece.start, 1  # the one that goes on at the start
        while left > 0 and (data := file.read(min(left, BLOCK_BYTES))):
            lines += data.count(b"\n")
            left -= len(data)
    return lines


def _runs(seconds: Longs, hour: int | None, *, by_hour: bool) -> Iterator[tuple[int, int, int]]:
    """Rows that follow one another and are of one hour: that, and where they start and end.

    Args:
        hour: That of rows that do not tell when they were captured.
    """
    if not by_hour:
        yield NO_HOUR, 0, len(seconds)
        return
    known = np.where(seconds == UNKNOWN, (hour or NO_HOUR) * _HOUR_S, seconds)
    hours = np.maximum(known // _HOUR_S, NO_HOUR)
    starts = np.flatnonzero(np.diff(hours, prepend=hours[0] - 1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(hours)], strict=True):
        yield int(hours[start]), start, end
