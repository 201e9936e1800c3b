"""What a run with saved states has to profile, as data: the files that are new or changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from baselining.states.saved.index import Covered, Index, other_columns

MOST_RUNS = 32
"""Reading states from more folders than that is slow; then all are written into one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """The plan.

    Attributes:
        index: What will be saved.
        kept: Names of the files whose saved states are used.
        fresh: Names of those to be profiled.
        gone: How many saved files are no longer part of the dataset.
        changed: How many of the fresh ones were saved with another size or time.
        lost: How many were saved, but their states are no longer there.
        start_over: Why nothing saved is of use though there is something; empty otherwise.
        gather: Write the kept states, too, into the folder of this run.
    """

    index: Index
    kept: frozenset[str]
    fresh: frozenset[str]
    gone: int = 0
    changed: int = 0
    lost: int = 0
    start_over: str = ""
    gather: bool = False

    def in_words(self) -> str:
        """For people."""
        if self.start_over:
            return f"The saved states are of no use and were computed anew: {self.start_over}."
        done = f"{len(self.fresh):,} of {len(self.fresh) + len(self.kept):,} files were read"
        counts = {
            "changed": self.changed,
            "gone from the dataset": self.gone,
            "without their states": self.lost,
        }
        details = "".join(f", {count:,} {what}" for what, count in counts.items() if count)
        return f"Saved states: {done}{details}."


def plan_refresh(saved: Index | str | None, wanted: Index, folders: Collection[str]) -> Refresh:
    """Compare what is saved with what is there.

    Args:
        saved: The index that is there, why it is of no use, or None.
        wanted: The index as it will be if everything is profiled by this run.
        folders: Names of the runs whose states are really there.
    """
    names = frozenset(wanted.files)
    reason = _no_use(saved, wanted)
    if reason or not isinstance(saved, Index):
        return Refresh(index=wanted, kept=frozenset(), fresh=names, start_over=reason)
    kept = frozenset(name for name in names if _is_kept(saved.files.get(name), wanted.files[name], folders))
    fresh = names - kept
    again = [saved.files[name].same_as(wanted.files[name]) for name in fresh if name in saved.files]
    gather = len({saved.files[name].run for name in kept}) >= MOST_RUNS
    files = {
        name: saved.files[name] if name in kept and not gather else file
        for name, file in wanted.files.items()
    }
    return Refresh(
        index=_with_files(wanted, files),
        kept=kept,
        fresh=fresh,
        gone=len(saved.files.keys() - names),
        changed=again.count(False),
        lost=again.count(True),
        gather=gather,
    )


def _no_use(saved: Index | str | None, wanted: Index) -> str:
    if saved is None or isinstance(saved, str):
        return saved or ""
    if saved.split_bytes != wanted.split_bytes:
        return (
            f"files were cut every {saved.split_bytes:,} bytes and are now cut every {wanted.split_bytes:,}"
        )
    return other_columns(saved, wanted.columns)


def _is_kept(saved: Covered | None, now: Covered, folders: Collection[str]) -> bool:
    return saved is not None and saved.same_as(now) and saved.run in folders


def _with_files(index: Index, files: Mapping[str, Covered]) -> Index:
    return Index(
        dataset=index.dataset,
        dataset_format=index.dataset_format,
        columns=index.columns,
        split_bytes=index.split_bytes,
        files=files,
    )
