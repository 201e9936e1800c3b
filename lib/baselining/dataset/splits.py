"""The split rule: which bytes of which files are profiled together. It depends on the files alone.

It is Spark's own (`FilePartition.getFilePartitions`, with `minPartitionNum` 1; for wide tables with a larger
`maxPartitionBytes`, see split_rule.py), done here again for the path on which Spark only schedules: files are cut every
`split_bytes`; the cuts, largest first, else in the order of files, fill a split until it would exceed that, each opened
file counting `open_bytes` more. So both paths merge the same states, in the same order.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from baselining.dataset.files import DataFile, Piece

_TASKS_PER_CORE = 2
_LEAST_BYTES = 16 * 1024 * 1024
"""A task costs some 70 ms of its own, whatever it does."""
_MOST_BYTES = 512 * 1024 * 1024
"""Of several splits: so that one sees how far it is, and a task that is done again does not take long."""
_CORES_PER_RUN = 8
_MOST_SHARES = 8
_SHARED_PER_CORE = 2
"""So many of the last splits may be shared out; those before keep all cores at work."""
_SPLITS_PER_CORE = 8
"""So many take care by themselves that no core is idle for long."""
_MOST_TOGETHER = 32
"""Each share of a run of splits opens all its files; one of 128 MB and many columns in a tenth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Some columns, `first` up to `last`, of neighbouring splits: of all from `run * n` up to `(run + 1) * n`."""

    run: int
    splits: tuple[tuple[Piece, ...], ...]
    first: int
    last: int


def share_out(
    splits: Sequence[tuple[Piece, ...]], columns: int, cores: int, most_states: int, for_all_columns: float
) -> list[Task]:
    """The splits of so many columns, shared out to so many cores.

    Tasks that can read columns by themselves merge neighbouring splits, so that no more than `most_states` are left to
    merge, where they can.

    Args:
        for_all_columns: As `Format.for_all_columns`.
    """
    sizes = list(map(size_of, splits))
    if for_all_columns:
        return tasks_of(splits, columns, cores, shares=shares_at_a_cost(sizes, cores, for_all_columns))
    together = splits_per_task(sizes, columns, cores, most_states)
    return tasks_of(splits, columns, cores, together=together)


def shares_at_a_cost(sizes: Sequence[int], cores: int, for_all_columns: float) -> list[int]:
    """Among how many tasks the columns of each split, of `sizes` bytes, are shared out, so that all end soonest.

    The first splits stay whole; the columns of the last ones are shared out where a core would have nothing to do.
    """
    whole = [1] * len(sizes)
    if len(sizes) >= _SPLITS_PER_CORE * cores:
        return whole
    plans = [
        [*whole[last:], *[shares] * last]
        for last in range(1, min(len(sizes), _SHARED_PER_CORE * cores) + 1)
        for shares in range(2, min(cores, _MOST_SHARES) + 1)
    ]
    return min([whole, *plans], key=partial(_seconds, sizes, cores, for_all_columns))


def _seconds(sizes: Sequence[int], cores: int, for_all_columns: float, plan: Sequence[int]) -> float:
    """When all are done (in any unit), each task being taken by the first core that is free."""
    free = [0.0] * cores
    for size, shares in zip(sizes, plan, strict=True):
        for _ in range(shares):
            heapq.heapreplace(free, free[0] + size * (for_all_columns + (1 - for_all_columns) / shares))
    return max(free)


def splits_per_task(sizes: Sequence[int], columns: int, cores: int, most_states: int) -> int:
    """How many splits, of `sizes` bytes, a task merges by itself: a power of two.

    As few as leave no more than `most_states` to merge: states take tens of kilobytes, so that handing on thousands
    costs more than folding them. But not so many that there are too few runs for the cores. Tiny splits, as of
    thousands of tiny files, share a task in any case.
    """
    together = 1
    while _are_tiny(sizes, 2 * together) and len(sizes) >= 2 * together * _TASKS_PER_CORE * cores:
        together *= 2
    while together < _MOST_TOGETHER:
        runs = -(-len(sizes) // together)
        if runs * columns <= most_states or runs <= max(cores // _CORES_PER_RUN, 1):
            break
        together *= 2
    return together


def _are_tiny(sizes: Sequence[int], together: int) -> bool:
    """Does the largest split stay about as much work as a task does, if so many share one?"""
    most = max(sizes) + _LEAST_BYTES
    return all(sum(sizes[start : start + together]) <= most for start in range(0, len(sizes), together))


def size_of(split: tuple[Piece, ...]) -> int:
    """Bytes."""
    return sum(piece.end - piece.start for piece in split)


def tasks_of(
    splits: Sequence[tuple[Piece, ...]],
    columns: int,
    cores: int,
    *,
    together: int = 1,
    shares: Sequence[int] | None = None,
) -> list[Task]:
    """Share runs of splits out to tasks: where there are fewer than cores could do, column by column.

    Args:
        together: Splits of a run.
        shares: Of the columns of each run, at most; None where they can be read by themselves.

    Unlike the splits, this may depend on the cores: a column's state does not depend on who folds its neighbours, nor
    on which neighbouring splits are merged first, as long as runs are a power of two (`MergeTree`).
    """
    tasks = []
    runs = [tuple(splits[start : start + together]) for start in range(0, len(splits), together)]
    for number, run in enumerate(runs):
        size = sum(map(size_of, run))
        wanted = shares[number] if shares else -(-_TASKS_PER_CORE * cores // len(runs))
        least = -(-size // _MOST_BYTES) if len(run) > 1 else 1
        count = min(max(min(wanted, size // _LEAST_BYTES), least, 1), columns)
        bounds = [columns * share // count for share in range(count + 1)]
        tasks += [Task(run=number, splits=run, first=first, last=last) for first, last in pairwise(bounds)]
    return tasks


def cut_by_file(files: Sequence[DataFile], every: int) -> list[tuple[Piece, ...]]:
    """The other split rule: each file cut by itself every so many bytes, in order of path and place in the file."""
    return [
        (Piece(file=file, start=start, end=min(start + every, file.size)),)
        for file in sorted(files, key=lambda file: file.path)
        for start in range(0, file.size, every)
    ]


def split_files(
    files: Sequence[DataFile],
    *,
    split_bytes: int,
    open_bytes: int,
    cut: bool = True,
    in_order: bool = False,
) -> list[tuple[Piece, ...]]:
    """Splits of at least one piece each, in the order in which their states are merged.

    Unless `cut`, each file is one piece, whatever its size; so Spark has files that it cannot cut. Unless `in_order`,
    the largest pieces come first.
    """
    total = sum(file.size + open_bytes for file in files)
    most = min(split_bytes, max(open_bytes, total))
    pieces = [
        Piece(file=file, start=start, end=min(start + every, file.size))
        for file in files
        for every in [most if cut else file.size]
        for start in range(0, file.size, every)
    ]
    if not in_order:
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
