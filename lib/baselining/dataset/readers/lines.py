"""Files of lines, in blocks of whole lines; cut by Hadoop's rule.

A piece of a file covers the lines that begin behind its start (or at it, where that is the file's) and up to its end,
that included: `LineRecordReader` skips the first line it finds and reads through the line that begins at the end. So
each line belongs to one piece, however files are cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa  # noqa: TC002 - loaded anyway
from pyarrow import fs  # noqa: TC002 - likewise

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, check_unchanged
from baselining.dataset.first_bytes import refuse_other_bytes
from baselining.dataset.readers.spark_types import plain_cells, plain_type
from baselining.errors import DatasetError
from baselining.fold.batches import builder_for
from baselining.states.column import Column

BLOCK_BYTES = 16 * 1024 * 1024
_LONGEST_LINE = 1024 * 1024 * 1024
"""Arrow's offsets, which the cells of a block share, end at twice that."""
_LOOK_AHEAD = 64 * 1024


@contextmanager
def open_listed(filesystem: fs.FileSystem, listed: DataFile) -> Iterator[pa.NativeFile]:
    """A file, open, that is still as it was listed, and still is when it is closed.

    Raises:
        DatasetError: If it changed, or cannot be read.
        UnlikeSparkError: If S3 refuses.
    """
    try:
        check_unchanged(filesystem, listed)
        with filesystem.open_input_file(listed.path) as file:
            yield file
        check_unchanged(filesystem, listed)
    except UnlikeSparkError:
        check_unchanged(filesystem, listed)
        raise
    except OSError as problem:
        if "AWS Error" in str(problem):
            raise UnlikeSparkError("pyarrow has no access to it") from None
        check_unchanged(filesystem, listed)
        raise DatasetError(
            f"Cannot read {listed.path} ({type(problem).__name__}).",
            hint="Is it readable, and its disk healthy?",
        ) from None


def blocks_of(file: pa.NativeFile, piece: Piece, block_bytes: int = BLOCK_BYTES) -> Iterator[memoryview]:
    """The lines of a piece, some at a time; only the file's last line may lack its end.

    Raises:
        DatasetError: If the file begins like one that is no UTF-8 text.
        UnlikeSparkError: If a line is longer than 1 GiB.
    """
    at, end = _line_end(file, piece.start, piece), _line_end(file, piece.end, piece)
    file.seek(at)
    begun: list[bytes] = []
    while at < end:
        data = file.read(min(block_bytes, end - at))
        if not data:
            break  # the file became shorter, which is told when it is closed
        if at == 0:
            refuse_other_bytes(piece.file.path, data)
        at += len(data)
        whole = len(data) if at == end else data.rfind(b"\n") + 1
        if whole:
            yield memoryview(b"".join([*begun, memoryview(data)[:whole]]))
            begun = []
        begun.append(data[whole:])
        if sum(map(len, begun)) > _LONGEST_LINE:
            raise UnlikeSparkError("a line is longer than 1 GiB")


def profile_lines(
    columns: Sequence[FileColumn],
    place: Place,
    pieces: Sequence[Piece],
    read: Callable[[pa.NativeFile, Piece], Iterator[pa.RecordBatch]],
) -> Iterator[tuple[int, Column]]:
    """Fold what `read` makes of the pieces, in order, all `columns` at once.

    Yields:
        For each column: how many rows there were, and its state. Nothing where there are no rows.

    Raises:
        DatasetError: If a file changed meanwhile, or cannot be read.
        UnlikeSparkError: If a file has something that only Spark's reader can read.
    """
    filesystem = place.filesystem()
    builders = [builder_for(plain_type(column.spark_type)) for column in columns]
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
