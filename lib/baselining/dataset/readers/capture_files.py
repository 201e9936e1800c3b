"""Files of captured records → blocks of whole lines; small ones in S3 are fetched while others are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import pyarrow as pa
from pyarrow import fs

from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.batches import records_in_batch
from baselining.dataset.readers.capture import Block, CaptureRule, records_of
from baselining.dataset.readers.lines import BLOCK_BYTES, open_listed, reused_blocks

_SMALL_BYTES = 4 * 1024 * 1024
_AHEAD = 16
"""A request to S3 takes some 20 ms, whatever it fetches, and a file takes four."""


def blocks_of_records(
    filesystem: fs.FileSystem, piece: Piece, rule: CaptureRule, block_bytes: int = BLOCK_BYTES
) -> Iterator[Block]:
    """The records of a piece of a file, block by block; a block is overwritten by the next one.

    Raises:
        DatasetError: As `lines_of_records`, and `records_of`.
    """
    for block in lines_of_records(filesystem, piece, block_bytes):
        yield records_of(block, rule)


def lines_of_pieces(place: Place, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Iterator[memoryview]]]:
    """For each piece, in order, what `lines_of_records` gives."""
    filesystem = place.filesystem()
    if not place.is_s3:
        yield from ((piece, lines_of_records(filesystem, piece)) for piece in pieces)
        return
    with ThreadPoolExecutor(_AHEAD) as pool:
        left = iter(pieces)
        waiting: deque[tuple[Piece, Future[bytes] | None]] = deque()

        def ask(count: int) -> None:
            for piece in islice(left, count):
                fetched = pool.submit(_fetch, filesystem, piece) if _is_small(piece) else None
                waiting.append((piece, fetched))

        ask(_AHEAD)
        while waiting:
            piece, fetched = waiting.popleft()
            ask(1)
            if fetched is None:
                yield piece, lines_of_records(filesystem, piece)
            else:
                yield piece, reused_blocks(pa.BufferReader(fetched.result()), piece)


def lines_of_records(
    filesystem: fs.FileSystem, piece: Piece, block_bytes: int = BLOCK_BYTES
) -> Iterator[memoryview]:
    """Whole lines of records, some at a time, as blocks that may be changed, and that the next one overwrites.

    Those of an input of a batch transform are all in its first piece.

    Raises:
        DatasetError: If the file changed in another way than by growing, or cannot be read.
    """
    if not piece.file.is_batch:
        with open_listed(filesystem, piece.file, may_grow=True) as file:
            yield from reused_blocks(file, piece, block_bytes)
    elif not piece.start:
        with open_listed(filesystem, piece.file):  # which is as it was listed, before and behind
            yield from records_in_batch(filesystem, piece.file)


def _is_small(piece: Piece) -> bool:
    """Is it a whole small file, which is no batch's?"""
    is_whole = not piece.start and piece.end == piece.file.size
    return is_whole and piece.file.size <= _SMALL_BYTES and not piece.file.is_batch


def _fetch(filesystem: fs.FileSystem, piece: Piece) -> bytes:
    """What a file held when it was listed."""
    with open_listed(filesystem, piece.file, may_grow=True) as file:
        found: bytes = file.read(piece.file.size)
    return found
