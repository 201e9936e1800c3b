"""Tasks and merging know kinds of states only: here one that joins texts, so that the order of everything shows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from baselining.dataset.columns import FileColumn, OtherColumnsError, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.splits import Task, tasks_of
from baselining.errors import DatasetError, DocumentError
from baselining.folding.merge import merge_here, merge_sorted
from baselining.folding.parts import PROBLEM, ROWS, Part, from_batches, to_batches
from baselining.folding.problems import raise_told, told
from baselining.folding.work import Work, fold_tasks


class Texts:
    """A kind of state: texts of rows, in their order; merging shows in brackets what was merged with what."""

    tag, version = b"TEXT", 1

    def empty(self) -> str:
        return ""

    def merge(self, a: str, b: str) -> str:
        return f"({a}{b})" if a and b else a or b

    def to_bytes(self, state: str) -> bytes:
        return state.encode()

    def from_bytes(self, raw: bytes) -> str:
        if raw == b"damaged":
            raise DocumentError("A saved state is damaged.")
        return raw.decode()


COLUMNS = [FileColumn(name=name, spark_type="string") for name in "xyz"]
NAMES = "abcdefg"
SPLITS = [(Piece(file=DataFile(path=name, size=9, modified_ns=0), start=0, end=9),) for name in NAMES]


@contextmanager
def reading(columns: Sequence[FileColumn], _place: Place) -> Iterator[Any]:
    """Of each file there is a row, but of `c`."""

    def fold(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
        (piece,) = pieces
        if piece.file.path != "c":
            for column in columns:
                yield 1, f"{column.name}{piece.file.path}"

    yield fold


def by_run(task: Task) -> tuple[str, int]:
    return "", task.run


def folded(tasks: Sequence[Task], read: Any = reading) -> list[Part]:
    work = Work(kind=Texts(), reading=read, columns=COLUMNS, place=Place(), split_of=by_run)
    some_order = random.Random(1).sample(tasks, len(tasks))  # noqa: S311 - not a secret
    return list(fold_tasks(work, some_order))


@pytest.mark.parametrize("together", [1, 2, 4])
@pytest.mark.parametrize("shares", [1, 3])
def test_states_of_any_kind_are_merged_in_the_tree_of_their_splits(together: int, shares: int) -> None:
    tasks = [
        Task(run=task.run, splits=task.splits, first=first, last=last)
        for task in tasks_of(SPLITS, len(COLUMNS), 1, together=together)
        for first, last in ([(0, 3)] if shares == 1 else [(0, 1), (1, 2), (2, 3)])
    ]

    merged = merge_here(folded(tasks), Texts())

    assert merged.items == {ROWS: 6}
    assert [merged.states[place] for place in range(3)] == [
        f"((({n}a{n}b){n}d)(({n}e{n}f){n}g))" for n in "xyz"
    ]


def test_parts_survive_their_way_through_arrow() -> None:
    parts = [Part(0, "é", n, n - 1, n, bytes([n % 256])) for n in range(200)]

    assert list(from_batches(to_batches(parts))) == parts


def test_a_part_that_a_task_wrote_twice_counts_once() -> None:
    parts = folded(tasks_of(SPLITS, len(COLUMNS), 1))

    assert merge_here([*parts, *parts], Texts()) == merge_here(parts, Texts())


def test_a_problem_is_told_and_nothing_is_merged_after_it() -> None:
    @contextmanager
    def broken(columns: Sequence[FileColumn], place: Place) -> Iterator[Any]:
        with reading(columns, place) as fold:

            def read(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
                if pieces[0].file.path == "f":
                    raise DatasetError("f is damaged.", hint="Mend it.")
                yield from fold(pieces)

            yield read

    parts = folded(tasks_of(SPLITS, len(COLUMNS), 1), broken)

    with pytest.raises(DatasetError, match=r"^f is damaged") as caught:
        merge_here(parts, Texts())
    assert caught.value.hint == "Mend it."
    assert [part.position for part in merge_sorted(sorted(parts, key=lambda p: p.position), Texts())] == [
        PROBLEM
    ]


def test_a_damaged_state_is_told_as_a_problem() -> None:
    parts = [Part(0, "", split, 0, 0, b"damaged") for split in range(2)]

    (found,) = merge_sorted(parts, Texts())

    assert found.position == PROBLEM
    with pytest.raises(DocumentError, match="damaged"):
        raise_told(found.state)


@pytest.mark.parametrize(
    "problem",
    [
        DatasetError("x", hint="y"),
        DocumentError("x", hint="y"),
        UnlikeSparkError("x"),
        OtherColumnsError("x"),
    ],
)
def test_problems_are_raised_as_they_were(problem: Any) -> None:
    with pytest.raises(type(problem)) as caught:
        raise_told(told(problem))

    assert type(caught.value) is type(problem)
    assert str(caught.value) == str(problem)
