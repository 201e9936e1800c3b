r"""Plain CSV → column states, read by pyarrow; what is not plain is left to Spark's reader.

Spark's reader is univocity's, in the way the container uses it (`multiLine`). It is one line after another where each
is plain as `kernels/csv.py` has it, and then has the cells that pyarrow finds, an empty one being missing, quoted or
not. It takes the first line end it finds for that of the whole file, if it stands in its first buffer (1,048,576
characters); a byte order mark it removes at the start of a file only, and pyarrow at the start of whatever it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.first_bytes import refuse_other_bytes
from baselining.dataset.readers.lines import BLOCK_BYTES, blocks_of, open_listed, profile_lines
from baselining.dataset.readers.reading import FoldPieces
from baselining.dataset.readers.too_wide import MOST_COLUMNS, too_wide
from baselining.kernels.csv import PLAIN, REASONS, scan_csv
from baselining.states.column import Column

_BOM = b"\xef\xbb\xbf"
_FIRST_LINE_BYTES = 512 * 1024
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
    with open_listed(place.filesystem(), file) as opened:
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


def profile_csv(
    layout: CsvLayout, columns: Sequence[FileColumn], place: Place, pieces: Sequence[Piece]
) -> Iterator[tuple[int, Column]]:
    """As `profile_lines`."""
    indexes = {name: index for index, name in enumerate(layout.names)}
    wanted = [indexes[column.name] for column in columns]
    return profile_lines(columns, place, pieces, partial(read_csv, layout=layout, wanted=wanted))


def read_csv(
    file: pa.NativeFile,
    piece: Piece,
    layout: CsvLayout,
    wanted: Sequence[int],
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[pa.RecordBatch]:
    """The rows of a piece, so many bytes at a time: the `wanted` columns as text, null where a cell is empty.

    Raises:
        UnlikeSparkError: If something is not plain.
    """
    begins = piece.start == 0
    for block in blocks_of(file, piece, block_bytes):
        yield from _batches(_behind_header(block, layout) if begins else block, layout, wanted)
        begins = False


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


def _batches(lines: memoryview, layout: CsvLayout, wanted: Sequence[int]) -> Iterator[pa.RecordBatch]:
    if lines[: len(_BOM)] == _BOM:
        raise UnlikeSparkError("a line begins with a byte order mark")
    rows, found = scan_csv(np.frombuffer(lines, np.uint8), len(layout.names), layout.crlf)
    if found != PLAIN:
        raise UnlikeSparkError(REASONS[found])
    if not rows:
        return
    names = [str(index) for index in range(len(layout.names))]
    chosen = [names[index] for index in wanted]
    options = pc.ReadOptions(use_threads=False, block_size=len(lines) + 1, column_names=names)
    convert = pc.ConvertOptions(
        column_types=dict.fromkeys(chosen, pa.string()),
        include_columns=chosen,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    try:
        table = pc.read_csv(pa.BufferReader(lines), options, pc.ParseOptions(), convert)
    except pa.ArrowInvalid:
        raise UnlikeSparkError("it is not UTF-8") from None
    if table.num_rows != rows:
        raise UnlikeSparkError("it has other rows for pyarrow")
    yield from table.to_batches()
