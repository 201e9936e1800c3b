r"""Plain CSV → column states, in one pass over the bytes; what is not plain is left to Spark's reader.

Spark's reader is univocity's, in the way the container uses it (`multiLine`). It is one line after another where each
is plain as `kernels/csv.py` has it, and then has the cells that are found there, an empty one being missing, quoted or
not. It takes the first line end it finds for that of the whole file, if it stands in its first buffer (1,048,576
characters).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.first_bytes import refuse_other_bytes
from baselining.dataset.readers.lines import BLOCK_BYTES, open_text, reused_blocks
from baselining.dataset.readers.reading import FoldHeldOut, FoldPieces
from baselining.dataset.readers.too_wide import MOST_COLUMNS, too_wide
from baselining.fold.cells import Cells, CellsBuilder
from baselining.fold.held_out import CellBuilder, HeldOutCells, HoldOut
from baselining.kernels.csv import PLAIN, REASONS, find_cells, is_ascii
from baselining.states.column import Column
from baselining.states.held_out import HeldOut
from baselining.states.kind import State

_BOM = b"\xef\xbb\xbf"
_FIRST_LINE_BYTES = 512 * 1024
_CELLS_AT_ONCE, _LEAST_ROWS = 65_536, 64
"""What is found before it is read: it should stay in the processor's cache, but a call costs microseconds."""
_MOST_NUMBERS, _ALL_NUMBERS = 16_384, 4_000_000
"""Kept before they are folded: of a column, and of all."""
_CELL = re.compile(rb'(?:"([^"\\\r\n\0]*)"|([^",\r\n\0]*))(,|\Z)')


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvLayout:
    r"""How all files of a dataset begin.

    Attributes:
        names: Of all columns, in order.
        header: The cells of each file's first line; None if files begin with a row.
        crlf: Do lines end in `\r\n`?
    """

    names: tuple[str, ...]
    header: tuple[str | None, ...] | None
    crlf: bool


def layout_of(place: Place, file: DataFile, *, header: bool) -> CsvLayout:
    """The layout of a dataset, as this file, which must have bytes, has it.

    Raises:
        DatasetError: If it changed, cannot be read, is no UTF-8 text, or has too many columns.
        UnlikeSparkError: If its first line is not plain.
    """
    with open_text(place.filesystem(), file) as opened:
        head = opened.read(_FIRST_LINE_BYTES)
    refuse_other_bytes(file.path, head)
    end = head.find(b"\n") + 1 or len(head)
    cells = first_cells(head[:end])
    if len(cells) > MOST_COLUMNS:
        raise too_wide(file.path)
    names = [f"_c{i}" if name is None or not header else name for i, name in enumerate(cells)]
    return CsvLayout(names=tuple(names), header=cells if header else None, crlf=head[:end].endswith(b"\r\n"))


def first_cells(line: bytes) -> tuple[str | None, ...]:
    """The cells of a file's first line; None where one is empty.

    Raises:
        UnlikeSparkError: If it is not plain.
    """
    text = line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line
    if not text or len(line) >= _FIRST_LINE_BYTES:
        raise UnlikeSparkError("a file begins with an empty line, or a very long one")
    if text.startswith(_BOM):
        raise UnlikeSparkError("a file begins with a byte order mark")
    cells: list[str | None] = []
    at, more = 0, True
    while more:
        found = _CELL.match(text, at)
        if found is None:
            raise UnlikeSparkError("the first line of a file is not plain CSV")
        try:
            cells.append((found[1] or found[2] or b"").decode() or None)
        except UnicodeDecodeError:
            raise UnlikeSparkError("the first line of a file is not UTF-8") from None
        at, more = found.end(), found[3] == b","
    return tuple(cells)


def reading_csv(
    layout: CsvLayout, columns: Sequence[FileColumn], place: Place
) -> AbstractContextManager[FoldPieces]:
    """With the layout, a `Reading`."""
    return nullcontext(partial(profile_csv, layout, columns, place))


def reading_csv_held_out(
    layout: CsvLayout, columns: Sequence[FileColumn], place: Place, share: float
) -> AbstractContextManager[FoldHeldOut]:
    """As `reading_csv`, with a share of the rows held out."""
    return nullcontext(partial(_profile_held_out, layout, columns, place, share))


def _profile_held_out(
    layout: CsvLayout, columns: Sequence[FileColumn], place: Place, share: float, pieces: Sequence[Piece]
) -> Iterator[tuple[int, HeldOut]]:
    hold_out = HoldOut(share)
    return _profile(layout, columns, place, pieces, lambda room: HeldOutCells(room, hold_out))


def profile_csv(
    layout: CsvLayout, columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece]
) -> Iterator[tuple[int, Column]]:
    """Fold the pieces, in order, all `columns` at once.

    Yields:
        For each column: how many rows there were, and its state. Nothing where there are no rows.

    Raises:
        DatasetError: If a file changed meanwhile, or cannot be read.
        UnlikeSparkError: If a file has something that only Spark's reader can read.
    """
    return _profile(layout, columns, place, pieces, CellsBuilder)


def _profile(
    layout: CsvLayout,
    columns: Sequence[FileColumn],
    place: Place,
    pieces: Sequence[Piece],
    builder_with: Callable[[int], CellBuilder[State]],
) -> Iterator[tuple[int, State]]:
    indexes = {name: index for index, name in enumerate(layout.names)}
    at_once = _rows_at_once(layout)
    room = max(at_once, min(_MOST_NUMBERS, _ALL_NUMBERS // len(columns)))
    builders = [(indexes[column.name], builder_with(room)) for column in columns]
    filesystem = place.filesystem()
    rows = 0
    for piece in pieces:
        with open_text(filesystem, piece.file) as file:
            for cells in read_csv(file, piece, layout, at_once):
                rows += len(cells.starts)
                for index, builder in builders:
                    builder.add(cells, index)
    if rows:
        for _, builder in builders:
            yield rows, builder.column()


def _rows_at_once(layout: CsvLayout) -> int:
    return max(_CELLS_AT_ONCE // len(layout.names), _LEAST_ROWS)


def read_csv(
    file: pa.NativeFile, piece: Piece, layout: CsvLayout, most_rows: int, block_bytes: int = BLOCK_BYTES
) -> Iterator[Cells]:
    """The rows of a piece, some at a time: where the cells of all columns are. What was handed out is overwritten.

    Raises:
        UnlikeSparkError: If something is not plain.
    """
    starts, ends = (np.empty((most_rows, len(layout.names)), np.int32) for _ in range(2))
    for number, block in enumerate(reused_blocks(file, piece, block_bytes)):
        lines = block if number or piece.start else _behind_header(block, layout)
        data = np.frombuffer(lines, np.uint8)
        plain = is_ascii(data)
        if not plain:
            _refuse_other_encodings(lines)
        at = 0
        while at < data.size:
            rows, at, found = find_cells(data, at, layout.crlf, starts, ends)
            if found != PLAIN:
                raise UnlikeSparkError(REASONS[found])
            yield Cells(data=data, starts=starts[:rows], ends=ends[:rows], is_ascii=plain)


def _behind_header(block: memoryview, layout: CsvLayout) -> memoryview:
    r"""The rows of a file's first block.

    Raises:
        UnlikeSparkError: If it does not begin as all files should.
    """
    start = bytes(block[:_FIRST_LINE_BYTES])
    end = start.find(b"\n") + 1 or len(start)
    cells = first_cells(start[:end])
    if layout.header is None:
        return block
    if cells != layout.header:
        raise UnlikeSparkError("not all files begin with the same header")
    if start[:end].endswith(b"\r\n") != layout.crlf and end < len(block):
        raise UnlikeSparkError("line ends are not all alike")
    return block[end:]


def _refuse_other_encodings(lines: memoryview) -> None:
    """Raise UnlikeSparkError if lines are not of the encoding UTF-8."""
    ends = pa.py_buffer(np.array([0, len(lines)]))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(lines)]).validate(full=True)
    except pa.ArrowInvalid:
        raise UnlikeSparkError("it is not UTF-8") from None
