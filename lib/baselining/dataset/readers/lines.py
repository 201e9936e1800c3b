"""Files of lines, in blocks of whole lines; cut by Hadoop's rule.

A piece of a file covers the lines that begin behind its start (or at it, where that is the file's) and up to its end,
that included: `LineRecordReader` skips the first line it finds and reads through the line that begins at the end. So
each line belongs to one piece, however files are cut.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
from pyarrow import fs

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.compression import codec_of
from baselining.dataset.files import DataFile, Piece, Place, check_unchanged
from baselining.dataset.first_bytes import FIRST_BYTES, refuse_other_bytes
from baselining.dataset.readers.spark_types import plain_cells, plain_type
from baselining.errors import DatasetError
from baselining.fold.batches import ArrayBuilder
from baselining.kernels.csv import PADDING
from baselining.states.kind import State

BLOCK_BYTES = 16 * 1024 * 1024
_LONGEST_LINE = 1024 * 1024 * 1024
"""Arrow's offsets, which the cells of a block share, end at twice that."""
_LOOK_AHEAD = 64 * 1024


@contextmanager
def open_listed(
    filesystem: fs.FileSystem, listed: DataFile, *, may_grow: bool = False
) -> Iterator[pa.NativeFile]:
    """A file, open, that is still as it was listed, and still is when it is closed.

    Args:
        may_grow: May somebody add to its end meanwhile?

    Raises:
        DatasetError: If it changed, or cannot be read.
        UnlikeSparkError: If S3 refuses.
    """
    try:
        check_unchanged(filesystem, listed, may_grow=may_grow)
        with filesystem.open_input_file(listed.path) as file:
            yield file
        check_unchanged(filesystem, listed, may_grow=may_grow)
    except UnlikeSparkError:
        check_unchanged(filesystem, listed, may_grow=may_grow)
        raise
    except OSError as problem:
        if "AWS Error" in str(problem):
            raise UnlikeSparkError("pyarrow has no access to it") from None
        check_unchanged(filesystem, listed, may_grow=may_grow)
        raise DatasetError(
            f"Cannot read {listed.path} ({type(problem).__name__}).",
            hint="Is it readable, and its disk healthy?",
        ) from None


@contextmanager
def open_text(filesystem: fs.FileSystem, listed: DataFile) -> Iterator[pa.NativeFile]:
    """As `open_listed`, decompressed where the file's name says so; it can only be read from its start then.

    Raises:
        DatasetError: If it changed, or cannot be read.
        UnlikeSparkError: If it cannot be decompressed, or S3 refuses.
    """
    codec = codec_of(listed.path)
    with open_listed(filesystem, listed) as file:
        if codec is None:
            yield file
            return
        try:
            with pa.CompressedInputStream(pa.BufferedInputStream(file, BLOCK_BYTES), codec) as text:
                yield text
        except (OSError, pa.ArrowException):
            raise UnlikeSparkError("it cannot be decompressed") from None


def blocks_of(file: pa.NativeFile, piece: Piece, block_bytes: int = BLOCK_BYTES) -> Iterator[memoryview]:
    """As `reused_blocks`, but each block stays as it is."""
    for block in reused_blocks(file, piece, block_bytes):
        yield memoryview(bytes(block))


def reused_blocks(file: pa.NativeFile, piece: Piece, block_bytes: int = BLOCK_BYTES) -> Iterator[memoryview]:
    """The lines of a piece, some at a time; only the file's last line may lack its end.

    A block is overwritten by the next one; `PADDING` bytes behind it may be read, which mean nothing.

    Raises:
        DatasetError: If the file begins like one that is no UTF-8 text.
        UnlikeSparkError: If a line is longer than 1 GiB.
    """
    at, end = 0, sys.maxsize  # of a file that is decompressed, which nobody cuts
    if file.seekable():
        at, end = _line_end(file, piece.start, piece), _line_end(file, piece.end, piece)
        file.seek(at)
    room = memoryview(bytearray(min(block_bytes, end - at) + PADDING))
    begun = 0
    while at < end:
        size = min(block_bytes, end - at)
        if begun + size + PADDING > len(room):
            room = _longer(room, begun, begun + size + PADDING)
        count = file.readinto(room[begun : begun + size])
        if not count:  # or the file became shorter, which is told when it is closed
            end = at
        if at == 0 and count:
            refuse_other_bytes(piece.file.path, bytes(room[: min(count, FIRST_BYTES)]))
        at += count
        filled = begun + count
        whole = filled if at == end else _behind_last_line(room, begun, filled)
        if whole:
            yield room[:whole]
        begun = filled - whole
        room[:begun] = bytes(room[whole:filled])
        if begun > _LONGEST_LINE:
            raise UnlikeSparkError("a line is longer than 1 GiB")


def _longer(room: memoryview, begun: int, size: int) -> memoryview:
    longer = memoryview(bytearray(max(size, 2 * len(room))))
    longer[:begun] = room[:begun]
    return longer


def _behind_last_line(room: memoryview, start: int, end: int) -> int:
    """Where the last line ends that ends between; 0 if none does."""
    while start < end:
        tail = max(start, end - _LOOK_AHEAD)
        found = bytes(room[tail:end]).rfind(b"\n")
        if found >= 0:
            return tail + found + 1
        end = tail
    return 0


def profile_lines(
    columns: Sequence[FileColumn],
    place: Place,
    pieces: Sequence[Piece],
    read: Callable[[pa.NativeFile, Piece], Iterator[pa.RecordBatch]],
    builder_with: Callable[[pa.DataType], ArrayBuilder[State]],
) -> Iterator[tuple[int, State]]:
    """Fold what `read` makes of the pieces, in order, all `columns` at once, each by a builder for its type.

    Yields:
        For each column: how many rows there were, and its state. Nothing where there are no rows.

    Raises:
        DatasetError: If a file changed meanwhile, or cannot be read.
        UnlikeSparkError: If a file has something that only Spark's reader can read.
    """
    filesystem = place.filesystem()
    builders = [builder_with(plain_type(column.spark_type)) for column in columns]
    rows = 0
    for piece in pieces:
        with open_listed(filesystem, piece.file) as file:
            for batch in read(file, piece):
                rows += batch.num_rows
                for builder, column, cells in zip(builders, columns, batch.columns, strict=True):
                    builder.add(plain_cells(cells, column.spark_type))
    if rows:
        for builder in builders:
            yield rows, builder.column()


def _line_end(file: pa.NativeFile, at: int, piece: Piece) -> int:
    """Behind the first line end that is not before `at`."""
    if at in (0, piece.file.size):
        return at
    file.seek(at)
    while data := file.read(_LOOK_AHEAD):
        found: int = data.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(data)
    return at
