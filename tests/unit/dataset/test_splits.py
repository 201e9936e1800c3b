"""The split rule, as plain arithmetic; that it is Spark's is tested in test_direct.py."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.dataset.files import DataFile
from baselining.dataset.splits import (
    share_out,
    shares_at_a_cost,
    split_files,
    splits_per_task,
    tasks_of,
)
from baselining.folding.pace import pace

LARGE = 128 * 1024 * 1024
SIZES = st.lists(st.integers(1, 3000), min_size=1, max_size=30)


def files(sizes: list[int]) -> list[DataFile]:
    return [DataFile(path=f"{i:03}", size=size, modified_ns=0) for i, size in enumerate(sizes)]


@given(SIZES, st.integers(100, 2000), st.integers(1, 100))
def test_every_byte_is_in_one_split_and_none_is_too_large(sizes: list[int], most: int, opened: int) -> None:
    splits = split_files(files(sizes), split_bytes=most, open_bytes=opened)

    covered = sorted((piece.file.path, piece.start, piece.end) for split in splits for piece in split)
    for number, size in enumerate(sizes):
        ends = [(start, end) for path, start, end in covered if path == f"{number:03}"]
        assert ends[0][0] == 0
        assert ends[-1][1] == size
        assert all(a[1] == b[0] for a, b in pairwise(ends))
    assert all(sum(piece.end - piece.start for piece in split) <= most for split in splits)
    assert all(splits)


def test_small_files_share_a_split() -> None:
    assert len(split_files(files([10] * 50), split_bytes=1000, open_bytes=10)) == 1
    assert len(split_files(files([10] * 50), split_bytes=200, open_bytes=10)) == 5


@given(SIZES, st.integers(100, 2000), st.integers(1, 100))
def test_files_that_must_not_be_cut_are_whole(sizes: list[int], most: int, opened: int) -> None:
    splits = split_files(files(sizes), split_bytes=most, open_bytes=opened, cut=False)

    pieces = [piece for split in splits for piece in split]
    assert sorted(piece.file.path for piece in pieces) == [file.path for file in files(sizes)]
    assert all((piece.start, piece.end) == (0, piece.file.size) for piece in pieces)
    assert all(len(split) == 1 or sum(piece.end for piece in split) <= most for split in splits)


@given(SIZES, st.integers(1, 60), st.integers(1, 64), st.sampled_from([1, 2, 8]))
def test_every_column_of_every_split_is_one_task_s(
    sizes: list[int], columns: int, cores: int, together: int
) -> None:
    splits = split_files(files([size * 100_000 for size in sizes]), split_bytes=10**8, open_bytes=10)

    tasks = tasks_of(splits, columns, cores, together=together)

    for run in range(-(-len(splits) // together)):
        mine = [task for task in tasks if task.run == run]
        assert [c for task in mine for c in range(task.first, task.last)] == list(range(columns))
        for task in mine:
            assert task.splits == tuple(splits[run * together : (run + 1) * together])
            assert task.first < task.last


def test_few_states_are_merged_by_the_driver() -> None:
    assert splits_per_task([LARGE] * 24, 20, 2, 500) == 1


def test_many_states_are_merged_by_the_tasks_that_made_them() -> None:
    assert splits_per_task([LARGE] * 5, 1000, 2, 500) == 8
    assert splits_per_task([LARGE] * 30, 5000, 2, 500) == 32


def test_there_are_runs_enough_for_the_cores() -> None:
    assert splits_per_task([LARGE] * 1000, 500, 1000, 500) == 8
    assert splits_per_task([1000] * 313, 1, 100, 500) == 1


def test_tiny_splits_share_a_task() -> None:
    assert splits_per_task([30_000] * 313, 3, 2, 500) == 64
    assert splits_per_task([LARGE] + [30_000] * 312, 3, 2, 500) == 64
    assert splits_per_task([LARGE, LARGE] + [30_000] * 311, 1, 2, 500) == 1, (
        "two large ones are never one task"
    )


def test_of_many_splits_no_task_takes_too_long() -> None:
    splits = split_files(files([30 * 10**8]), split_bytes=10**8, open_bytes=10)

    assert len(tasks_of(splits, 5000, 1, together=32)) == 6


def test_one_large_split_is_shared_out_by_columns() -> None:
    split = split_files(files([10**8]), split_bytes=2 * 10**8, open_bytes=10)

    assert len(tasks_of(split, 20, 2)) == 4
    assert len(tasks_of(split, 20, 100)) == 5  # of no less than 16 MB each
    assert len(tasks_of(split, 1, 100)) == 1


def test_the_pace_says_how_long_the_rest_takes() -> None:
    assert pace(0.25, 400_000_000, 10) == "100 of 400 MB, 10 MB/s, 30 s left"
    assert pace(0, 400_000_000, 10) == "of 400 MB"
    assert pace(0, 1_234, 0) == "of 1 kB"
    assert pace(0, 300, 0) == "of 1 kB"
    assert (
        pace(0.25, 400_000_000, 10, values=20_000_000, columns=20)
        == "1,000,000 rows, 100 of 400 MB, 2.0 M values/s, 10 MB/s, 30 s left"
    )


@pytest.mark.parametrize(
    ("sizes", "cores", "shares"),
    [
        ([500], 1, [1]),
        ([500], 2, [2]),
        ([500], 4, [4]),
        ([500], 100, [8]),
        ([128, 128, 128, 122], 2, [1, 1, 1, 1]),  # as many for each core
        ([128, 128, 128], 2, [1, 1, 2]),  # else one core would be idle while the other reads the last one
        ([128, 128, 128, 41], 2, [1, 1, 2, 2]),
        ([128, 128, 128], 4, [1, 1, 1]),  # a fourth core helps one of them only
        ([128] * 17, 2, [1] * 17),
    ],
)
def test_columns_are_shared_out_at_a_cost_where_all_end_sooner(
    sizes: list[int], cores: int, shares: list[int]
) -> None:
    assert shares_at_a_cost(sizes, cores, 0.15) == shares


def test_columns_that_cannot_be_shared_out_are_not() -> None:
    assert shares_at_a_cost([128, 128, 128], 2, 1.0) == [1, 1, 1]


def test_all_columns_of_all_splits_are_in_one_task_each() -> None:
    splits = split_files(files([3 * LARGE]), split_bytes=LARGE, open_bytes=1)
    tasks = share_out(splits, 20, 2, 500, 0.6)
    assert [(task.run, task.first, task.last) for task in tasks] == [
        (0, 0, 20),
        (1, 0, 20),
        (2, 0, 10),
        (2, 10, 20),
    ]
