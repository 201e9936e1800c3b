"""What every reader of files gives: some columns of some pieces of files, folded column by column, or row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeAlias

import pyarrow as pa

from baselining.dataset.columns import FileColumn
from baselining.dataset.files import Piece, Place
from baselining.states.column import Column
from baselining.states.held_out import HeldOut
from baselining.states.hours import Hours

FoldPieces: TypeAlias = Callable[[Sequence[Piece]], Iterator[tuple[int, Column]]]
"""Folds pieces, in order, into one state per column; yields how many rows there were, and each column's state.

May yield nothing where there are no rows.

Raises:
    DatasetError: If a file is damaged, changed meanwhile, or has a column of another type.
    UnlikeSparkError: If a file has something that only Spark's reader can read.
"""

FoldHours: TypeAlias = Callable[[Sequence[Piece]], Iterator[tuple[int, Hours]]]
"""As `FoldPieces`, with a state for each hour in which rows were captured."""

FoldHeldOut: TypeAlias = Callable[[Sequence[Piece]], Iterator[tuple[int, HeldOut]]]
"""As `FoldPieces`, with the state of rows that are held out beside that of all."""

Reading: TypeAlias = Callable[[Sequence[FileColumn], Place], AbstractContextManager[FoldPieces]]
"""Opens a place, to fold some columns of its files; travels to the executors."""

RowsOfPieces: TypeAlias = Callable[[Sequence[Piece]], Iterator[pa.RecordBatch]]
"""Gives the rows of pieces, in order, some at a time: the columns asked for, as text or numbers.

A batch may be overwritten when the next one is asked for. Raises what `FoldPieces` does.
"""
