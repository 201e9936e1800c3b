"""The split rule: which bytes of which files are profiled together. It depends on the files alone.

It is Spark's own (`FilePartition.getFilePartitions`, with `minPartitionNum` 1), done here again for the path on which
Spark only schedules: files are cut every `split_bytes`; the cuts, largest first, else in the order of files, fill a
split until it would exceed that, each opened file counting `open_bytes` more. So both paths merge the same states,
in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from baselining.profile.places import DataFile, Piece

_TASKS_PER_CORE = 2
_TASK_BYTES = 16 * 1024 * 1024
"""A task costs some 70 ms of its own, whatever it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Some columns, `first` up to `last`, of one split."""

    split: int
    pieces: tuple[Piece, ...]
    first: int
    last: int


def tasks_of(splits: Sequence[tuple[Piece, ...]], columns: int, cores: int) -> list[Task]:
    """Share splits out to tasks: where there are fewer than cores could do, column by column.

    Unlike the splits, this may depend on the cores: a column's state does not depend on who folds its neighbours.
    """
    tasks = []
    for number, pieces in enumerate(splits):
        size = sum(piece.end - piece.start for piece in pieces)
        shares = min(-(-_TASKS_PER_CORE * cores // len(splits)), size // _TASK_BYTES, columns)
        shares = max(shares, 1)
        bounds = [columns * share // shares for share in range(shares + 1)]
        tasks += [
            Task(split=number, pieces=pieces, first=first, last=last) for first, last in pairwise(bounds)
        ]
    return tasks


def cut_by_file(files: Sequence[DataFile], every: int) -> list[tuple[Piece, ...]]:
    """The other split rule: each file cut by itself every so many bytes, in order of path and place in the file."""
    return [
        (Piece(file=file, start=start, end=min(start + every, file.size)),)
        for file in sorted(files, key=lambda file: file.path)
        for start in range(0, file.size, every)
    ]


def split_files(
    files: Sequence[DataFile], *, split_bytes: int, open_bytes: int, cut: bool = True
) -> list[tuple[Piece, ...]]:
    """Splits of at least one piece each, in the order in which their states are merged.

    Unless `cut`, each file is one piece, whatever its size; so Spark has files that it cannot cut.
    """
    total = sum(file.size + open_bytes for file in files)
    most = min(split_bytes, max(open_bytes, total))
    pieces = [
        Piece(file=file, start=start, end=min(start + every, file.size))
        for file in files
        for every in [most if cut else file.size]
        for start in range(0, file.size, every)
    ]
    pieces.sort(key=lambda piece: piece.start - piece.end)
    splits: list[list[Piece]] = []
    filled = 0
    for piece in pieces:
        size = piece.end - piece.start
        if not splits or filled + size > most:
            splits.append([])
            filled = 0
        splits[-1].append(piece)
        filled += size + open_bytes
    return [tuple(split) for split in splits]
