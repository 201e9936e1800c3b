"""Any history of files that come, go and change is planned as if from scratch, and nothing is read twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.states.saved.index import Covered, Index, read_index
from baselining.states.saved.refresh import MOST_RUNS, Refresh, plan_refresh

Content = tuple[int, int]
"""Size and time."""

SNAPSHOTS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1
)


def wanted(files: dict[str, Content], run: str, **other: Any) -> Index:
    covered = {name: Covered(size=size, modified_ns=time, run=run) for name, (size, time) in files.items()}
    index = Index(
        dataset="d", dataset_format="parquet", columns=(("x", "int"),), split_bytes=2, files=covered
    )
    return replace(index, **other)


class Disk:
    """What runs wrote: which content of which file each folder has the states of."""

    def __init__(self) -> None:
        self.saved: Index | None = None
        self.folders: dict[str, dict[str, Content]] = {}

    def run(self, number: int, files: dict[str, Content]) -> Refresh:
        """One run, as planned."""
        run = f"run{number}"
        plan = plan_refresh(self.saved, wanted(files, run), self.folders.keys())
        if plan.fresh or plan.gather:
            written = plan.fresh | plan.kept if plan.gather else plan.fresh
            self.folders[run] = {name: files[name] for name in written}
        saved = read_index(plan.index.to_bytes(), "states.json")
        assert isinstance(saved, Index)
        self.saved = saved
        return plan


@given(history=st.lists(st.tuples(SNAPSHOTS, st.booleans()), min_size=1, max_size=8))
def test_any_history_gives_the_states_of_what_is_there_now(
    history: list[tuple[dict[str, Content], bool]],
) -> None:
    disk = Disk()
    before: dict[str, Content] = {}
    for number, (files, loses_a_folder) in enumerate(history):
        lost = {}
        if loses_a_folder and disk.folders:
            lost = disk.folders.pop(min(disk.folders))

        plan = disk.run(number, files)

        assert disk.saved is not None
        assert plan.kept | plan.fresh == set(files)
        assert not plan.kept & plan.fresh
        if not lost:
            assert plan.kept == {name for name in files if before.get(name) == files[name]}
            assert plan.gone == len(before.keys() - files.keys())
            assert plan.changed == sum(name in before and before[name] != files[name] for name in files)
        scratch = wanted(files, "scratch")
        assert disk.saved.splits == scratch.splits
        assert {name: disk.folders[file.run][name] for name, file in disk.saved.files.items()} == files
        before = files


def test_states_in_very_many_folders_are_gathered_into_one() -> None:
    disk = Disk()
    files: dict[str, Content] = {}
    for number in range(MOST_RUNS):
        files = {**files, str(number): (1, 1)}
        assert disk.run(number, files).gather is False

    gathered = disk.run(MOST_RUNS, {**files, "new": (1, 1)})
    after = disk.run(MOST_RUNS + 1, {**files, "new": (1, 1), "newer": (1, 1)})

    assert (gathered.gather, len(gathered.fresh), len(gathered.index.runs)) == (True, 1, 1)
    assert (after.gather, len(after.fresh), len(after.index.runs)) == (False, 1, 2)


def test_the_first_run_reads_everything_and_says_nothing() -> None:
    plan = plan_refresh(None, wanted({"a": (1, 1)}, "r"), ())

    assert (plan.fresh, plan.kept, plan.start_over) == ({"a"}, set(), "")


@pytest.mark.parametrize(
    ("saved", "says"),
    [
        ({"split_bytes": 1}, "files were cut every 1 bytes and are now cut every 2"),
        ({"columns": (("x", "bigint"),)}, "the column 'x' was of type bigint and is of type int"),
    ],
)
def test_states_of_other_terms_are_computed_anew(saved: dict[str, Any], says: str) -> None:
    plan = plan_refresh(
        wanted({"a": (1, 1)}, "old", **saved), wanted({"a": (1, 1)}, "new"), frozenset({"old"})
    )

    assert plan.fresh == {"a"}
    assert plan.index.files["a"].run == "new"
    assert plan.in_words() == f"The saved states are of no use and were computed anew: {says}."


def test_the_plan_in_words_counts_files() -> None:
    saved = wanted({"a": (1, 1), "b": (1, 1), "c": (1, 1), "gone": (1, 1)}, "old")
    saved = replace(
        saved, files={**saved.files, "lost": Covered(size=1, modified_ns=1, run="a run that is gone")}
    )
    now = wanted({"a": (1, 1), "b": (1, 2), "c": (1, 1), "d": (1, 1), "lost": (1, 1)}, "new")

    plan = plan_refresh(saved, now, {"old"})

    assert plan.in_words() == (
        "Saved states: 3 of 5 files were read, 1 changed, 1 gone from the dataset, 1 without their states."
    )
