"""Tasks → parts: whoever has a task reads some columns of neighbouring splits and folds them into states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias

from baselining.dataset.columns import FileColumn
from baselining.dataset.files import Piece, Place
from baselining.dataset.splits import Task
from baselining.folding.parts import PROBLEM, ROWS, Part
from baselining.folding.problems import PROBLEMS, told
from baselining.states.kind import Kind, State
from baselining.states.tree import MergeTree

Fold: TypeAlias = Callable[[Sequence[Piece]], Iterator[tuple[int, State]]]
"""Folds pieces, in order, into one state per column; yields how many rows there were, and each column's state.

May yield nothing where there are no rows. Raises what problems.py can tell.
"""


OpenFold: TypeAlias = Callable[[Sequence[FileColumn], Place], AbstractContextManager[Fold[State]]]
"""Opens a place to fold some columns of its files."""


class Counter(Protocol):
    """Counts what tasks add: Spark's accumulator, or a plain one."""

    def add(self, term: int) -> None:
        """More of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[State]):
    """What whoever folds files must know.

    Attributes:
        kind: Of the states.
        reading: Opens a place to fold some columns of its files.
        columns: Of the dataset; each task has some.
        place: Where the files are.
        split_of: File and start of the parts that a task makes.
        values: Counts the values that were folded.
    """

    kind: Kind[State]
    reading: OpenFold[State]
    columns: Sequence[FileColumn]
    place: Place
    split_of: Callable[[Task], tuple[str, int]]
    values: Counter | None = None


def fold_tasks(work: Work[Any], tasks: Iterable[Task]) -> Iterator[Part]:
    """The parts of tasks; what goes wrong with the data is one, too."""
    for task in tasks:
        yield from _fold_task(work, task)


def _fold_task(work: Work[Any], task: Task) -> Iterator[Part]:
    """A part per column; one with the number of rows, from whoever has the first column; or what went wrong."""
    file, start = work.split_of(task)
    mine = work.columns[task.first : task.last]
    try:
        with work.reading(mine, work.place) as fold:
            for position, (rows, state) in enumerate(
                _folded(work.kind, fold, task.splits, len(mine)), task.first
            ):
                if work.values is not None:
                    work.values.add(rows)
                if position == 0:
                    yield Part(0, file, start, ROWS, rows, b"")
                encoded = work.kind.to_bytes(state) if rows else b""
                yield Part(0, file, start, position, 0, encoded)
    except PROBLEMS as problem:
        yield Part(0, file, start, PROBLEM, 0, told(problem))


def _folded(
    kind: Kind[State], fold: Fold[State], splits: Sequence[Sequence[Piece]], columns: int
) -> Iterator[tuple[int, State]]:
    """The number of rows and the state of each column, of neighbouring splits merged."""
    if len(splits) == 1:
        yield from _of_one_split(kind, fold, splits[0], columns)
        return
    trees = [MergeTree(kind) for _ in range(columns)]
    items = 0
    for pieces in splits:
        for column, (rows, state) in enumerate(_of_one_split(kind, fold, pieces, columns)):
            trees[column].add(state)
            items += rows if column == 0 else 0
    yield from ((items, tree.merged()) for tree in trees)


def _of_one_split(
    kind: Kind[State], fold: Fold[State], pieces: Sequence[Piece], columns: int
) -> Iterator[tuple[int, State]]:
    """Column by column, of which none is held; a reader may say nothing of a split without rows."""
    folded = 0
    for rows, state in fold(pieces):
        yield rows, state if rows else kind.empty()
        folded += 1
    for _ in range(folded, columns):
        yield 0, kind.empty()
