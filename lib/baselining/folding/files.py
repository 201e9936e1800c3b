"""Files that workers read → their states, whoever does the work: Spark's tasks or processes of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from baselining.dataset.formats.format import HoldsOut
from baselining.dataset.reader import WorkersRead
from baselining.dataset.splits import Task
from baselining.fold.columns import COLUMN_STATES, HELD_OUT_STATES
from baselining.folding.merge import Merged
from baselining.folding.parts import ROWS
from baselining.folding.work import Counter, OpenFold, Work
from baselining.states.column import Column
from baselining.states.dataset import Dataset
from baselining.states.held_out import HeldOut
from baselining.states.kind import Kind, State

STATES_TO_MERGE = 500
"""Tasks that read files leave no more, if they can."""


class FoldFiles(Protocol):
    """Folds the files that workers read into states of some kind, and merges those."""

    def __call__(
        self,
        workers: WorkersRead,
        kind: Kind[State],
        reading: OpenFold[State],
    ) -> Merged[State]:
        """The states of all columns.

        Raises:
            DatasetError: If the files cannot be read.
            UnlikeSparkError: If only Spark's reader can read them, or for sure the same.
        """


def work_of(
    workers: WorkersRead,
    kind: Kind[State],
    reading: OpenFold[State],
    values: Counter | None,
) -> Work[State]:
    """What whoever folds these files must know; `values` counts the values that were folded."""
    return Work(
        kind=kind,
        reading=reading,
        columns=workers.columns,
        place=workers.place,
        split_of=_run_of,
        values=values,
    )


def profile_files(fold: FoldFiles, workers: WorkersRead) -> Dataset:
    """The states of all columns.

    Raises:
        DatasetError, UnlikeSparkError: As `fold`.
    """
    return dataset_of(
        [column.name for column in workers.columns], fold(workers, COLUMN_STATES, workers.reading)
    )


def profile_held_out(
    fold: FoldFiles, workers: WorkersRead, holds_out: HoldsOut, share: float
) -> tuple[Dataset, Dataset]:
    """As `profile_files`, and beside it the states of a share of the rows, from the same scan."""
    merged = fold(workers, HELD_OUT_STATES, partial(holds_out.reading_held_out, share=share))
    return with_held_out([column.name for column in workers.columns], merged)


def dataset_of(names: Sequence[str], merged: Merged[Column]) -> Dataset:
    """States by name, and the number of rows."""
    states = [merged.states.get(position, COLUMN_STATES.empty()) for position in range(len(names))]
    return Dataset(item_count=merged.items.get(ROWS, 0), columns=dict(zip(names, states, strict=True)))


def with_held_out(names: Sequence[str], merged: Merged[HeldOut]) -> tuple[Dataset, Dataset]:
    """The same of all rows, and of those that are held out."""
    states = [merged.states.get(position, HELD_OUT_STATES.empty()) for position in range(len(names))]
    everything = Dataset(
        item_count=merged.items.get(ROWS, 0),
        columns={name: state.column for name, state in zip(names, states, strict=True)},
    )
    held = {name: state.held for name, state in zip(names, states, strict=True)}
    return everything, Dataset(item_count=states[0].held.cells, columns=held)


def _run_of(task: Task) -> tuple[str, int]:
    """Parts of neighbouring splits that a task merges stand for all of them."""
    return "", task.run
